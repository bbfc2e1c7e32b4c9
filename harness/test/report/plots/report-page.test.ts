/** Tests of harness/report/plots/report-page.ts: the page of a grade, and what its numbers are. */
import t from 'tap'
import type { Standing } from '../../../report/file-reporter.ts'
import { studentPlan, studentResult } from '../../../report/for-students.ts'
import { makeReport } from '../../../report/json.ts'
import { formatValue } from '../../../report/plots/figure-table.ts'
import { FIGURES, rangeOf, valuesOf } from '../../../report/plots/figures.ts'
import { makeReportPage } from '../../../report/plots/report-page.ts'
import { formatRate } from '../../../report/rate.ts'
import type { Plan, RunResult, TestResult } from '../../../runner/events.ts'
import { backup, basic, election, makePlan, makeRun, split, stranded } from '../samples.ts'
import { checkWellFormed, elementsOf, rowsOf, textOf } from './read-page.ts'

function standingOf(plan: Plan, results: readonly TestResult[], more = {}): Standing {
  return { plan, results, startedMs: 5, nowMs: 9, state: 'finished', ...more }
}

/** Statistics that differ from run to run. */
function figures(at: number): Pick<RunResult, 'statistics'> {
  const spread = { count: 3, median: 300 + at, p90: 400, most: 401.5 }
  return {
    statistics: {
      virtualMs: 2_000,
      servers: 3,
      rpcs: 10 + at,
      bytes: 1_000_000 + at,
      operations: 4,
      elections: spread,
      latency: { ...spread, median: 2.25 },
    },
  }
}

const plan = makePlan([election, basic, backup], { runs: 100 })
const results: TestResult[] = [
  { test: election, runs: seeds(100).map((seed) => makeRun(election, seed, figures(seed))) },
  {
    test: basic,
    runs: seeds(100).map((seed) => {
      return makeRun(basic, seed, { ...figures(seed), ...(seed % 4 ? {} : { failure: split }) })
    }),
  },
]

function seeds(count: number): number[] {
  return Array.from({ length: count }, (_, at) => 41 + at)
}

t.test('its numbers are those of the JSON report', async (t) => {
  const standing = standingOf(plan, results)
  const html = makeReportPage(standing)
  checkWellFormed(html)
  const rows = rowsOf(html)
  const report = makeReport(plan, results)
  for (const test of report.tests) {
    const [row = []] = rows.filter(([name]) => name?.startsWith(test.name))
    if (test.runs.length === 0) {
      t.match(row, [/./, '0/100, 100 not made', 'not run', '', '0 of 40'])
      continue
    }
    const points = `${Math.floor(test.earned * 100) / 100} of ${test.points}`
    t.strictSame(row.slice(1), [`${test.passed}/100`, '', formatRate(test.rate), points], test.name)
    for (const figure of FIGURES) {
      const values = valuesOf(
        figure,
        test.runs.map((run) => ({ ...run, test: test.name })),
      )
      const title = figure.unit === '' ? figure.title : `${figure.title}, ${figure.unit}`
      const [numbers = []] = rows.filter(([name, of]) => name === test.name && of === title)
      const range = rangeOf(values)
      if (range === undefined) return t.fail('no values')
      const { low, median, high } = range
      t.strictSame(numbers.slice(2, 5), [low, median, high].map(formatValue), figure.name)
    }
  }
  for (const { part, score, maximum } of report.scores.parts) {
    t.match(textOf(html), `${score}/${maximum} ${part}`)
  }
})

t.test('failures alike are one group, with how many there are and one of them', async (t) => {
  const failing = [basic, backup].map((test) => ({
    test,
    runs: seeds(2).map((seed) => makeRun(test, seed, { failure: split })),
  }))
  const text = textOf(makeReportPage(standingOf(makePlan([basic, backup], { runs: 2 }), failing)))
  t.match(text, '4 of 4 runs of TestBasicAgree2B, TestBackup2B')
  t.match(text, 'S0 and S2 applied different commands at index 7')
  t.match(text, 'again npm run grade 2B TestBasicAgree2B seed=41')
  t.equal(text.split('applied different commands').length, 2)
  t.match(text, 'No run has passed')
})

t.test('runs that failed are in no figure', async (t) => {
  const runs = [
    makeRun(basic, 41, figures(0)),
    makeRun(basic, 42, { ...figures(990), failure: split }),
  ]
  const html = makeReportPage(standingOf(makePlan([basic], { runs: 2 }), [{ test: basic, runs }]))
  const [numbers] = rowsOf(html).filter(([name, of]) => name === basic.name && of === 'RPCs')
  t.match(numbers, [basic.name, 'RPCs', '10', '10', '10'])
})

