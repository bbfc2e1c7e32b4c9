/** Tests of harness/report/platforms/ctrf.ts, with the reference implementation as the reader. */
import { type CTRFReport, calculateSummary, parse, validate } from 'ctrf'
import t from 'tap'
import { makeCtrf } from '../../../report/platforms/ctrf.ts'
import { hostile, makeStanding, mixed, mixedPlan, unbuilt } from './standings.ts'

t.test('the reference implementation finds every report valid, and its sums right', async (t) => {
  for (const standing of [mixed, hostile, unbuilt, makeStanding(mixedPlan, [])]) {
    const report = parse(makeCtrf(standing))
    t.strictSame(validate(report), { valid: true, errors: [] })
    const { tests, summary } = report.results
    // The validator does not look at sums.
    const counted = calculateSummary(tests)
    for (const name of ['tests', 'passed', 'failed', 'skipped', 'pending', 'other'] as const) {
      t.equal(summary[name], counted[name], name)
    }
    t.equal(summary.stop - summary.start, summary.duration)
  }
})

t.test('it would find a fraction, an unknown key and a missing version', async (t) => {
  const good = parse(makeCtrf(mixed))
  const [test] = good.results.tests
  const bad: readonly unknown[] = [
    { ...good, specVersion: undefined },
    { ...good, made_up: 1 },
    { ...good, results: { ...good.results, tests: [{ ...test, duration: 0.5 }] } },
    { ...good, results: { ...good.results, tests: [{ ...test, status: 'ok' }] } },
  ]
  for (const report of bad) t.equal(validate(report).valid, false)
})

t.test('a test with its points, its words and the student’s own line', async (t) => {
  const { results } = JSON.parse(makeCtrf(mixed)) as CTRFReport
  t.match(results.summary, { tests: 6, passed: 3, failed: 2, skipped: 1, suites: 3 })
  t.match(results.tests[2], {
    name: 'TestBackup2B',
    status: 'failed',
    duration: 25,
    suite: ['raft', '2B'],
    message:
      'TestBackup2B failed at 2,344 virtual ms: S0 and S2 applied different commands at index 7',
    trace: /again {2}npm run grade 2B TestBackup2B some\/where seed=42/,
    filePath: 'raft/raft.ts',
    line: 41,
    extra: { runs: 2, passed: 1, planned: 2, points: 40, earned: 20 },
  })
  t.match(results.tests[5], { status: 'skipped', duration: 0, message: undefined })
  t.match(results.extra, { state: 'interrupted', parts: [{ part: '2A', score: 100 }, {}, {}] })
})
