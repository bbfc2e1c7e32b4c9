/** The words for a smaller run that fails in the same way. */
import type { Plan, TracedRun } from '../runner/events.ts'
import type { SmallerRun } from '../runner/smaller-run.ts'
import { replayCommand } from './describe.ts'
import { count } from './text-layout.ts'

/** Says that what follows is told of it, and how to see it. */
export function describeSmaller(
  plan: Plan,
  { trace = [] }: TracedRun,
  { test, run }: SmallerRun,
): readonly string[] {
  const events = run.trace?.length ?? 0
  const again = replayCommand(plan, test, run.seed)
  return [
    `A smaller run fails in the same way, and what follows is told of it: ${test.name} seed=${run.seed},`,
    `with ${count(events, 'event')} in the place of ${trace.length.toLocaleString('en-US')}.`,
    ...(again === undefined ? [] : [`  look   ${again} log`]),
  ]
}
