/** Runs that once failed, each with what it had found. The reference must pass them for ever. */
import t from 'tap'
import { buildLabs } from '../../runner/build-labs.ts'
import type { Plan } from '../../runner/events.ts'
import { runPlan } from '../../runner/pool.ts'
import { testInfos } from '../../runner/test-infos.ts'

const SEEDS = [
  {
    test: 'TestReliableChurn2C',
    seed: 2,
    found: 'an entry passes from a pair of servers to a third, and no majority is ever together',
  },
  {
    test: 'TestRestartAll4A',
    seed: 27,
    found: 'a log that outgrows its buffer with the last part of a save was saved cut short',
  },
]

for (const { test, seed, found } of SEEDS) {
  t.test(`${test} seed=${seed}: ${found}`, async (t) => {
    const plan: Plan = {
      folder: 'solutions',
      tests: testInfos.filter(({ name }) => name === test),
      runs: 1,
      firstSeed: seed,
      jobs: 1,
      policy: 'share',
      isRealTime: false,
      checksDeterminism: false,
    }
    const [result] = await runPlan({ plan, builds: await buildLabs(plan), emit() {} })
    t.match(result?.runs, [{ ok: true }])
  })
}
