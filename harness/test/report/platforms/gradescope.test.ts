/** Tests of harness/report/platforms/gradescope.ts, against the rules of its specification. */
import t from 'tap'
import { makeGradescope } from '../../../report/platforms/gradescope.ts'
import { backup, basic, election, makePlan, makeRun, split } from '../samples.ts'
import { hostile, makeStanding, mixed, unbuilt } from './standings.ts'

type Json = Record<string, unknown>

const VISIBILITIES = ['visible', 'hidden', 'after_due_date', 'after_published']
const OUTPUT_FORMATS = ['text', 'html', 'simple_format', 'md', 'ansi']
/** Fields of the report and of a test: what each has to be. */
const FIELDS: Record<string, (value: unknown) => boolean> = {
  score: isNumber,
  execution_time: isNumber,
  output: isText,
  output_format: (value) => OUTPUT_FORMATS.includes(value as string),
  test_output_format: (value) => OUTPUT_FORMATS.includes(value as string),
  test_name_format: (value) => OUTPUT_FORMATS.includes(value as string),
  visibility: (value) => VISIBILITIES.includes(value as string),
  stdout_visibility: (value) => VISIBILITIES.includes(value as string),
  tests: Array.isArray,
  leaderboard: Array.isArray,
}
const TEST_FIELDS: Record<string, (value: unknown) => boolean> = {
  score: isNumber,
  max_score: isNumber,
  status: (value) => value === 'passed' || value === 'failed',
  name: isText,
  number: isText,
  output: isText,
  tags: (value) => Array.isArray(value) && value.every(isText),
  visibility: (value) => VISIBILITIES.includes(value as string),
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value)
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

/**
 * Where a report breaks the Autograder Specifications, `Output format` and `Leaderboards`; and
 * rule of our own: students see their total.
 */
function findFaults(report: Json): readonly string[] {
  const wrong = (fields: typeof FIELDS, object: Json, path: string) =>
    Object.keys(object)
      .filter((name) => !(fields[name]?.(object[name]) ?? false))
      .map((name) => `${path}${name}`)
  const tests = (report.tests ?? []) as Json[]
  const isScored = 'score' in report || tests.every((test) => 'score' in test)
  const hides = [report, ...tests].some(({ visibility }) => String(visibility).startsWith('after'))
  const board = (report.leaderboard ?? []) as Json[]
  return [
    ...wrong(FIELDS, report, ''),
    ...tests.flatMap((test, i) => wrong(TEST_FIELDS, test, `tests[${i}].`)),
    ...tests.filter((test) => Number(test.score) > Number(test.max_score)).map(() => 'above max'),
    ...(isScored ? [] : ['no score']),
    ...(hides ? ['hides the total'] : []),
    ...board.filter(({ name, value }) => !isText(name) || value === undefined).map(() => 'board'),
  ]
}

function read(text: string) {
  return JSON.parse(text) as Json & { tests: (Json & { output: string })[] }
}

t.test('every report is as the specification says', async (t) => {
  for (const standing of [mixed, hostile, unbuilt, makeStanding(mixed.plan, [])]) {
    const report = read(makeGradescope(standing, true))
    t.strictSame(findFaults(report), [])
    t.equal(report.tests.length, standing.plan.tests.length)
  }
})

t.test('what it forbids is found', async (t) => {
  const good = read(makeGradescope(mixed, false))
  const [test] = good.tests
  const { score: _, ...unscored } = test as Json
  const bad: readonly [Json, string][] = [
    [{ ...good, visibility: 'secret' }, 'visibility'],
    [{ ...good, test_output_format: 'ansi2' }, 'test_output_format'],
    [{ ...good, made_up: 1 }, 'made_up'],
    [{ ...good, score: Number.NaN }, 'score'],
    [{ ...good, tests: [{ ...test, status: 'ok' }] }, 'tests[0].status'],
    [{ ...good, tests: [{ ...test, score: 101 }] }, 'above max'],
    [{ ...good, tests: [{ ...test, visibility: 'after_due_date' }] }, 'hides the total'],
    [{ tests: [unscored] }, 'no score'],
    [{ ...good, leaderboard: [{ name: 'Score' }] }, 'board'],
  ]
  for (const [report, fault] of bad) t.strictSame(findFaults(report), [fault])
})

t.test('scores, names and texts', async (t) => {
  const report = read(makeGradescope(mixed, false))
  t.match(report, { score: 210, execution_time: 1.235, leaderboard: undefined })
  t.equal(
    report.output,
    [
      '2A: 100 of 100, 1 of 1 test passed',
      '2B: 60 of 100, 1 of 3 tests passed',
      '3A: 50 of 100, 1 of 2 tests passed',
      'Grading was interrupted: what was not run counts as not passed.',
    ].join('\n'),
  )
  t.match(report.tests, [
    { score: 100, max_score: 100, status: 'passed', number: '2A.1', output: '2 of 2 runs passed' },
    { score: 40, status: 'passed', number: '2B.1', name: 'Test (2B): basic agreement' },
    { score: 20, max_score: 40, status: 'failed', number: '2B.2' },
    { score: 0, max_score: 20, status: 'failed', number: '2B.3' },
    { score: 50, status: 'passed', number: '3A.1' },
    { score: 0, status: 'failed', number: '3A.2', output: /^not run/ },
  ])
  const [, , partly, , ,] = report.tests
  t.match(partly?.output, '1 of 2 runs passed')
  t.match(partly?.output, '\u001b[31mTestBackup2B failed at 2,344 virtual ms')
  t.match(partly?.output, '\u001b[36mnpm run grade 2B TestBackup2B seed=42\u001b[39m')
  t.notMatch(JSON.stringify(report), 'some/where', 'the place of the work is the student’s own')
})

t.test('colours are ours only: a student writes none', async (t) => {
  const text = makeGradescope(hostile, false)
  const codes = read(text).tests.flatMap(({ output }) => output.split('\u001b').slice(1))
  t.ok(codes.length > 0)
  t.ok(codes.every((code) => /^\[\d+m/.test(code)))
})

t.test('who has not passed everything stands on the leaderboard with the score only', async (t) => {
  const plan = makePlan([basic, backup, election].slice(0, 2))
  const runs = (isRight: boolean) => [
    { test: basic, runs: [makeRun(basic, 41)] },
    { test: backup, runs: [makeRun(backup, 41, isRight ? {} : { failure: split })] },
  ]
  const board = (isRight: boolean) =>
    read(makeGradescope(makeStanding(plan, runs(isRight)), true)).leaderboard
  t.strictSame(board(false), [{ name: 'Score', value: 40 }])
  t.strictSame(board(true), [
    { name: 'Score', value: 80 },
    { name: 'RPCs', value: 3904, order: 'asc' },
    { name: 'Bytes', value: 3288804, order: 'asc' },
  ])
})
