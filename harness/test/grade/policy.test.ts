/** `grading=FILE` from the command line to the reports: what counts, and what stays secret. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { drawSeeds } from '../../policy/secret.ts'
import { hostileFiles } from '../hostile/submission.ts'
import { grade } from './command.ts'

const SECRET = 'a secret of the course staff'
const ENV = { GRADING_SECRET: SECRET }
const SEEDS = drawSeeds(SECRET, 4, new Set())
const POLICY = `
parts:
  2A: { weight: 20, points: { TestInitialElection2A: 100 } }
  2B: { weight: 30, points: { TestBasicAgree2B: 60 } }
total: 50
runs: 6
seeds: { first: 5, public: 2, secret: { env: GRADING_SECRET } }
limits: { turnSeconds: 3 }
`

/** Fails in about half of the calls: what broke differs from run to run. */
const FAILS_LATE = [
  'export class Raft extends Good {',
  '  start(command) {',
  "    if (Math.random() < 0.5) throw new Error('hit ' + Math.random())",
  '    return super.start(command)',
  '  }',
  '}',
].join('\n')

function holdsSecret(text: string): boolean {
  return SEEDS.some((seed) => text.includes(String(seed)))
}

t.test('a policy file grades, and no text for students holds a secret seed', async (t) => {
  const folder = t.testdir({ ...hostileFiles(FAILS_LATE), 'grading.yaml': POLICY })
  const [json, junit] = [join(folder, 'report.json'), join(folder, 'report.xml')]
  const words = ['TestInitialElection2A', 'TestBasicAgree2B', folder]
  const policy = `grading=${join(folder, 'grading.yaml')}`
  const { exitCode, stdout, stderr } = await grade(
    [...words, policy, `json=${json}`, `junit=${junit}`, 'tap', 'jobs=2'],
    ENV,
  )
  t.equal(exitCode, 1)
  const report = JSON.parse(readFileSync(json, 'utf8'))
  t.match(report.plan, { firstSeed: 5, secretSeeds: SEEDS, limits: { turnCpuMs: 3_000 } })
  t.strictSame(
    report.tests[1].runs.map(({ seed }: { seed: number }) => seed),
    [5, 6, ...SEEDS],
  )
  t.match(report.tests, [{ points: 100, passed: 6 }, { points: 60 }])
  t.match(report.scores.total, { maximum: 50, isPartial: true })
  t.ok(report.scores.total.score >= 20 && report.scores.total.score < 50)
  const xml = readFileSync(junit, 'utf8')
  for (const text of [stdout, stderr, xml]) {
    t.match(text, /TestBasicAgree2B/)
    t.notOk(holdsSecret(text), 'no secret seed')
    t.notMatch(text, SECRET)
  }
  t.match(stderr, '2 public seeds from 5 and 4 secret seeds')
  t.match(stderr, /total +[\d.]+\/50 {2}weights 2A 20, 2B 30 \(partial\)/)
})

t.test('a failure under secret seeds only says what broke, and no command of it', async (t) => {
  const text = POLICY.replace('public: 2', 'public: 0').replace(', first: 5', '')
  const folder = t.testdir({ ...hostileFiles(FAILS_LATE), 'grading.yaml': text })
  const policy = `grading=${join(folder, 'grading.yaml')}`
  const { stdout } = await grade(['TestBasicAgree2B', folder, policy], {
    GRADING_SECRET: SECRET,
  })
  t.match(stdout, 'TestBasicAgree2B in ')
  t.match(stdout, ', 1 test x 6 runs, 6 secret seeds, ')
  t.match(stdout, /Error: hit 0\.\d+/)
  t.match(stdout, /seed +secret seed \d; this looks for such a run under seeds of your own:/)
  t.match(stdout, /try +npm run grade 2B TestBasicAgree2B .* x100\n/)
  t.notMatch(stdout, /again |look {3}|seed=|Next:/)
  t.notOk(drawSeeds(SECRET, 6, new Set()).some((seed) => stdout.includes(String(seed))))
})

t.test('a file that is wrong is told before anything runs', async (t) => {
  const folder = t.testdir({ 'grading.json': '{\n  "parts": { "2A": {} },\n  "run": 5\n}\n' })
  const file = join(folder, 'grading.json')
  const { exitCode, stdout, stderr } = await grade([`grading=${file}`, 'solutions'])
  t.equal(exitCode, 2)
  t.equal(stdout, '')
  t.equal(
    stderr,
    `${file}, line 3: there is no key 'run'; did you mean 'runs'? ` +
      '(docs/grading.md explains every key)',
  )
})

t.test('the example of the page is a right one', async (t) => {
  const page = readFileSync('docs/grading.md', 'utf8')
  const example = /```yaml\n(.*?)```/s.exec(page)?.[1] ?? ''
  const file = join(t.testdir({ 'grading.yaml': example }), 'grading.yaml')
  const { exitCode, stderr } = await grade([`grading=${file}`, 'x3'], ENV)
  t.equal(exitCode, 2)
  t.match(stderr, "'runs' is fixed here: leave out 'xN' on the command line")
})
