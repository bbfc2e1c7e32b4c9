/**
 * What the command writes for platforms, of a real submission: every form has the score of the JSON
 * report; and GitHub's runner is told no more than we tell it.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse as parseCsv } from 'csv-parse/sync'
import { validate } from 'ctrf'
import t from 'tap'
import { FORMATS } from '../../report/platforms/names.ts'
import { hostileFiles } from '../hostile/submission.ts'
import { readAsArtemis, readAsCodeGrade } from '../report/platforms/junit-readers.ts'
import { commandsIn } from '../report/platforms/runner-commands.ts'
import { grade } from './command.ts'

t.jobs = 2

/** Grants every vote, so that some tests of 2A fail and others pass. */
const GENEROUS = `export class Raft extends Good {
  requestVote(args) { return { ...super.requestVote(args), voteGranted: true } }
}`

const CLASSROOM50 = {
  CLASSROOM: 'cs-1',
  ASSIGNMENT: 'raft',
  SUBMISSION_TAG: 'submit/x',
  COMMIT_URL: 'https://host.example/commit',
  RELEASE_URL: 'https://host.example/release',
  USERNAME: 'ada',
}

t.test('every form has the same score', async (t) => {
  const folder = t.testdir({ work: { ...hostileFiles(GENEROUS) } })
  const fileOf = (name: string) => join(folder, name)
  const text = (name: string) => readFileSync(fileOf(name), 'utf8')
  const words = ['json', ...FORMATS.map(({ name }) => name)].map(
    (name) => `${name}=${fileOf(name)}`,
  )
  const line = ['2A', join(folder, 'work'), 'x2', 'seed=3', 'jobs=1', ...words]
  const { exitCode } = await grade(line, CLASSROOM50)
  t.equal(exitCode, 1)
  const { tests, scores } = JSON.parse(text('json'))
  const [{ score }] = scores.parts
  t.ok(score > 0 && score < 100, `${score} of 100`)

  const gradescope = JSON.parse(text('gradescope'))
  const sum = (name: string) => {
    const points = gradescope.tests.map((test: Record<string, number>) => test[name])
    return Math.round(points.reduce((all: number, one: number) => all + one, 0) * 10) / 10
  }
  t.strictSame([gradescope.score, sum('score'), sum('max_score')], [score, score, 100])
  t.strictSame([JSON.parse(text('classroom50')).score], [Math.floor(score)])
  t.equal(JSON.parse(text('prairielearn')).score, score / 100)
  const codegrade = readAsCodeGrade(text('codegrade'))
  t.strictSame(
    [codegrade.passed.toFixed(1), codegrade.total.toFixed(1)],
    [score.toFixed(1), '100.0'],
  )

  t.match(text('report'), `${score}/100</b> 2A`)

  const isPassed = (test: { runs: { ok: boolean }[] }) => test.runs.every(({ ok }) => ok)
  const names = tests.filter(isPassed).map(({ name }: { name: string }) => name)
  t.strictSame(readAsArtemis(text('artemis')).passed, names)
  const ctrf = JSON.parse(text('ctrf'))
  t.equal(validate(ctrf).valid, true)
  t.equal(ctrf.results.summary.passed, names.length)
  const rows: Record<string, string>[] = parseCsv(text('csv'), { columns: true })
  const full = rows.filter(({ passed, planned }) => passed === planned).map(({ test }) => test)
  t.strictSame(full, names)
})

t.test('in GitHub Actions a failure stands on its line, by itself', async (t) => {
  const root = t.testdir({ work: { ...hostileFiles('export class Raft extends Good {\n}') } })
  const folder = join(root, 'work')
  const broken = "export class Raft extends Good {\n  start() { throw new Error('::error::x') }\n}"
  const failing = join(t.testdir({ work: { ...hostileFiles(broken) } }), 'work')
  const [summary, output] = [join(root, 'summary'), join(root, 'output')]
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_OUTPUT: output,
    GITHUB_WORKSPACE: join(failing, '..'),
  }
  const words = ['2B', failing, 'TestBasicAgree2B', 'seed=3']
  const { stdout } = await grade(words, env)
  t.match(commandsIn(stdout), [
    { name: 'error', properties: { file: 'work/raft/raft.ts', line: '3' } },
  ])
  t.match(readFileSync(summary, 'utf8'), '| ❌ | Test (2B): basic agreement | 0 of 1 |')
  t.match(readFileSync(output, 'utf8'), /^score=0\nmaximum=\d+\npassed=false\n$/)
  const elsewhere = await grade(words)
  t.strictSame(commandsIn(elsewhere.stdout), [])
  const passed = await grade(['2A', folder, 'TestInitialElection2A', 'seed=3'], env)
  t.strictSame(commandsIn(passed.stdout), [])
  t.match(readFileSync(output, 'utf8'), /passed=true\n$/)
})

t.test('a source that does not build tells the runner nothing of its own', async (t) => {
  const code = 'export class Raft {\n::stop-commands::forged ##[error]forged\n}'
  const folder = join(t.testdir({ raft: { 'raft.ts': code } }))
  const { exitCode, stdout, stderr } = await grade(['2A', folder], {
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: folder,
  })
  t.equal(exitCode, 3)
  t.match(stderr, 'forged')
  t.strictSame(commandsIn(stderr), [])
  t.match(commandsIn(stdout), [{ properties: { file: 'raft/raft.ts', line: '2' } }])
  t.equal(commandsIn(stdout).length, 1)
})

t.test('Classroom 50 without its variables is a usage error, before anything is run', async (t) => {
  const file = join(t.testdir(), 'result.json')
  const { exitCode, stderr } = await grade(['2A', 'solutions', `classroom50=${file}`])
  t.equal(exitCode, 2)
  t.match(stderr, /^'classroom50=' needs the variable COMMIT_URL, which its workflow sets/)
})
