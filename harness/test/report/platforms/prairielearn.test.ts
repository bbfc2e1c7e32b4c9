/** Tests of harness/report/platforms/prairielearn.ts, against how PrairieLearn reads it. */
import t from 'tap'
import type { Standing } from '../../../report/file-reporter.ts'
import { makePrairieLearn } from '../../../report/platforms/prairielearn.ts'
import { makePlan, makeRun, makeTest, split } from '../samples.ts'
import { hostile, makeStanding, mixed, mixedPlan, unbuilt } from './standings.ts'

interface Results {
  readonly score: number
  readonly gradable: boolean
  readonly format_errors?: readonly string[]
  readonly message: string
  readonly tests: readonly {
    readonly name: string
    readonly points: number
    readonly max_points: number
    readonly message: string
    readonly output: string
  }[]
}

function read(standing: Standing): Results {
  return JSON.parse(makePrairieLearn(standing))
}

/**
 * What its element pl-external-grader-results shows: points rounded to two decimals, a test right
 * when they look the same; and why `makeGradingResult` or the limit would refuse it.
 */
function show(results: Results) {
  const round = (points: number) => String(Math.round(points * 100) / 100)
  const { score, tests } = results
  const isScore = typeof score === 'number' && score >= 0 && score <= 1
  return {
    isAccepted: isScore && JSON.stringify(results).length <= 1_000_000,
    isFull: score >= 1,
    percent: round(score * 100),
    right: tests.filter((test) => round(test.points) === round(test.max_points)).length,
    points: round(tests.reduce((sum, test) => sum + test.points, 0)),
  }
}

t.test('score, points and texts', async (t) => {
  const results = read(mixed)
  const expected = { isAccepted: true, isFull: false, percent: '70', right: 3, points: '210' }
  t.strictSame(show(results), expected)
  t.equal(results.gradable, true)
  t.match(results.message, '2B: 60 of 100')
  t.match(results.tests[2], { points: 20, max_points: 40, message: '1 of 2 runs passed' })
  t.match(results.tests[2]?.output, '\u001b[31mTestBackup2B failed at 2,344 virtual ms')
  t.match(results.tests[5], { points: 0, message: /^not run/, output: '' })
  t.match(show({ ...results, score: 1.1 }), { isAccepted: false })
})

t.test('almost full is not shown as full', async (t) => {
  const test = makeTest('TestA', 'a', 100)
  const runs = Array.from({ length: 20_000 }, (_, seed) =>
    makeRun(test, seed, seed === 0 ? { failure: split } : {}),
  )
  const almost = show(read(makeStanding(makePlan([test], { runs: 20_000 }), [{ test, runs }])))
  t.match(almost, { isAccepted: true, isFull: false, percent: '99.9', right: 0, points: '99.9' })
  const one = runs.slice(1, 2)
  t.match(show(read(makeStanding(makePlan([test]), [{ test, runs: one }]))), {
    isFull: true,
    percent: '100',
    right: 1,
  })
})

t.test('what does not build costs no attempt, and says where', async (t) => {
  const results = read(unbuilt)
  t.match(results, { gradable: false, score: 0 })
  t.strictSame(results.format_errors, [
    'the lab raft does not build\nraft/raft.ts:2:8: Unexpected "="\n    \\::error::forged',
  ])
  t.equal(read(makeStanding(mixedPlan, [])).gradable, true, 'nothing was run yet')
})

t.test('it keeps to 1 MB, and says what was cut', async (t) => {
  const tests = Array.from({ length: 60 }, (_, i) => makeTest(`Test${i}`, 't', 100 / 60))
  const details = Array.from({ length: 40 }, () => '😀\u0000'.repeat(150))
  const results = tests.map((test) => ({
    test,
    runs: ['a', 'b', 'c', 'd'].map((message, seed) => {
      return makeRun(test, seed, { failure: { ...split, message, details } })
    }),
  }))
  const text = makePrairieLearn(makeStanding(makePlan(tests, { runs: 4 }), results))
  const bytes = Buffer.byteLength(text)
  t.ok(bytes <= 1_000_000 && bytes > 100_000, `${bytes} bytes`)
  t.match(text, '(cut: the whole text would be too long here)')
  t.equal(JSON.parse(text).tests.length, 60)
})

t.test('hostile texts change nothing but the texts', async (t) => {
  t.match(show(read(hostile)), { isAccepted: true, right: 2 })
  t.notMatch(makePrairieLearn(hostile), /\\u001b\[2J|\\u0000/)
})
