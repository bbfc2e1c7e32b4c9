/** Tests of harness/report/platforms/shares.ts. */
import t from 'tap'
import { shareOut, testPoints, totalPoints } from '../../../report/platforms/shares.ts'
import { scoreResults } from '../../../report/score.ts'
import type { TestResult } from '../../../runner/events.ts'
import { sfc32, wordsOf } from '../../../sim/sfc32.ts'
import { makePlan, makeRun, makeTest, split } from '../samples.ts'
import { mixedPlan, mixedResults } from './standings.ts'

t.test('thirds of a hundred add up to a hundred', async (t) => {
  const third = 100 / 3
  t.strictSame(shareOut([third, third, third], 100), [34, 33, 33])
  t.strictSame(shareOut([0.4, 0.5, 0.1], 1), [0, 1, 0])
  t.strictSame(shareOut([2, 3], 5), [2, 3])
  t.strictSame(
    shareOut(
      [0.1 + 0.2, 0.7].map((part) => part * 10),
      10,
    ),
    [3, 7],
  )
})

t.test(
  'no share is above its cap or below zero, and what cannot be shared out stays',
  async (t) => {
    t.strictSame(shareOut([1.5, 1.5], 3, [1, 9]), [1, 2])
    t.strictSame(shareOut([1.5, 1.5], 9, [1, 2]), [1, 2])
    t.strictSame(shareOut([3, 0.2], 1), [1, 0])
    t.strictSame(shareOut([0, 0], 0, [0, 0]), [0, 0])
  },
)

t.test('points of tests in tenths and in whole numbers', async (t) => {
  const scores = scoreResults(mixedPlan, mixedResults)
  const points = (perPoint: 1 | 10) => {
    return testPoints(scores, undefined, perPoint).map(
      ({ score, maximum }) => `${score}/${maximum}`,
    )
  }
  t.strictSame(points(10), ['100/100', '40/40', '20/40', '0/20', '50/50', '0/50'])
  t.strictSame(points(1), points(10))
  t.strictSame(totalPoints(scores), { score: 210, maximum: 300 })
})

t.test('with weights the tests of all parts add up to the total', async (t) => {
  const weights = { '2A': 10, '2B': 25, '3A': 5 }
  const plan = { ...mixedPlan, weights }
  const scores = scoreResults(plan, mixedResults)
  t.strictSame(totalPoints(scores), { score: 27.5, maximum: 40 })
  const points = (perPoint: 1 | 10) => {
    return testPoints(scores, weights, perPoint).map(({ score, maximum }) => `${score}/${maximum}`)
  }
  t.strictSame(points(10), ['10/10', '10/10', '5/10', '0/5', '2.5/2.5', '0/2.5'])
  t.strictSame(points(1), ['10/10', '10/10', '4/10', '0/5', '3/3', '0/2'])
})

t.test('a failed test never shows as full, and what earned something not as nothing', async (t) => {
  const test = makeTest('TestA', 'a', 100)
  const failed = (count: number) =>
    Array.from({ length: 1000 }, (_, seed) => {
      return makeRun(test, seed, seed < count ? { failure: split } : {})
    })
  const plan = makePlan([test], { runs: 1000 })
  const of = (count: number, perPoint: 1 | 10) =>
    testPoints(scoreResults(plan, [{ test, runs: failed(count) }]), undefined, perPoint)[0]?.score
  t.strictSame(
    [of(0, 1), of(1, 1), of(1, 10), of(999, 10), of(999, 1), of(1000, 1)],
    [100, 99, 99.9, 0.1, 1, 0],
  )
})

t.test('they add up, whatever was passed', async (t) => {
  const chance = sfc32(wordsOf('shares'))
  const int = (below: number): number => Math.floor((chance() / 2 ** 32) * below)
  let off = 0
  for (let round = 0; round < 2_000; round++) {
    const tests = Array.from({ length: 1 + int(9) }, (_, i) =>
      makeTest(`Test${i}`, 't', 1 + int(9)),
    )
    const sum = tests.reduce((total, { points }) => total + points, 0)
    const scaled = tests.map((test) => ({ ...test, points: (100 * test.points) / sum }))
    const runs = 1 + int(7)
    const plan = makePlan(scaled, { runs })
    const results: TestResult[] = scaled.map((test) => {
      const failures = int(2) === 0 ? 0 : int(runs + 1)
      const made = Array.from({ length: runs }, (_, seed) => {
        return makeRun(test, seed, seed < failures ? { failure: split } : {})
      })
      return { test, runs: made }
    })
    const scores = scoreResults(plan, results)
    const [part] = scores.parts
    for (const perPoint of [1, 10] as const) {
      const points = testPoints(scores, undefined, perPoint)
      const total = (of: 'score' | 'maximum') =>
        Math.round(points.reduce((all, test) => all + test[of], 0) * 10) / 10
      const isOff = Math.abs(total('score') - (part?.score ?? 0))
      const unit = 1 / perPoint
      const isRight =
        total('maximum') === 100 &&
        isOff < scaled.length * unit &&
        points.every(({ score, maximum }, i) => {
          const isFull = scores.tests[i]?.passed === runs
          return isFull ? score === maximum : score >= 0 && (score < maximum || maximum === 0)
        })
      if (!isRight) t.fail(JSON.stringify({ round, perPoint, points, part }))
      if (perPoint === 10 && isOff !== 0) off += 1
    }
  }
  t.ok(off < 200, `in tenths ${off} of 2,000 sums are off, all points being fractions`)
})
