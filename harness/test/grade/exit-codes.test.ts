/**
 * What the command prints and how it ends: passes, failures, usage, builds, faults of ours,
 * interrupts.
 */
import { cpSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { filesOf, goodFiles, hostileFiles } from '../hostile/submission.ts'
import { grade, run, startGrade } from './command.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

t.jobs = 2

t.test('0: a right solution gets full points', async (t) => {
  const { exitCode, stdout, stderr } = await grade(['2A', 'solutions', 'seed=3'])
  t.equal(exitCode, 0)
  t.match(stdout, /2A +100\/100 {2}(\d+) of \1 tests passed/)
  t.match(stdout, /✓ Test \(2A\): initial election/)
  t.match(stdout, /Try more seeds: npm run grade 2A solutions x100/)
  t.notMatch(stdout, '\u001b', 'no colours where there is no terminal')
  t.equal(stderr, '')
})

t.test('1: the skeleton gets no points and is told what to do', async (t) => {
  const { exitCode, stdout } = await grade(['2A', 'seed=3'])
  t.equal(exitCode, 1)
  t.match(stdout, /2A +0\/100 {2}0 of \d+ tests passed/)
  t.match(stdout, /2A: Raft\.getState\(\) is not written yet: return the current term/)
  t.match(stdout, /labs\/raft\/README\.md, part 2A/)
  t.match(stdout, /at +raft\/raft\.ts:\d+:\d+ \(in Raft\.getState\)/)
  t.match(stdout, /again +npm run grade 2A TestInitialElection2A seed=3/)
})

t.test('1: one test fails, the others are graded', async (t) => {
  const code = 'export class Raft extends Good {\n  start() { for (;;) {} }\n}'
  const folder = t.testdir({ ...hostileFiles(code) })
  const words = ['raft', folder, 'TestInitialElection2A', 'TestBasicAgree2B', 'seed=3', 'jobs=1']
  const { exitCode, stdout } = await grade(words)
  t.equal(exitCode, 1)
  t.match(stdout, /✓ Test \(2A\): initial election/)
  t.match(stdout, /✗ Test \(2B\): basic agreement/)
  t.match(stdout, /ran for more than 5 s without coming back: an endless loop/)
  t.match(stdout, /at +raft\/raft\.ts:3:\d+ \(in start\)/)
})

t.test('2: an unknown word, and the nearest known one', async (t) => {
  const { exitCode, stdout, stderr } = await grade(['2A', 'solutoins'])
  t.equal(exitCode, 2)
  t.match(stderr, /^'solutoins' is not known here; did you mean 'solutions'\?/)
  t.equal(stdout, '')
})

t.test('2: a flag that npm has kept for itself', async (t) => {
  const { exitCode, stderr } = await grade(['2A'], { npm_config_seed: '42' })
  t.equal(exitCode, 2)
  t.match(stderr, /^npm kept --seed for itself: write 'seed=42' instead/)
})

t.test(
  'npm sets much of its own for what it runs, and none of it is taken for a word',
  async (t) => {
    const { exitCode, stderr } = await run(['npm', 'run', '--silent', 'grade', '2A', 'jobs=0'])
    t.equal(exitCode, 2)
    t.match(stderr, /^'jobs=0' is wrong/)
  },
)

t.test('2: a report that cannot be written', async (t) => {
  const file = `${t.testdir({ taken: 'a file' })}/taken/report.json`
  const { exitCode, stderr } = await grade(['2A', 'solutions', `json=${file}`])
  t.equal(exitCode, 2)
  t.match(stderr, /report\.json/)
})

t.test('3: a syntax error, with file and line', async (t) => {
  const folder = t.testdir({ raft: { 'raft.ts': 'export class Raft {\n  me = = 1\n}' } })
  const { exitCode, stdout, stderr } = await grade(['2A', folder])
  t.equal(exitCode, 3)
  t.match(stderr, /^raft\/raft\.ts:2:8: Unexpected "="\n {4}me = = 1$/)
  t.equal(stdout, '')
})

t.test('3: labs that do not build for one reason leave nothing to show', async (t) => {
  const server = "import { Raft } from '../raft/raft.ts'\nexport class KVServer { rf = Raft }"
  const folder = t.testdir({
    raft: { 'raft.ts': 'export class Raft {' },
    kvraft: { 'server.ts': server, 'client.ts': 'export class Clerk {}' },
  })
  const { exitCode, stdout, stderr } = await grade(['2A', '3A', folder])
  t.equal(exitCode, 3)
  t.equal(stdout, '', 'there is no table of tests that were not run')
  t.match(stderr, /^raft\/raft\.ts/)
})

t.test('3: a lab that does not build costs the others nothing', async (t) => {
  const folder = t.testdir({
    raft: goodFiles(),
    kvraft: { 'server.ts': 'export class KVServer {\n  me = = 1\n}', 'client.ts': '' },
  })
  const report = `${folder}/report.json`
  const { exitCode, stdout } = await grade(['2A', '3B', folder, 'seed=3', `json=${report}`])
  t.equal(exitCode, 3)
  t.match(stdout, /2A +100\/100 {2}(\d+) of \1 tests passed/)
  t.match(stdout, /3B +0\/100/)
  t.match(
    stdout,
    /TestSnapshotRPC3B was not run: the lab kvraft does not build\n {6}kvraft\/server/,
  )
  t.equal(stdout.match(/kvraft\/server\.ts:2:8: Unexpected "="/g)?.length, 1, 'said once')
  const { tests } = JSON.parse(readFileSync(report, 'utf8'))
  t.equal(tests.at(-1).runs[0].failure.kind, 'build')
})

t.test('3: what does not build at all is in the report too', async (t) => {
  const folder = t.testdir({ raft: { 'raft.ts': 'export class Raft {\n  me = = 1\n}' } })
  const report = `${folder}/report.json`
  const { exitCode, stdout } = await grade(['2A', folder, 'x3', `json=${report}`])
  t.equal(exitCode, 3)
  t.equal(stdout, '')
  const { state, scores, tests } = JSON.parse(readFileSync(report, 'utf8'))
  t.equal(state, 'finished')
  t.equal(scores.parts[0].score, 0)
  t.equal(tests[0].runs.length, 3)
})

t.test('on= takes the layers below from another folder, and says so', async (t) => {
  const folder = t.testdir({
    kvraft: filesOf('kvraft'),
    raft: { 'raft.ts': 'export class Raft {}' },
  })
  const words = ['3A', folder, 'TestOnePartition3A', 'seed=3']
  const own = await grade(words)
  t.equal(own.exitCode, 1)
  t.match(own.stdout, /has no method getState\(\)/)
  const { exitCode, stdout } = await grade([...words, 'on=solutions'])
  t.equal(exitCode, 0, stdout)
  t.match(stdout, /on solutions/)
})

t.test('70: a fault of ours blames nobody', async (t) => {
  const folder = t.testdir({})
  for (const file of ['grade.js', 'worker.js', 'watchdog.js', 'guest.cjs']) {
    cpSync(`${ROOT}/dist/${file}`, `${folder}/dist/${file}`)
  }
  const { exitCode, stderr } = await startGrade(['2A', 'solutions'], {}, `${folder}/dist/grade.js`)
  t.equal(exitCode, 70)
  t.match(stderr, /^This is a fault of the grader, not of the submission:/)
  t.match(stderr, /bootstrap\.js/)
})

t.test('Ctrl-C shows what is in, and what was not run counts as not passed', async (t) => {
  const report = `${t.testdir()}/report.json`
  const child = startGrade(['2A', 'solutions', 'x20000', 'seed=1', `json=${report}`])
  child.stdout?.once('data', () => child.kill('SIGINT'))
  const { exitCode, stdout } = await child
  t.equal(exitCode, 1)
  t.match(stdout, /Interrupted after [\d,]+ of [\d,]+ runs; the rest counts as not passed\./)
  t.notMatch(stdout, /✗.*\n.*\(crash\)/)
  t.equal(JSON.parse(readFileSync(report, 'utf8')).state, 'interrupted')
})

t.test('NO_COLOR wins over FORCE_COLOR, which wins over no terminal', async (t) => {
  const words = ['2A', 'solutions', 'TestInitialElection2A', 'seed=3']
  const coloured = await grade(words, { FORCE_COLOR: '1' })
  t.match(coloured.stdout, '\u001b[32m')
  const plain = await grade(words, { FORCE_COLOR: '1', NO_COLOR: '1' })
  t.notMatch(plain.stdout, '\u001b')
})

t.test('classic leaves our own tests out', async (t) => {
  const { exitCode, stdout } = await grade(['2A', 'solutions', 'classic', 'seed=3'])
  t.equal(exitCode, 0)
  t.match(stdout, /3 of 3 tests passed|3 of 3 chosen tests passed/)
  t.notMatch(stdout, ' ours ')
})

t.test('real time passes too', async (t) => {
  const words = ['2A', 'solutions', 'TestInitialElection2A', 'realtime']
  const { exitCode, stdout } = await grade(words)
  t.equal(exitCode, 0, stdout)
  t.match(stdout, /real time/)
})

t.test('a file of the submission may lie anywhere in it', async (t) => {
  const folder = t.testdir({
    raft: { 'raft.ts': "export { Raft } from '../lib/raft.ts'" },
    lib: goodFiles(),
  })
  const { exitCode, stdout } = await grade(['2A', folder, 'TestInitialElection2A', 'seed=3'])
  t.equal(exitCode, 0, stdout)
})
