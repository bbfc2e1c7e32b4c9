/**
 * What may be simpler about a scenario, biggest first: whole pieces of it, then servers and
 * settings, then the numbers in single steps. Pure; `shrink.ts` tries it.
 */
import { type Scenario, type Step, sizesOf } from '../scenario/scenario.ts'

/** Those before one place, and those from another on. */
export function without(steps: readonly Step[], from: number, to: number): readonly Step[] {
  return [...steps.slice(0, Math.max(0, from)), ...steps.slice(to)]
}

/** The same with fewer servers, and without snapshots. */
export function calmer(scenario: Scenario): readonly Scenario[] {
  const { lab, servers, takesSnapshots } = scenario
  return [
    ...sizesOf(lab)
      .filter((size) => size < servers)
      .map((size) => ({ ...scenario, servers: size })),
    ...(takesSnapshots ? [{ ...scenario, takesSnapshots: false }] : []),
  ]
}

/** The same with one step a little simpler; for each step, its ways in order. */
export function plainer(step: Step): readonly Step[] {
  return [...plainerDeeds(step), ...plainerPauses(step)]
}

/** Pauses that are easier to read, and not longer. */
const PAUSES_MS = [0, 20, 100, 300, 1_000]

function plainerPauses(step: Step): readonly Step[] {
  return PAUSES_MS.filter((ms) => ms < step.thenMs).map((thenMs) => ({ ...step, thenMs }))
}

function plainerDeeds(step: Step): readonly Step[] {
  switch (step.do) {
    case 'commands':
    case 'hold':
    case 'lose':
    case 'crash-at':
      return fewer(step.count).map((count) => ({ ...step, count }))
    case 'ask':
      return [
        ...shorter(step.clerks).map((clerks) => ({ ...step, clerks })),
        ...fewer(step.count).map((count) => ({ ...step, count })),
        ...(step.key === 'a' ? [] : [{ ...step, key: 'a' as const }]),
      ]
    case 'join':
    case 'leave':
      return shorter(step.gids).map((gids) => ({ ...step, gids }))
    case 'query':
      return [
        ...shorter(step.clerks).map((clerks) => ({ ...step, clerks })),
        ...fewer(step.count).map((count) => ({ ...step, count })),
        ...(step.num < 0 ? [] : [{ ...step, num: -1 }]),
      ]
    case 'cut':
      return [
        ...shorter(step.from).map((from) => ({ ...step, from })),
        ...shorter(step.to).map((to) => ({ ...step, to })),
      ]
    case 'crash':
    case 'start':
    case 'restart':
      return shorter(step.who).map((who) => ({ ...step, who }))
    default:
      return []
  }
}

function fewer(count: number): readonly number[] {
  return [...new Set([1, 2, Math.floor(count / 2), count - 1])].filter(
    (less) => less >= 1 && less < count,
  )
}

/** Lists with one server less, and not empty. */
function shorter<T>(who: readonly T[]): readonly (readonly T[])[] {
  if (who.length < 2) return []
  return who.map((_, at) => who.filter((_, other) => other !== at))
}
