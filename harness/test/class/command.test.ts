/**
 * `each` as a user runs it: a whole class, killed again and again and resumed, with and without a
 * cache, and what it says when it must not go on.
 */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  watch,
} from 'node:fs'
import t from 'tap'
import { grade, startGrade } from '../grade/command.ts'
import { checkWellFormed } from '../report/plots/read-page.ts'
import { HOSTILE_NAME, makeClass, makeLoop } from './a-class.ts'

const folder = t.testdir()
const submissions = `${folder}/submissions`
makeClass(submissions)
const paths = readdirSync(submissions).map((name) => `${submissions}/${name}`)
const CHOSEN = ['2A', 'TestInitialElection2A', 'TestVoteOnce2A', 'x2', 'seed=5', 'jobs=2']
/** What is tried here is the same at every level, and this one costs least. */
const TESTS = [...CHOSEN, 'isolation=realm']

function each(out: string, ...more: readonly string[]): string[] {
  return [...TESTS, 'each', ...paths, `out=${folder}/${out}`, ...more]
}

/** Everything that is the same however often a batch was interrupted. */
function filesOf(out: string): Record<string, string> {
  const students = readdirSync(`${folder}/${out}/students`).map((name) => `students/${name}`)
  t.notOk(existsSync(`${folder}/${out}/lock`))
  const names = ['gradebook.csv', 'gradebook.json', 'class.txt', 'class.html', ...students]
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(`${folder}/${out}/${name}`, 'utf8')]),
  )
}

/** Resolves when the journal has so many bytes; it is appended to with every run. */
function journalReaches(out: string, bytes: number): Promise<void> {
  const file = `${folder}/${out}/journal.ndjson`
  const isThere = () => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) >= bytes
  return new Promise((resolve) => {
    const watcher = watch(`${folder}/${out}`, () => {
      if (!isThere()) return
      watcher.close()
      resolve()
    })
    if (isThere()) {
      watcher.close()
      resolve()
    }
  })
}

t.test('a class is graded, whatever is in it', async (t) => {
  const { exitCode, stdout, stderr } = await grade(each('whole'))
  t.equal(exitCode, 0, stderr)
  const { 'gradebook.csv': csv = '', 'class.txt': glance = '', ...texts } = filesOf('whole')
  const rows = csv.split('\r\n').map((row) => row.split(','))
  const scoreOf = (name: string) => {
    const [, status, score] = rows.find(([first]) => first === name) ?? []
    return `${status} ${score}`
  }
  for (const name of ['right', 'eager']) t.equal(scoreOf(name), 'graded 100', name)
  t.match(csv, /\r\n"'=cmd\|\\x1b\[2J,""x""\\x0a::error::y",graded,100,/)
  t.equal(scoreOf('skeleton'), 'graded 0')
  for (const name of ['unbuilt', 'deep', 'empty', 'gone']) t.equal(scoreOf(name), 'not built 0')
  const wrong = rows.filter(([, status, score]) => status === 'graded' && Number(score) < 100)
  t.equal(wrong.length, 3, 'the skeleton and the two of the zoo')
  t.match(stdout, /skipped: .*list\.csv: a file, no folder/)
  t.match(stdout, glance.trim())
  t.match(glance, /^10 submissions: 6 graded, 4 not built$/m)
  checkWellFormed(texts['class.html'] ?? '')
  t.match(texts['class.html'], '<h1>10 submissions: 6 graded, 4 not built</h1>')
  t.notMatch(stdout, '\u001b')
  t.notMatch(stdout, /^::error/m)
  t.match(texts['students/unbuilt.txt'], /raft\/raft\.ts:2:8: Unexpected "="/)
  t.notMatch(texts['students/unbuilt.txt'], folder, 'paths within the submission')
  t.match(texts['students/deep.txt'], /what is in work\/ belongs into/)
  const { students, state } = JSON.parse(texts['gradebook.json'] ?? '')
  t.equal(state, 'finished')
  t.ok(students.some(({ name }: { name: string }) => name === HOSTILE_NAME))
  const reports = readdirSync(`${folder}/whole/reports`)
  t.equal(reports.length, students.length)
})

/**
 * How much the journal has grown by each kill, in bytes: some within the header's own run. In all a
 * fifth of a whole journal, for a kill comes late where the machine is busy.
 */
const GROWTH = [1, 300, 700, 20, 500, 1, 300, 900, 60, 1_100]

