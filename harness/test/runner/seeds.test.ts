/** Tests of harness/runner/seeds.ts. */
import t from 'tap'
import { firstSeedOf, isSecret, secretNumber, seedsOf } from '../../runner/seeds.ts'

t.test('run k has the first seed plus k', async (t) => {
  t.strictSame(seedsOf({ firstSeed: 7, runs: 4 }), [7, 8, 9, 10])
  const last = Number.MAX_SAFE_INTEGER - 1
  t.strictSame(seedsOf({ firstSeed: last, runs: 3 }), [last, 0, 1])
})

t.test('secret seeds take the last runs', async (t) => {
  t.strictSame(seedsOf({ firstSeed: 7, runs: 4, secretSeeds: [50, 40] }), [7, 8, 50, 40])
  t.strictSame(seedsOf({ firstSeed: 7, runs: 2, secretSeeds: [50, 40] }), [50, 40])
})

t.test('the first seed is that of the list', async (t) => {
  for (const plan of [
    { firstSeed: 7, runs: 4 },
    { firstSeed: Number.MAX_SAFE_INTEGER, runs: 1 },
    { firstSeed: 7, runs: 4, secretSeeds: [50, 40] },
    { firstSeed: 7, runs: 2, secretSeeds: [50, 40] },
  ]) {
    t.equal(firstSeedOf(plan), seedsOf(plan)[0])
  }
})

t.test('only the seeds of a secret are secret, and each has a number', async (t) => {
  const plan = { secretSeeds: [50, 40] }
  t.ok(isSecret(plan, 40))
  t.notOk(isSecret(plan, 7))
  t.notOk(isSecret({}, 40))
  t.equal(secretNumber(plan, 40), 2)
  t.equal(secretNumber(plan, 7), undefined)
})
