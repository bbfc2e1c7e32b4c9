/** What the tests that correct solutions must pass have in common. */
import type { Test } from 'tap'
import type { Builds } from '../../runner/build-labs.ts'
import type { Plan } from '../../runner/events.ts'
import { runPlan } from '../../runner/pool.ts'
import { testInfos } from '../../runner/test-infos.ts'
import { makePlan } from '../report/samples.ts'

/** Every test of some parts on a folder, under one seed. */
export function planOf(folder: string, parts: readonly string[]): Plan {
  const tests = testInfos.filter(({ part }) => parts.includes(part))
  return makePlan(tests, { folder, firstSeed: 1, jobs: 2 })
}

/** What each failed test has to say. */
export async function failuresOf(t: Test, plan: Plan, builds: Builds): Promise<string[]> {
  const results = await runPlan({ plan, builds, emit() {} })
  t.equal(results.length, plan.tests.length)
  return results.flatMap(({ test, runs }) => {
    return runs.flatMap(({ failure }) => (failure ? [`${test.name}: ${failure.message}`] : []))
  })
}
