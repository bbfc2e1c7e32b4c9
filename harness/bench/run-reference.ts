/** The reference solution under some seeds from 1 on, in as many workers as there are cores. */
import { availableParallelism } from 'node:os'
import { buildLabs } from '../runner/build-labs.ts'
import type { Plan, TestInfo, TestResult } from '../runner/events.ts'
import { runPlan } from '../runner/pool.ts'

export async function runReference(
  tests: readonly TestInfo[],
  runs: number,
): Promise<readonly TestResult[]> {
  const plan: Plan = {
    folder: 'solutions',
    tests,
    runs,
    firstSeed: 1,
    jobs: availableParallelism(),
    policy: 'share',
    isRealTime: false,
    checksDeterminism: false,
  }
  return await runPlan({ plan, builds: await buildLabs(plan), emit() {} })
}
