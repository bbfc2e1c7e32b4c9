/**
 * What Gradescope and PrairieLearn start, run for real in a tree like theirs: from what was handed in
 * to the results file that the platform reads.
 */
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import t from 'tap'
import { makeTemplate, ZIP_FILE } from '../../template/template.ts'
import { run } from '../grade/command.ts'

t.jobs = 2

function write(file: string, bytes: Uint8Array | string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, bytes)
}

/** A tree as Gradescope lays it, with the zip unpacked as its image has it; answers its root. */
function gradescope(root: string, settings: string): string {
  const zip = makeTemplate('gradescope', process.cwd()).find(({ path }) => path === ZIP_FILE)
  const inside = unzipSync(zip?.bytes ?? new Uint8Array())
  for (const [path, bytes] of Object.entries(inside)) write(join(root, 'source', path), bytes)
  // In place of setup.sh, which fetches them.
  symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'source/grader/node_modules'))
  write(join(root, 'source/settings.sh'), settings)
  cpSync(join(root, 'source/run_autograder'), join(root, 'run_autograder'))
  chmodSync(join(root, 'run_autograder'), 0o755)
  mkdirSync(join(root, 'submission'))
  return root
}

const SETTINGS = 'PARTS=TestInitialElection2A\nRUNS=2\nISOLATION=realm\nSECONDS_MAX=100\n'

async function autograde(root: string) {
  const command = [`AUTOGRADER_ROOT=${root}`, `PATH=${process.env.PATH}`]
  const ended = await run(['/usr/bin/env', ...command, join(root, 'run_autograder')])
  const file = join(root, 'results/results.json')
  return {
    ...ended,
    results: existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined,
  }
}

t.test(
  'gradescope: a repository, a zip with a folder, the labs themselves, one file',
  async (t) => {
    const root = gradescope(t.testdir(), SETTINGS)
    for (const [title, from, to] of [
      ['a repository', 'solutions', 'labs'],
      ['the labs', 'solutions', ''],
      ['a zip with one folder', 'solutions', 'amy'],
      ['a zip of a repository', 'solutions', 'amy-main/labs'],
    ] as const) {
      mkdirSync(join(root, 'submission'), { recursive: true })
      cpSync(from, join(root, 'submission', to), { recursive: true })
      const { exitCode, stdout, results } = await autograde(root)
      t.equal(exitCode, 0, title)
      t.match(stdout, /initial election +2\/2/, title)
      t.match(results, { score: 25, tests: [{ max_score: 25, score: 25 }] }, title)
      await run(['rm', '-r', join(root, 'submission'), join(root, 'results')])
    }
  },
)

t.test('gradescope: one file, what does not build and nothing at all', async (t) => {
  const root = gradescope(t.testdir(), SETTINGS)
  const empty = await autograde(root)
  t.equal(empty.exitCode, 0)
  t.match(empty.results, { score: 0 })
  cpSync('labs/raft/raft.ts', join(root, 'submission/raft.ts'))
  const skeleton = await autograde(root)
  t.match(skeleton.results, { score: 0, tests: [{ output: /not written yet/ }] })
  write(join(root, 'submission/raft.ts'), 'export class Raft {')
  const broken = await autograde(root)
  t.equal(broken.exitCode, 0)
  t.match(JSON.stringify(broken.results), /raft\/raft\.ts: the file ends before every bracket/)
})

t.test('gradescope: as it is written, in processes of its own', async (t) => {
  const zipped = makeTemplate('gradescope', process.cwd())
  const file = zipped.find(({ path }) => path === 'settings.sh')
  const written = new TextDecoder().decode(file?.bytes)
  t.match(written, 'ISOLATION=process')
  const settings = written.replace('PARTS=all', 'PARTS=TestInitialElection2A')
  const root = gradescope(t.testdir(), settings)
  cpSync('solutions', join(root, 'submission/labs'), { recursive: true })
  const { exitCode, stderr, results } = await autograde(root)
  t.equal(exitCode, 0, stderr)
  t.match(results, { score: 25 })
})

t.test('gradescope: out of time, what was finished counts', async (t) => {
  const root = gradescope(t.testdir(), 'PARTS=2A\nRUNS=100000\nISOLATION=realm\nSECONDS_MAX=8\n')
  cpSync('solutions', join(root, 'submission/labs'), { recursive: true })
  const { exitCode, results } = await autograde(root)
  t.equal(exitCode, 0)
  t.ok(results.tests.length > 0)
  t.ok(results.score < 100)
})

t.test('gradescope: a fault of the grader leaves no grade', async (t) => {
  const root = gradescope(t.testdir(), 'PARTS=nonsense\nRUNS=1\nISOLATION=realm\nSECONDS_MAX=100\n')
  write(join(root, 'results/results.json'), '{"score": 100}')
  const { exitCode, stderr, results } = await autograde(root)
  t.equal(exitCode, 1)
  t.match(stderr, /'nonsense' is not known here/)
  t.match(stderr, /The grader failed with code 2: this is no fault of the submission/)
  t.equal(results, undefined)
})

t.test('gradescope: a policy file beside the settings is used', async (t) => {
  const root = gradescope(t.testdir(), 'PARTS=\nRUNS=\nISOLATION=\nSECONDS_MAX=100\n')
  cpSync('solutions', join(root, 'submission/labs'), { recursive: true })
  const policy = 'parts:\n  2A: { points: { TestInitialElection2A: 60 } }\nclassic: true\nruns: 1\n'
  write(join(root, 'source/grading.yaml'), policy)
  const { exitCode, stderr, results } = await autograde(root)
  t.equal(exitCode, 0, stderr)
  t.match(results, { score: 100, tests: [{ max_score: 60 }] })
})

t.test('prairielearn: a file, a folder, and a fault that is no grade', async (t) => {
  const root = t.testdir()
  const files = makeTemplate('prairielearn', process.cwd())
  for (const { path, bytes } of files) write(join(root, 'made', path), bytes)
  const grader = join(root, 'made/image/grader')
  symlinkSync(join(process.cwd(), 'node_modules'), join(grader, 'node_modules'))
  const grade = async (settings: readonly string[] = []) => {
    const places = [
      `GRADE_ROOT=${root}/grade`,
      `GRADER=${grader}`,
      'RUN_AS=',
      `PATH=${process.env.PATH}`,
    ]
    const command = ['/usr/bin/env', ...places, ...settings]
    const ended = await run([...command, 'sh', join(root, 'made/image/entrypoint.sh')])
    const text = readFileSync(join(root, 'grade/results/results.json'), 'utf8')
    return { ...ended, results: JSON.parse(text) }
  }
  const parts = ['PARTS=TestInitialElection2A', 'SECONDS_MAX=100']
  write(join(root, 'grade/student/raft.ts'), readFileSync('labs/raft/raft.ts'))
  t.match(await grade(parts), { exitCode: 0, results: { score: 0 } })
  cpSync('solutions', join(root, 'grade/student'), { recursive: true })
  t.match(await grade(parts), { exitCode: 0, results: { score: 1, tests: [{ points: 25 }] } })
  const fault = await grade(['PARTS=nonsense'])
  t.strictSame(fault.results.gradable, false)
  t.match(fault.results.message, /The grader failed with code 2\. This is no fault/)
})
