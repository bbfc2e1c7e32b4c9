/** Tests of harness/report/json.ts. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { JsonReporter, makeReport } from '../../report/json.ts'
import { findViolations } from '../../report/schema-check.ts'
import { backup, basic, eventsOf, makePlan, makeRun, Output, split, stranded } from './samples.ts'

const plan = makePlan([basic, backup, stranded], { on: 'solutions' })
const results = [
  { test: basic, runs: [makeRun(basic, 41)] },
  { test: backup, runs: [makeRun(backup, 42, { failure: split, warnings: ['slow'] })] },
  { test: stranded, runs: [makeRun(stranded, 43)] },
]
const schema: unknown = JSON.parse(
  readFileSync(join(process.cwd(), 'harness/report/report.schema.json'), 'utf8'),
)

function violations(report: unknown): readonly string[] {
  return findViolations(schema, JSON.parse(JSON.stringify(report)))
}

t.test('a report keeps to its schema, at every moment', async (t) => {
  t.strictSame(violations(makeReport(plan, [])), [])
  t.strictSame(violations(makeReport(plan, results.slice(0, 2))), [])
  t.strictSame(violations(makeReport(plan, results, { isInterrupted: false, wallMs: 9 })), [])
})

t.test('the schema rejects what is no report', async (t) => {
  const report = makeReport(plan, results)
  t.strictSame(violations({ ...report, version: 2 }), ['$.version: not 1'])
  t.strictSame(violations({ ...report, state: 'done' }), ['$.state: not one of those allowed'])
  t.match(violations({ ...report, plan: {} }), ['$.plan: firstSeed is missing'].slice(1))
  const run = { ...makeRun(basic, 1), seed: -1 }
  const test = { ...report.tests[0], runs: [run] }
  t.strictSame(violations({ ...report, tests: [test] }), ['$.tests[0].runs[0].seed: below 0'])
})

t.test('everything is in it', async (t) => {
  const report = makeReport(plan, results, { isInterrupted: true, wallMs: 9 })
  t.match(report, {
    schema: 'raft-labs/report',
    version: 1,
    state: 'interrupted',
    plan: { folder: 'labs', on: 'solutions', firstSeed: 41 },
    scores: { parts: [{ part: '2B', score: 60 }], labs: [{ lab: 'raft', score: 60 }] },
    wallMs: 9,
  })
  t.match(report.tests[1], {
    name: 'TestBackup2B',
    passed: 0,
    earned: 0,
    runs: [{ seed: 42, ok: false, failure: split, warnings: ['slow'], traceHash: /^\w{16}$/ }],
  })
})

t.test('the file is there after every test, whole, and nothing beside it', async (t) => {
  const folder = t.testdir()
  const file = join(folder, 'out', 'report.json')
  const reporter = new JsonReporter(file, new Output(), () => 0)
  const states: string[] = []
  for (const event of eventsOf(plan, results)) {
    reporter.handle(event)
    const { state, tests } = JSON.parse(readFileSync(file, 'utf8'))
    states.push(`${state} ${tests.filter(({ runs }: { runs: unknown[] }) => runs.length).length}`)
  }
  t.strictSame(states, [
    'running 0',
    'running 0',
    'running 1',
    'running 1',
    'running 2',
    'running 2',
    'running 3',
    'finished 3',
  ])
  t.strictSame(readdirSync(join(folder, 'out')), ['report.json'])
})

t.test('- is standard output, once, at the end', async (t) => {
  const output = new Output()
  const reporter = new JsonReporter('-', output, () => 0)
  const events = eventsOf(plan, results)
  for (const event of events.slice(0, -1)) reporter.handle(event)
  t.equal(output.text, '')
  for (const event of events.slice(-1)) reporter.handle(event)
  t.equal(JSON.parse(output.text).state, 'finished')
  t.notOk(existsSync('-'))
})

t.test('a file that cannot be written is a usage error, before anything runs', async (t) => {
  const folder = t.testdir({ taken: 'a file' })
  const reporter = new JsonReporter(join(folder, 'taken', 'report.json'), new Output(), () => 0)
  t.throws(() => reporter.handle({ kind: 'run-planned', plan }), {
    name: 'UsageError',
    message: /^cannot write/,
  })
})

t.test('what showed nothing is there per run, test and part', async (t) => {
  const mute = { notForced: ['a rival asks'], showedNothing: true }
  const report = makeReport(plan, [{ test: basic, runs: [makeRun(basic, 41, mute)] }])
  t.strictSame(violations(report), [])
  t.match(report.tests[0], { showedNothing: true, runs: [mute] })
  t.match(report.tests[1], { showedNothing: false })
  t.match(report.scores.parts, [{ showedNothing: 1 }])
})

t.test('runs of a test that goes on are there within two seconds', async (t) => {
  const file = join(t.testdir(), 'report.json')
  let nowMs = 0
  const reporter = new JsonReporter(file, new Output(), () => nowMs)
  reporter.handle({ kind: 'run-planned', plan: makePlan([basic], { runs: 3 }) })
  const add = (seed: number, done: number): number => {
    reporter.handle({ kind: 'run-finished', result: makeRun(basic, seed), done, total: 3 })
    const report = JSON.parse(readFileSync(file, 'utf8'))
    t.strictSame(violations(report), [])
    return report.tests[0].runs.length
  }
  nowMs = 500
  t.equal(add(42, 1), 0)
  nowMs = 1_000
  t.equal(add(41, 2), 2)
})
