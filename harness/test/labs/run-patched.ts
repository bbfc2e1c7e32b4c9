/** Runs tests on the reference, changed in some places. */
import type { Plan, TestInfo, TestResult } from '../../runner/events.ts'
import { runPlan } from '../../runner/pool.ts'
import { testInfos } from '../../runner/test-infos.ts'
import type { Patch } from '../../zoo/entry.ts'
import { bundlePatched } from '../../zoo/patched.ts'
import { makePlan } from '../report/samples.ts'

/** All tests are of one lab. */
export async function runPatched(
  patches: readonly Patch[],
  isChosen: (test: TestInfo) => boolean,
  more: Partial<Plan> = {},
): Promise<TestResult[]> {
  const tests = testInfos.filter(isChosen)
  const { lab, part } = tests[0] as TestInfo
  const entry = { id: 'patched', title: 'changed for a test', part, tests: [], patches }
  const builds = { [lab]: await bundlePatched(entry, lab) }
  return runPlan({ plan: makePlan(tests, more), builds, emit() {} })
}
