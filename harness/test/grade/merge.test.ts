/** Shards and merge with the real command: what is joined tells what one machine tells. */
import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { FORMATS } from '../../report/platforms/names.ts'
import { goodFiles } from '../hostile/submission.ts'
import { grade } from './command.ts'

t.jobs = 2

/** Without the real times, which no two runs share. */
function timeless(text: string): string {
  return text
    .replace(/"(cpuMs|wallMs|execution_time|start|stop|duration|cpu_?\w*)": ?[\d.e+-]+/g, '"$1": 0')
    .replace(/"(datetime|graded_at|timestamp)": ?"[^"]*"/g, '"$1": ""')
    .replace(/ (time|timestamp)="[^"]*"/g, ' $1=""')
    .replace(/ in [\d.]+ s\.$/m, ' in 0 s.')
    .replace(/,[\d.]+\r$/gm, ',0\r')
}

/** What the command prints, its exit code, and the files it writes. */
async function outcome(words: readonly string[], folder: string, formats: readonly string[]) {
  const files = formats.map((format) => `${folder}/${format}`)
  const outputs = formats.map((format, i) => `${format}=${files[i]}`)
  const { exitCode, stdout, stderr } = await grade([...words, ...outputs])
  return { exitCode, texts: [stdout, stderr, ...files.map((file) => readFileSync(file, 'utf8'))] }
}

/** Runs a plan on one machine and in shards, and expects the same of both. */
async function checkSame(t: Test, plan: readonly string[], of: number, exitCode: number) {
  const folder = t.testdir({ whole: {}, merged: {}, shards: {} })
  // Classroom 50 asks for an environment of its own; it reads the same events as these.
  const platforms = FORMATS.map(({ name }) => name).filter((name) => name !== 'classroom50')
  const formats = ['json', 'junit', ...platforms]
  const whole = await outcome(plan, `${folder}/whole`, formats)
  t.equal(whole.exitCode, exitCode)
  const shards = Array.from({ length: of }, (_, i) => `${folder}/shards/${i + 1}.json`)
  for (const [i, file] of shards.entries()) {
    await grade([...plan, `shard=${i + 1}/${of}`, `json=${file}`])
  }
  const merged = await outcome(['merge', ...shards.toReversed()], `${folder}/merged`, formats)
  t.equal(merged.exitCode, exitCode)
  for (const [i, text] of whole.texts.entries()) {
    t.equal(timeless(merged.texts[i] ?? ''), timeless(text))
  }
  const tap = await grade(['merge', ...shards, 'tap'])
  t.equal(tap.stdout, (await grade([...plan, 'tap'])).stdout)
  return { shards, texts: whole.texts }
}

t.test('four shards of a right solution', async (t) => {
  const { texts } = await checkSame(t, ['2A', 'solutions', 'seed=3', 'x3', 'jobs=2'], 4, 0)
  t.match(texts[0], /2A +100\/100/)
})

t.test('more shards than runs, all of which fail', async (t) => {
  const plan = ['2A', 'seed=3', 'classic', 'jobs=2']
  const { shards } = await checkSame(t, plan, 5, 1)
  const missing = await grade(['merge', ...shards.slice(1)])
  t.match(missing, { exitCode: 2, stdout: '', stderr: /^shard 1 of 5 is missing: give/ })
  const partial = await grade(['merge', ...shards.slice(1), 'partial'])
  t.match(partial, { exitCode: 1, stderr: /^shard 1 of 5 is missing; that counts as not passed/ })
})

t.test('what does not build, and what builds in part', async (t) => {
  const place = t.testdir({
    none: { raft: { 'raft.ts': 'export class Raft {' } },
    some: { raft: goodFiles(), kvraft: { 'server.ts': '' } },
  })
  const [none, some] = [`${place}/none`, `${place}/some`]
  const tests = ['TestInitialElection2A', 'TestBasic3A', 'seed=3', 'jobs=2']
  await t.test('none', (t) => checkSame(t, [...tests, none], 2, 3))
  await t.test('some', (t) => checkSame(t, [...tests, some], 2, 3))
})

t.test('a shard says what it is, and tells no points', async (t) => {
  const file = `${t.testdir()}/1.json`
  const words = ['2A', 'TestInitialElection2A', 'solutions', 'seed=3', 'x2', 'shard=1/2']
  const { exitCode, stdout } = await grade([...words, `json=${file}`])
  t.equal(exitCode, 0)
  t.match(stdout, /^TestInitialElection2A in solutions, .*seed 3, shard 1 of 2/)
  t.match(stdout, /shard 1 of 2: 1 of 1 run passed; merge tells the points/)
  t.notMatch(stdout, '100/100')
  const plan = { runs: 2, firstSeed: 3, shard: { number: 1, of: 2 }, hashes: { suite: /^\w{64}$/ } }
  t.match(JSON.parse(readFileSync(file, 'utf8')), { plan })
})

t.test('a file of another kind is refused, and nothing is written', async (t) => {
  const folder = t.testdir({ 'a.json': '{}' })
  const { exitCode, stdout, stderr } = await grade(['merge', `${folder}/a.json`, 'json=-'])
  t.equal(exitCode, 2)
  t.equal(stdout, '')
  t.match(stderr, /a\.json' is no report of npm run grade: give files written by json=FILE/)
})
