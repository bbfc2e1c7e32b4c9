/** Tests of harness/report/score.ts. */
import t from 'tap'
import { roundScore, scoreResults } from '../../report/score.ts'
import { backup, basic, election, makePlan, makeRun, split, stranded } from './samples.ts'

const part = [basic, backup, stranded]

function runs(test: typeof basic, passed: number, failed: number) {
  const made = Array.from({ length: passed + failed }, (_, index) =>
    makeRun(test, index, index < failed ? { failure: split } : {}),
  )
  return { test, runs: made }
}

t.test('a test earns its points times the share of runs that passed', async (t) => {
  const plan = makePlan(part, { runs: 4 })
  const results = [runs(basic, 4, 0), runs(backup, 3, 1), runs(stranded, 0, 4)]
  const { tests, parts, labs } = scoreResults(plan, results)
  t.strictSame(
    tests.map(({ earned }) => earned),
    [40, 30, 0],
  )
  t.strictSame(parts, [
    {
      part: '2B',
      lab: 'raft',
      score: 70,
      maximum: 100,
      isPartial: false,
      isFull: false,
      testsPassed: 1,
      tests: 3,
      showedNothing: 0,
    },
  ])
  t.strictSame(labs, [{ lab: 'raft', score: 70, isPartial: false, parts: ['2B'] }])
})

t.test('policy all gives all or nothing', async (t) => {
  const plan = makePlan(part, { runs: 4, policy: 'all' })
  const results = [runs(basic, 4, 0), runs(backup, 3, 1), runs(stranded, 4, 0)]
  t.equal(scoreResults(plan, results).parts[0]?.score, 60)
})

t.test('a lab is the mean of its parts', async (t) => {
  const results = [
    runs(election, 1, 0),
    runs(basic, 1, 0),
    runs(backup, 0, 1),
    runs(stranded, 1, 0),
  ]
  const { labs } = scoreResults(makePlan([election, ...part]), results)
  t.match(labs, [{ lab: 'raft', score: 80, parts: ['2A', '2B'] }])
})

t.test('one failure in a hundred thousand runs is not full', async (t) => {
  const plan = makePlan([election], { runs: 100_000 })
  const { parts, labs } = scoreResults(plan, [runs(election, 99_999, 1)])
  t.match(parts, [{ score: 99.9, isFull: false }])
  t.match(labs, [{ score: 99.9 }])
})

t.test('rounding goes down, but never to nothing', async (t) => {
  t.equal(roundScore(99.99, 100, false), 99.9)
  t.equal(roundScore(100, 100, false), 99.9)
  t.equal(roundScore(100, 100, true), 100)
  t.equal(roundScore(0.004, 100, false), 0.1)
  t.equal(roundScore(0, 100, false), 0)
  t.equal(roundScore(0.1 + 0.2, 100, false), 0.3)
})

t.test('some tests of a part have the points of those as maximum', async (t) => {
  const some = scoreResults(makePlan([basic, backup]), [runs(basic, 1, 0), runs(backup, 0, 1)])
  t.match(some.parts, [{ score: 40, maximum: 80, isPartial: true }])
  t.match(some.labs, [{ score: 50, isPartial: true }])
})

t.test('what was not run has not passed', async (t) => {
  const plan = makePlan(part, { runs: 2 })
  const { parts } = scoreResults(plan, [runs(basic, 2, 0), runs(backup, 1, 0)])
  t.match(parts, [{ score: 60, isFull: false, testsPassed: 1 }])
  t.match(scoreResults(makePlan([election]), []).parts, [{ score: 0, isFull: false }])
})

t.test('a test showed nothing when none of its runs showed anything', async (t) => {
  const mute = { notForced: ['a rival asks'], showedNothing: true }
  const results = [
    { test: basic, runs: [makeRun(basic, 1, mute), makeRun(basic, 2, mute)] },
    { test: backup, runs: [makeRun(backup, 1, mute), makeRun(backup, 2)] },
    { test: stranded, runs: [] },
  ]
  const { tests, parts } = scoreResults(makePlan(part, { runs: 2 }), results)
  t.strictSame(
    tests.map(({ showedNothing }) => showedNothing),
    [true, false, false],
  )
  t.equal(parts[0]?.showedNothing, 1)
})

t.test('weights make a total of the parts', async (t) => {
  const weights = { '2A': 20, '2B': 80 }
  const results = [
    runs(election, 1, 0),
    runs(basic, 1, 0),
    runs(backup, 0, 1),
    runs(stranded, 1, 0),
  ]
  const { total } = scoreResults(makePlan([election, ...part], { weights }), results)
  t.strictSame(total, { score: 68, maximum: 100, isPartial: false })
  t.equal(scoreResults(makePlan(part), results).total, undefined)
})

t.test('a total of some parts is out of their weights, and never rounds up to full', async (t) => {
  const weights = { '2A': 20, '2B': 80 }
  const plan = makePlan([election], { weights, runs: 100_000 })
  t.strictSame(scoreResults(plan, [runs(election, 99_999, 1)]).total, {
    score: 19.9,
    maximum: 20,
    isPartial: true,
  })
  t.match(scoreResults(plan, [runs(election, 100_000, 0)]).total, { score: 20 })
})

t.test('a test without points costs none, and a part is full without it', async (t) => {
  const free = { ...stranded, points: 0 }
  const results = [runs(basic, 1, 0), runs(backup, 1, 0), { ...runs(free, 0, 1), test: free }]
  const tests = [basic, { ...backup, points: 60 }, free]
  const { parts } = scoreResults(makePlan(tests), results)
  t.match(parts, [{ score: 100, isFull: true, testsPassed: 2, tests: 3 }])
})

t.test('a test that until= has ended has the points of its rate so far', async (t) => {
  const until = { kind: 'rate', confidence: 95, within: 5 } as const
  const plan = makePlan([basic, backup, stranded], { runs: 1_000, until })
  const results = [runs(basic, 35, 0), runs(backup, 192, 192), runs(stranded, 30, 0)]
  const { tests, parts } = scoreResults(plan, results)
  t.match(tests, [
    { earned: 40, planned: 35, endedEarly: true },
    { earned: 20, planned: 384, endedEarly: true },
    { earned: 0.6, planned: 1_000, endedEarly: false },
  ])
  t.match(parts, [{ score: 60.6, testsPassed: 1 }])
})

t.test('each test has the interval of its pass rate', async (t) => {
  const { tests } = scoreResults(makePlan([basic, backup], { runs: 20 }), [runs(basic, 0, 20)])
  t.equal(tests[0]?.rate.low, 0)
  t.equal(tests[0]?.rate.high.toFixed(4), '0.1611')
  t.strictSame(tests[1]?.rate, { low: 0, high: 1 })
})
