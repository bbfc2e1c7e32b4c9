/** Runs that once failed, each with what it had found. These correct solutions pass them for ever. */
import t from 'tap'
import { buildLabs } from '../../runner/build-labs.ts'
import { runPlan } from '../../runner/pool.ts'
import { makePlan } from '../hostile/submission.ts'

const SEEDS = [
  {
    folder: 'harness/test/rafts/lazy',
    test: 'TestReliableChurn2C',
    seed: 100_466,
    found: 'churn may leave no majority for long enough, and then nothing commits',
  },
  {
    folder: 'solutions',
    test: 'TestReliableChurn2C',
    seed: 2,
    found: 'an entry passes from a pair of servers to a third, and no majority is ever together',
  },
  {
    folder: 'solutions',
    test: 'TestRestartAll4A',
    seed: 27,
    found: 'a log that outgrows its buffer with the last part of a save was saved cut short',
  },
]

for (const { folder, test, seed, found } of SEEDS) {
  t.test(`${test} seed=${seed} on ${folder}: ${found}`, async (t) => {
    const plan = makePlan(folder, [test], { firstSeed: seed })
    const [result] = await runPlan({ plan, builds: await buildLabs(plan), emit() {} })
    t.match(result?.runs, [{ ok: true }])
  })
}
