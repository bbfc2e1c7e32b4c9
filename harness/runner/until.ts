/**
 * When a test needs no more runs (`until=`). Decided on the runs so far in the order of the plan's
 * seeds, never on which came in first, so the same plan always makes the same runs.
 */
import type { Plan, TestResult } from './events.ts'
import { wilson } from './interval.ts'
import { earnedShare, roundScore } from './points.ts'
import { runsHere } from './shards.ts'

type UntilPlan = Pick<Plan, 'until' | 'policy' | 'runs'>

/** Whether `passed` of the first `made` runs of a test worth `points` decide it. */
export function isDecided(plan: UntilPlan, points: number, passed: number, made: number): boolean {
  const { until } = plan
  if (until === undefined || made === 0) return false
  if (until.kind === 'points') return arePointsFixed(plan, points, passed, made)
  const { low, high } = wilson(passed, made, until.confidence)
  return high - low <= (2 * until.within) / 100
}

/** In tenths, they are the same whether all the runs that are left pass or none does. */
function arePointsFixed(
  { policy, runs }: UntilPlan,
  points: number,
  passed: number,
  made: number,
): boolean {
  const pointsWith = (passes: number): number =>
    roundScore(points * earnedShare(policy, passes, runs), points, passes === runs)
  return pointsWith(passed) === pointsWith(passed + runs - made)
}

/** How many runs the result of a test stands for: those made where they decide it. */
export function runsNeeded(plan: UntilPlan, { test, runs }: TestResult): number {
  const passed = runs.filter(({ ok }) => ok).length
  const isEnough = isDecided(plan, test.points, passed, runs.length)
  return isEnough ? runs.length : Math.max(plan.runs, runs.length)
}

/** Whether every run is in that the result of the test needs, or that its shard has of it. */
export function isComplete(plan: Plan, result: TestResult): boolean {
  return result.runs.length === Math.min(runsNeeded(plan, result), runsHere(plan, result.test))
}
