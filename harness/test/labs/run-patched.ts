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
  const about = { id: 'patched', title: 'changed for a test', part, tests: [] }
  const builds = { [lab]: await bundlePatched({ ...about, base: 'solutions', patches }, lab) }
  return runPlan({ plan: makePlan(tests, more), builds, emit() {} })
}