t.test('killed ten times and resumed, it ends with the same bytes', async (t) => {
  const file = `${folder}/killed/journal.ndjson`
  let kills = 0
  mkdirSync(`${folder}/killed`)
  for (const growth of GROWTH) {
    const before = statSync(file, { throwIfNoEntry: false })?.size ?? 0
    rmSync(`${folder}/killed/gradebook.csv`, { force: true })
    const running = startGrade(each('killed', 'resume'))
    await Promise.race([journalReaches('killed', before + growth), running])
    running.kill('SIGKILL')
    const { signal } = await running
    if (signal === 'SIGKILL') kills++
    if (growth % 200 === 100) appendFileSync(file, '{"student":"right","run":{"test":"TestIn')
  }
  t.equal(kills, GROWTH.length)
  const { exitCode, stderr } = await grade(each('killed', 'resume'))
  t.equal(exitCode, 0, stderr)
  t.strictSame(filesOf('killed'), filesOf('whole'))
})

t.test('what has not changed is not run again', async (t) => {
  const cache = `cache=${folder}/cache`
  t.equal((await grade(each('first', cache))).exitCode, 0)
  t.equal((await grade(each('second', cache))).exitCode, 0)
  t.strictSame(filesOf('first'), filesOf('whole'))
  t.strictSame(filesOf('second'), filesOf('whole'))
  const cpuOf = (out: string) => {
    const { tests } = JSON.parse(readFileSync(`${folder}/${out}/reports/right.json`, 'utf8'))
    return tests.map(({ runs }: { runs: { cpuMs: number }[] }) => runs.map(({ cpuMs }) => cpuMs))
  }
  t.strictSame(cpuOf('second'), cpuOf('first'), 'the very runs of the first time')
  t.notSame(cpuOf('first'), cpuOf('whole'))
})

t.test('it does not go on with what is another batch, nor over one that is there', async (t) => {
  const told = async (words: readonly string[]) => {
    const { exitCode, stderr } = await grade(words)
    t.equal(exitCode, 2, stderr)
    return stderr
  }
  t.match(await told(each('whole')), /holds a batch already: write 'resume' to go on with it/)
  t.match(await told([...each('whole', 'resume'), 'policy=all']), /begun with policy "share"/)
  appendFileSync(`${submissions}/right/raft/raft.ts`, '// a word\n')
  t.match(await told(each('whole', 'resume')), /: the submission right has changed since/)
  const { exitCode } = await grade(each('whole', 'fresh').filter((word) => !/\/eager$/.test(word)))
  t.equal(exitCode, 0)
  t.notOk(readdirSync(`${folder}/whole/students`).includes('eager.txt'), 'nothing of the old one')
})

t.test('what does not come back costs only itself', async (t) => {
  makeLoop(`${folder}/loops/loop`)
  const words = [
    ...TESTS.filter((word) => !/^x2$|VoteOnce/.test(word)),
    'each',
    `${folder}/loops/loop`,
  ]
  const more = [`${submissions}/skeleton`, `out=${folder}/hang`]
  const { exitCode, stdout } = await grade([...words, ...more])
  t.equal(exitCode, 0)
  t.match(stdout, /2 submissions: 2 graded/)
  t.match(filesOf('hang')['students/loop.txt'], /an endless loop/)
  t.notMatch(filesOf('hang')['students/loop.txt'], /raft\.ts:/, 'where it was seen is chance')
})

t.test('a class of which nothing builds is told apart; isolation is by process', async (t) => {
  const words = [...CHOSEN, 'each', `${submissions}/unbuilt`, `out=${folder}/none`]
  const { exitCode, stdout } = await grade(words)
  t.equal(exitCode, 3)
  t.match(stdout, /^2A of 1 submission, .*, isolation process/)
  const { plan } = JSON.parse(readFileSync(`${folder}/none/gradebook.json`, 'utf8'))
  t.equal(plan.isolation.level, 'process')
})

t.test('an interrupted batch is gone on with', async (t) => {
  mkdirSync(`${folder}/stopped`)
  const running = startGrade(each('stopped'))
  await Promise.race([journalReaches('stopped', 2_500), running])
  running.kill('SIGINT')
  const { exitCode, stdout } = await running
  t.equal(exitCode, 1)
  t.match(
    stdout,
    /^Interrupted with \d+ submissions? of 10 graded: the same command with 'resume'/m,
  )
  const resumed = await grade(each('stopped', 'resume'))
  t.equal(resumed.exitCode, 0, resumed.stderr + resumed.stdout.slice(-2_000))
  t.equal(resumed.stderr, '')
  t.strictSame(filesOf('stopped'), filesOf('killed'))
})
