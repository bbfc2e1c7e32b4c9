/** Tests of harness/runner/shards.ts: every run belongs to one shard, whatever the numbers. */
import t from 'tap'
import { runsHere, seedsHere } from '../../runner/shards.ts'
import { allTests, makePlan } from '../report/samples.ts'

t.test('every run is of exactly one shard', async (t) => {
  for (const runs of [1, 2, 3, 20]) {
    for (const of of [1, 2, 3, 4, 7, 50]) {
      const plan = makePlan(allTests, { runs, secretSeeds: [9, 5].slice(0, runs - 1) })
      const made = Array.from({ length: of }, (_, i) => i + 1).flatMap((number) => {
        const sharded = { ...plan, shard: { number, of } }
        return plan.tests.flatMap((test) => {
          const seeds = seedsHere(sharded, test)
          t.equal(runsHere(sharded, test), seeds.length)
          return seeds.map((seed) => `${test.name} ${seed}`)
        })
      })
      const whole = plan.tests.flatMap((test) => {
        return seedsHere(plan, test).map((seed) => `${test.name} ${seed}`)
      })
      t.equal(whole.length, allTests.length * runs)
      t.strictSame(made.sort(), whole.sort(), `${runs} runs in ${of} shards`)
    }
  }
})

t.test('shards are of one size, give or take a run', async (t) => {
  for (const [runs, of] of [
    [1, 3],
    [20, 4],
    [10, 4],
  ] as const) {
    const sizes = Array.from({ length: of }, (_, i) => {
      const plan = makePlan(allTests, { runs, shard: { number: i + 1, of } })
      return plan.tests.reduce((total, test) => total + runsHere(plan, test), 0)
    })
    t.ok(Math.max(...sizes) - Math.min(...sizes) <= 1, String(sizes))
  }
})
