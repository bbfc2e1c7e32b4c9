/**
 * Failures of many tests by their cause, as lines: what is one mistake is to be seen as one,
 * however many tests fail for it.
 */
import type { Plan, TestResult } from '../runner/events.ts'
import { type Cause, causesOf } from './cause.ts'
import { replayCommand } from './describe.ts'
import { count, formatCount } from './text-layout.ts'

/** Ours: who has more has one to begin with. */
const CAUSES_MAX = 5
const TESTS_MAX = 6

export interface CauseLines {
  readonly headline: string
  readonly details: readonly string[]
  /** The command that explains one of the runs, unless its seed is secret. */
  readonly why?: string
}

/** The most frequent first; none where no two tests failed for one cause. */
export function describeCauses(plan: Plan, results: readonly TestResult[]): readonly CauseLines[] {
  const causes = causesOf(results).filter(({ example }) => example.isRun)
  if (!causes.some(({ tests }) => tests.length > 1)) return []
  const total = results.reduce((sum, { runs }) => sum + runs.length, 0)
  const sorted = [...causes].sort((a, b) => b.runs - a.runs)
  return sorted.slice(0, CAUSES_MAX).map((cause) => describeCause(plan, cause, total))
}

function describeCause(plan: Plan, cause: Cause, total: number): CauseLines {
  const { message, rule, tests, runs, runsOf, example } = cause
  const named = tests.slice(0, TESTS_MAX).map((name, place) => {
    return plan.runs === 1 ? name : `${name} ${formatCount(runsOf[place] ?? 0)}`
  })
  const rest = tests.length - named.length
  const again = replayCommand(plan, example.test, example.seed)
  return {
    headline: `${formatCount(runs)} of ${count(total, 'run')}: ${message}`,
    details: [
      ...(rule === undefined ? [] : [rule]),
      `in ${named.join(', ')}${rest > 0 ? ` and ${count(rest, 'more test')}` : ''}`,
    ],
    ...(again === undefined || plan.isRealTime ? {} : { why: `${again} explain` }),
  }
}
