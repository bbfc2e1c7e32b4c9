/**
 * The files and streams that the command writes for other programs: JSON, JUnit, TAP, log and
 * trace.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { Parser } from 'tap-parser'
import { hostileFiles } from '../hostile/submission.ts'
import { grade, startGrade } from './command.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const ONE = ['2A', 'solutions', 'TestInitialElection2A', 'seed=3']

t.jobs = 2

t.test('json: every field that the schema asks for', async (t) => {
  const file = `${t.testdir()}/report.json`
  const { exitCode } = await grade(['2A', 'solutions', 'x2', 'seed=3', `json=${file}`])
  t.equal(exitCode, 0)
  const report = JSON.parse(readFileSync(file, 'utf8'))
  const schema = JSON.parse(readFileSync(`${ROOT}/harness/report/report.schema.json`, 'utf8'))
  for (const field of schema.required) t.ok(field in report, field)
  t.equal(report.state, 'finished')
  t.ok(report.tests.every(({ runs }: { runs: unknown[] }) => runs.length === 2))
  t.match(report.scores.parts[0], { part: '2A', score: 100 })
})

t.test('json=- puts the report on standard output and the table elsewhere', async (t) => {
  const { exitCode, stdout, stderr } = await grade([...ONE, 'json=-'])
  t.equal(exitCode, 0)
  t.equal(JSON.parse(stdout).tests.length, 1)
  t.match(stderr, /initial election/)
})

t.test('junit: a failure with its place', async (t) => {
  const file = `${t.testdir()}/report.xml`
  const { exitCode } = await grade(['2A', 'TestInitialElection2A', 'seed=3', `junit=${file}`])
  t.equal(exitCode, 1)
  const xml = readFileSync(file, 'utf8')
  t.match(xml, /^<\?xml version="1\.0"/)
  t.match(xml, /<failure[^>]*not written yet/)
  t.match(xml, /raft\/raft\.ts:\d+/)
})

t.test('tap: a parser finds every test and no error', async (t) => {
  const code = "console.log('not ok 9 - mine')\nexport class Raft extends Good {}"
  const folder = t.testdir({ ...hostileFiles(code) })
  const { stdout } = await grade(['2A', folder, 'seed=3', 'tap'])
  const parser = new Parser()
  const done = new Promise<{ ok: boolean; count: number; fail: number }>((resolve) => {
    parser.on('complete', resolve)
  })
  parser.end(stdout)
  const { ok, count, fail } = await done
  t.equal(ok, true)
  t.ok(count >= 1)
  t.match(stdout, 'initial election')
  t.equal(fail, 0)
})

t.test('log: a column per server, with calls, replies, saves, timers and states', async (t) => {
  const { exitCode, stdout } = await grade([...ONE, 'log'])
  t.equal(exitCode, 0)
  const lines = stdout.split('\n')
  t.match(lines[0], /^ +ms +S0 +S1 +S2$/)
  for (const words of [
    /start, life 1/,
    /timer of \d+ ms/,
    /-> S\d requestVote \{term:1/,
    /<- S\d requestVote$|<- S\d requestVote \{term:1/,
    /save \d+ B/,
    /term 1, LEADER/,
    /elect: candidate in term 1/,
  ]) {
    t.match(stdout, new RegExp(words.source, 'm'))
  }
  t.match(stdout, /TestInitialElection2A passed with seed=3$/)
})

t.test('log: filters by server and topic', async (t) => {
  const { stdout } = await grade([...ONE, 'log', 'server=S1', 'topic=state,elect'])
  const lines = stdout.split('\n')
  t.match(lines[0], /^ +ms +S1$/)
  t.match(stdout, /\d+ of \d+ events shown/)
  t.notMatch(stdout, 'requestVote')
})

t.test('log: of a failed run, with the failure below', async (t) => {
  const { exitCode, stdout } = await grade(['2A', 'TestInitialElection2A', 'seed=3', 'log'])
  t.equal(exitCode, 1)
  t.match(stdout, /threw: Error: 2A: Raft\.getState\(\)/)
  t.match(stdout, /at +raft\/raft\.ts:\d+/)
})

t.test('trace: every line parses, every kind and field is documented', async (t) => {
  const file = `${t.testdir()}/trace.ndjson`
  const words = ['2B', 'solutions', 'TestBackup2B', 'seed=3', `trace=${file}`]
  const { exitCode, stdout } = await grade(words)
  t.equal(exitCode, 0)
  t.match(stdout, /\d+ events written to/)
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  const [head, ...events] = lines.map((line) => JSON.parse(line))
  const outcome = events.pop()
  t.match(head, { schema: 'raft-labs/trace', version: 1, test: 'TestBackup2B', seed: 3 })
  t.same(head.servers, ['S0', 'S1', 'S2', 'S3', 'S4'])
  t.match(outcome, { outcome: 'passed', traceHash: /^[0-9a-f]{16}$/ })
  const docs = readFileSync(`${ROOT}/docs/trace.md`, 'utf8')
  const documented = new Set([...docs.matchAll(/^\| `([\w-]+)` \|/gm)].map((found) => found[1]))
  const seen = new Set(events.flatMap((event) => [event.kind, ...Object.keys(event)]))
  for (const word of seen) t.ok(documented.has(word), `${word} is documented`)
  for (const kind of ['call', 'reply', 'lost', 'timer', 'save', 'apply', 'state', 'fault']) {
    t.ok(seen.has(kind), `${kind} occurs`)
  }
})

t.test('trace: the same run, the same bytes', async (t) => {
  const folder = t.testdir()
  const files = [`${folder}/a.ndjson`, `${folder}/b.ndjson`]
  for (const file of files) await grade([...ONE, `trace=${file}`])
  const [first, second] = files.map((file) => readFileSync(file, 'utf8'))
  t.equal(first, second)
})

t.test('a reader that stops reading ends the command quietly', async (t) => {
  const child = startGrade(['2B', 'solutions', 'TestBackup2B', 'seed=3', 'log'])
  child.stdout?.once('data', () => child.stdout?.destroy())
  const { stderr } = await child
  t.equal(stderr, '')
})

t.test('choices= keeps a failing run, and replay= makes it again', async (t) => {
  const code =
    'export class Raft extends Good { getState() { return { term: 1, isLeader: true } } }'
  const folder = t.testdir({ ...hostileFiles(code) })
  const file = `${folder}/run.json`
  const first = await grade(['TestInitialElection2A', folder, 'seed=3', `choices=${file}`])
  t.equal(first.exitCode, 1)
  const again = await grade([`replay=${file}`, folder])
  t.equal(again.exitCode, 1)
  t.match(again.stdout, /^This is the recorded run, to the last event\.$/m)
  const failure = (text: string) => /failed at .*/.exec(text)?.[0]
  t.ok(failure(again.stdout))
  t.equal(failure(again.stdout), failure(first.stdout))
  t.match(again.stdout, `  again  npm run grade ${folder} replay=${file}\n`)
  const mended = await grade([`replay=${file}`, 'solutions'])
  t.equal(mended.exitCode, 0)
  t.match(mended.stdout, /From \S+ virtual ms on the recording did not fit any more/)
})