t.test('one run that passed has no word of failures', async (t) => {
  const one = [{ test: election, runs: [makeRun(election, 41)] }]
  const html = makeReportPage(standingOf(makePlan([election]), one))
  checkWellFormed(html)
  t.notMatch(textOf(html), 'Failures')
  t.match(textOf(html), '100/100 2A')
})

t.test('nothing was run, or not all', async (t) => {
  for (const state of ['running', 'interrupted'] as const) {
    const html = makeReportPage(standingOf(plan, [], { state }))
    checkWellFormed(html)
    t.match(textOf(html), 'what was not run counts as not passed')
  }
})

t.test('a test without figures of the reference is shown without a plot', async (t) => {
  const unknown = { ...stranded, name: '__proto__' }
  const runs = [makeRun(unknown, 41, figures(1))]
  const html = makeReportPage(standingOf(makePlan([unknown]), [{ test: unknown, runs }]))
  const [row = []] = rowsOf(html).filter(([name, of]) => name === '__proto__' && of === '11')
  t.strictSame(row, ['__proto__', '11', '1,000,001', '301', '2.25', '2'])
})

t.test('the reader of these tests sees what is not well-formed', async (t) => {
  const wrong = [
    '<p><b></p>',
    '<p a="<">x</p>',
    '<p>\u0000</p>',
    '<p>a',
    '</p>',
    '<p a="1" a="2"/>',
  ]
  for (const text of [...wrong, '<p>&nbsp;</p>', '<p a=1></p>', '<!-- x -->', '<p>\ud800</p>']) {
    t.throws(() => checkWellFormed(`<!DOCTYPE html>\n${text}`), text)
  }
  checkWellFormed('<!DOCTYPE html>\n<p a="1">&amp;<b/></p>')
})

const HOSTILE = [
  '</style></title><script>alert(1)</script><img src=x onerror=alert(1)>',
  '" onload="alert(1)" x="&quot;',
  "' style='display:none' &amp; ]]> <!-- ",
  '\u0000\u001b[31m\ud800\uffff\u202e{{x}}',
]

t.test('texts of students are text', async (t) => {
  const hostile = HOSTILE.join('\n')
  const runs = seeds(2).map((seed) => {
    const failure = {
      ...split,
      message: hostile,
      details: HOSTILE,
      rule: hostile,
      frames: HOSTILE,
    }
    return makeRun(basic, seed, { failure, warnings: HOSTILE })
  })
  const risky = makePlan([basic], { runs: 2, folder: hostile, on: hostile })
  const html = makeReportPage(standingOf(risky, [{ test: basic, runs }]))
  checkWellFormed(html)
  t.notMatch(html, /<script|<img|onerror=alert\(1\)>|<!--/)
  t.match(textOf(html), '<script>alert(1)</script>')
  const clean = makeReportPage(standingOf(plan, results))
  const allowed = new Set([...elementsOf(clean), 'code', 'b', 'small', 'strong'])
  t.strictSame(
    elementsOf(html).filter((name) => !allowed.has(name)),
    [],
  )
})

t.test('it asks nothing of a network and runs nothing', async (t) => {
  const html = makeReportPage(standingOf(plan, results))
  t.match(html, "default-src 'none'; style-src 'unsafe-inline'")
  t.notMatch(html, /<script|https?:|url\(|@import|\son\w+=/)
})

t.test('the same results give the same bytes, whenever it is', async (t) => {
  const again = results.map(({ test, runs }) => ({
    test,
    runs: runs.map((run) => ({ ...run, cpuMs: run.cpuMs * 2 })),
  }))
  const later = standingOf(plan, again, { startedMs: 70_000, nowMs: 90_000 })
  t.equal(makeReportPage(later), makeReportPage(standingOf(plan, results)))
})

t.test('it stays small, however many runs there are', async (t) => {
  const many = (runs: number) => {
    const all = seeds(runs).map((seed) => makeRun(election, seed, figures(seed % 7)))
    return makeReportPage(
      standingOf(makePlan([election], { runs }), [{ test: election, runs: all }]),
    )
  }
  t.ok(many(5_000).length < many(50).length + 500)
})

t.test('no secret seed is in it', async (t) => {
  const SECRET = 1_234_567_890_123_456
  const secret = makePlan([basic], { runs: 1, secretSeeds: [SECRET] })
  const failure = { ...split, message: `seed ${SECRET}` }
  const result = { test: basic, runs: [makeRun(basic, SECRET, { failure })] }
  const shown = standingOf(studentPlan(secret), [studentResult(secret, result)])
  t.notMatch(makeReportPage(shown), String(SECRET))
  t.match(makeReportPage(shown), 'secret seed 1')
})
