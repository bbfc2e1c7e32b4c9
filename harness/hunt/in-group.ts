/** Puts steps that are about one group of servers into a group of the sharded store. Pure. */
import {
  type GroupName,
  isClerk,
  isGroup,
  type Party,
  placeOf,
  type Some,
  type Step,
  type Who,
} from '../scenario/scenario.ts'

/** Where the servers of a step of a lab below are: in one group of the store, or controllers. */
export function inGroup(step: Step, group: GroupName): Step {
  const who = (one: Who): Who => {
    const { group: own = group, place } = placeOf(one)
    return `${own}.${place}`
  }
  const any = <P extends Party>(party: P): P | Who => {
    return isClerk(party) || isGroup(party) ? party : who(party as Who)
  }
  switch (step.do) {
    case 'cut':
      return { ...step, from: step.from.map(any), to: step.to.map(any) }
    case 'hold':
    case 'lose':
    case 'slow':
      return { ...step, from: any(step.from), to: any(step.to) }
    case 'crash':
    case 'start':
    case 'restart':
      return { ...step, who: step.who.map((one: Some) => any(one)) }
    case 'crash-at':
    case 'elect':
      return { ...step, who: who(step.who) }
    default:
      return step
  }
}
