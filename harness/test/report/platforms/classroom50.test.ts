/** Tests of harness/report/platforms/classroom50.ts, against what its runner accepts. */
import t from 'tap'
import type { Standing } from '../../../report/file-reporter.ts'
import { makeClassroom50 } from '../../../report/platforms/classroom50.ts'
import { makePlan, makeRun, makeTest, split } from '../samples.ts'
import { hostile, makeStanding, mixed, unbuilt } from './standings.ts'

type Json = Record<string, unknown>

const ENV = {
  CLASSROOM: 'cs-1',
  ASSIGNMENT: 'raft',
  SUBMISSION_TAG: 'submit/20260102T030405Z-0123456',
  COMMIT_URL: 'https://host.example/commit',
  RELEASE_URL: 'https://host.example/release',
  REVIEW_URL: 'https://host.example/review',
  USERNAME: 'ada',
}

const FIELDS = new Set([
  ...['schema', 'classroom', 'assignment', 'assignment_type', 'owner', 'submission', 'commit'],
  ...['release', 'review', 'datetime', 'graded_at', 'score', 'max-score', 'tests', 'submitted_by'],
])

/**
 * Why the runner or the collector would refuse it, or undefined. Source: `validate_result` in
 * foundation50/classroom50, runner.py, and schemas/result-v1.schema.json for what more it asks.
 */
function refusal(data: Json): string | undefined {
  const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 0
  const unknown = Object.keys(data).find((name) => !FIELDS.has(name))
  if (unknown !== undefined) return `unknown ${unknown}`
  if (data.schema !== 'classroom50/result/v1') return 'schema'
  if (!['individual', 'group', 'team'].includes(data.assignment_type as string)) return 'type'
  for (const name of ['classroom', 'assignment', 'owner', 'commit', 'release', 'review']) {
    if (typeof data[name] !== 'string' || data[name] === '') return name
  }
  if (!/^submit\//.test(String(data.submission))) return 'submission'
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(String(data.datetime))) return 'datetime'
  const scored = [data, ...(data.tests as Json[])]
  for (const one of scored) {
    if (!isCount(one.score) || !isCount(one['max-score'])) return 'no whole number'
    if ((one.score as number) > (one['max-score'] as number)) return 'above max'
  }
  for (const test of data.tests as Json[]) {
    if (typeof test['test-name'] !== 'string' || test['test-name'] === '') return 'test-name'
    if (typeof test.passed !== 'boolean') return 'passed'
  }
  return undefined
}

function read(standing: Standing) {
  return JSON.parse(makeClassroom50(standing, ENV)) as Json & { tests: Json[] }
}

t.test('its runner accepts every report', async (t) => {
  for (const standing of [mixed, hostile, unbuilt, makeStanding(mixed.plan, [])]) {
    t.equal(refusal(read(standing)), undefined)
  }
})

t.test('what its runner refuses is found', async (t) => {
  const good = read(mixed)
  const [test] = good.tests
  const bad: readonly [Json, string][] = [
    [{ ...good, extra: 1 }, 'unknown extra'],
    [{ ...good, schema: 'classroom50/result/v2' }, 'schema'],
    [{ ...good, owner: '' }, 'owner'],
    [{ ...good, submission: 'v1' }, 'submission'],
    [{ ...good, datetime: '2026-01-02T03:04:05.000Z' }, 'datetime'],
    [{ ...good, score: 0.5 }, 'no whole number'],
    [{ ...good, score: true }, 'no whole number'],
    [{ ...good, score: 301 }, 'above max'],
    [{ ...good, tests: [{ ...test, passed: 1 }] }, 'passed'],
    [{ ...good, tests: [{ ...test, 'test-name': '' }] }, 'test-name'],
  ]
  for (const [report, fault] of bad) t.equal(refusal(report), fault)
})

t.test('whose it is, and what each test says', async (t) => {
  const report = read(mixed)
  t.match(report, {
    classroom: 'cs-1',
    assignment: 'raft',
    assignment_type: 'individual',
    owner: 'ada',
    submission: ENV.SUBMISSION_TAG,
    review: ENV.REVIEW_URL,
    datetime: '2026-01-02T03:04:06Z',
    score: 210,
    'max-score': 300,
  })
  t.match(report.tests[2], { passed: false, score: 20, 'max-score': 40 })
  t.match(report.tests[2]?.output, 'npm run grade 2B TestBackup2B seed=42')
})

t.test('the total is the sum of the tests, whatever fractions the points are', async (t) => {
  const tests = [1, 2, 3].map((i) => makeTest(`Test${i}2B`, 't', 100 / 3))
  const runs = (test: (typeof tests)[number], failures: number) =>
    Array.from({ length: 7 }, (_, seed) => {
      return makeRun(test, seed, seed < failures ? { failure: split } : {})
    })
  for (const failures of [0, 1, 3, 6, 7]) {
    const results = tests.map((test, i) => ({ test, runs: runs(test, i === 0 ? 0 : failures) }))
    const report = read(makeStanding(makePlan(tests, { runs: 7 }), results))
    const sum = (name: string) => report.tests.reduce((all, test) => all + Number(test[name]), 0)
    t.strictSame([report.score, report['max-score']], [sum('score'), sum('max-score')])
    t.equal(report['max-score'], 100)
  }
})

t.test('outside its workflow it is a usage error that names the variable', async (t) => {
  for (const name of ['CLASSROOM', 'ASSIGNMENT', 'SUBMISSION_TAG', 'COMMIT_URL', 'USERNAME']) {
    const env = { ...ENV, [name]: undefined }
    t.throws(() => makeClassroom50(mixed, env), {
      name: 'UsageError',
      message: new RegExp(`^'classroom50=' needs the variable ${name}, `),
    })
  }
  const { REVIEW_URL: _, ...older } = ENV
  t.equal(JSON.parse(makeClassroom50(mixed, older)).review, ENV.COMMIT_URL)
})
