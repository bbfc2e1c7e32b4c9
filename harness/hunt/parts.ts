/** What may happen in a part: who is at 2B has written nothing yet that survives a crash. */
import {
  type Deed,
  type HuntLab,
  type HuntPart,
  isClerk,
  isGroup,
  labOf,
  PARTS_OF,
  placeOf,
  type Step,
} from '../scenario/scenario.ts'

const NO_GROUPS = { join: 'never', leave: 'never', move: 'never', query: 'never' } as const

/** By lab: the part in which a deed can happen first; 'never', or from the beginning on. */
const SINCE: Readonly<Record<HuntLab, Partial<Record<Deed['do'], HuntPart | 'never'>>>> = {
  raft: {
    commands: '2B',
    crash: '2C',
    'crash-at': '2C',
    start: '2C',
    restart: '2C',
    snapshot: '2D',
    ask: 'never',
    ...NO_GROUPS,
  },
  kvraft: { commands: 'never', snapshot: 'never', ...NO_GROUPS },
  shardctrler: { commands: 'never', snapshot: 'never', ask: 'never' },
  shardkv: { commands: 'never', snapshot: 'never', query: 'never' },
}

export function isAllowed(step: Step, part: HuntPart): boolean {
  const lab = labOf(part)
  const parts: readonly HuntPart[] = PARTS_OF[lab]
  const since = SINCE[lab][step.do] ?? (parts[0] as HuntPart)
  if (since === 'never') return false
  if (lab !== 'shardkv' && namesGroup(step)) return false
  return parts.indexOf(since) <= parts.indexOf(part) && (lab !== 'raft' || !hasClerks(step))
}

/** Whether it is about servers of a group among several. */
function namesGroup(step: Step): boolean {
  const ends = 'from' in step ? [step.from, step.to] : 'who' in step ? [step.who] : []
  return ends.flat().some((one) => isGroup(one) || (!isClerk(one) && placeOf(one).group))
}

/** Whether it is about clerks, or what is done for them. */
function hasClerks(step: Step): boolean {
  if (step.do === 'await') return step.what === 'answers'
  if (step.do === 'crash-at') return step.at === 'before-answer'
  if (!('from' in step)) return false
  return [step.from, step.to].flat().some(isClerk)
}
