/**
 * Tests of harness/template: every template is well formed, what it makes a platform run are words
 * that our parser knows, and nothing that is there is overwritten.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import t from 'tap'
import { parse } from 'yaml'
import { TEMPLATES } from '../../report/command.ts'
import {
  makeTemplate,
  type TemplateFile,
  writeTemplate,
  ZIP_FILE,
} from '../../template/template.ts'
import { FakeMachine } from '../docs/fake-tools.ts'

const ROOT = process.cwd()
const textOf = ({ bytes }: TemplateFile): string => new TextDecoder().decode(bytes)
const OF_GRADER = /(^|\/)grader\/|^(dist\/|package|LICENSE)/

function find(files: readonly TemplateFile[], path: string): TemplateFile {
  const found = files.find((file) => file.path === path)
  if (found === undefined) throw new Error(`there is no ${path}`)
  return found
}

for (const kind of TEMPLATES) {
  t.test(`${kind}: well formed, with Unix line ends and modes`, async (t) => {
    const folder = join(t.testdir(), 'new')
    const files = makeTemplate(kind, ROOT)
    writeTemplate(folder, files)
    t.ok(files.length > 0)
    for (const file of files) {
      const text = textOf(file)
      const path = join(folder, file.path)
      t.ok(readFileSync(path).equals(file.bytes), file.path)
      const isScript = text.startsWith('#!')
      if (process.platform !== 'win32') {
        t.equal((statSync(path).mode & 0o111) !== 0, isScript, `${file.path} may be run`)
      }
      if (file.path === ZIP_FILE || OF_GRADER.test(file.path)) continue
      t.notMatch(text, '\r')
      if (/\.ya?ml$/.test(file.path)) t.equal(typeof parse(text), 'object')
      if (/\.json$/.test(file.path)) t.equal(typeof JSON.parse(text), 'object')
      if (isScript || file.path.endsWith('.sh')) execFileSync('sh', ['-n', path])
    }
  })
}

t.test('a broken script and broken YAML would be found', async (t) => {
  const file = join(t.testdir({ 'a.sh': 'if true; then\n' }), 'a.sh')
  t.throws(() => execFileSync('sh', ['-n', file], { stdio: 'ignore' }))
  t.throws(() => parse('a: [1\nb: 2'))
})

t.test('the copy of the grader runs, and holds nothing that helps to cheat', async (t) => {
  const files = makeTemplate('grader', ROOT)
  for (const name of ['grade.js', 'worker.js', 'watchdog.js', 'bootstrap.js', 'builder.js']) {
    find(files, `dist/${name}`)
  }
  t.notOk(files.some(({ path }) => /solutions|zoo|strength|test|node_modules/.test(path)))
  const { scripts, dependencies } = JSON.parse(textOf(find(files, 'package.json')))
  t.strictSame(scripts, { grade: 'node --enable-source-maps dist/grade.js' })
  const lock = JSON.parse(textOf(find(files, 'package-lock.json')))
  t.strictSame(lock.packages[''].dependencies, dependencies)
})

t.test('what is there is not overwritten, and nothing is written beside it', async (t) => {
  const folder = t.testdir({ '.gitlab-ci.yml': 'mine: true\n' })
  const files = makeTemplate('gitlab', ROOT)
  const more = { path: 'another', bytes: new Uint8Array(1), isExecutable: false }
  t.throws(() => writeTemplate(folder, [...files, more]), {
    name: 'UsageError',
    message: /gitlab-ci\.yml' is there already and differs: nothing was written/,
  })
  t.equal(readFileSync(join(folder, '.gitlab-ci.yml'), 'utf8'), 'mine: true\n')
  t.throws(() => statSync(join(folder, 'another')))
  writeTemplate(join(folder, 'b'), files)
  writeTemplate(join(folder, 'b'), files)
  mkdirSync(join(folder, 'c', '.gitlab-ci.yml'), { recursive: true })
  t.throws(() => writeTemplate(join(folder, 'c'), files), { message: /is there already/ })
  writeFileSync(join(folder, 'file'), '')
  t.throws(() => writeTemplate(join(folder, 'file'), files), { message: /^cannot write '/ })
  t.throws(() => makeTemplate('gitlab', folder), { message: /run this in the whole project/ })
})

/** Modes by path, from the central directory of a zip. */
function modesIn(zip: Uint8Array): Map<string, number> {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength)
  const modes = new Map<string, number>()
  for (let at = 0; at + 46 <= zip.length; at++) {
    if (view.getUint32(at, true) !== 0x02014b50) continue
    const length = view.getUint16(at + 28, true)
    const name = new TextDecoder().decode(zip.subarray(at + 46, at + 46 + length))
    const isUnix = view.getUint8(at + 5) === 3
    modes.set(name, isUnix ? view.getUint32(at + 38, true) >>> 16 : 0)
  }
  return modes
}

t.test('the zip of Gradescope has the files at its top, two that may be run', async (t) => {
  const files = makeTemplate('gradescope', ROOT)
  const { bytes } = find(files, ZIP_FILE)
  const inside = unzipSync(bytes)
  t.strictSame(
    Object.keys(inside).sort(),
    files
      .map(({ path }) => path)
      .filter(isInZip)
      .sort(),
  )
  const modes = modesIn(bytes)
  for (const { path, isExecutable } of files.filter(({ path }) => isInZip(path))) {
    t.equal(modes.get(path), isExecutable ? 0o100755 : 0o100644, path)
  }
  t.strictSame(
    files.filter(({ isExecutable }) => isExecutable).map(({ path }) => path),
    ['run_autograder', 'setup.sh'],
  )
  const again = find(makeTemplate('gradescope', ROOT), ZIP_FILE).bytes
  t.ok(Buffer.from(bytes).equals(again), 'the same files, the same bytes')
})

function isInZip(path: string): boolean {
  return path !== ZIP_FILE
}

interface Step {
  readonly run?: string
  readonly uses?: string
  readonly with?: Record<string, unknown>
  readonly env?: Record<string, string>
}

const MAYBE_TIMEOUT = '#!/bin/sh\nwhile [ "$1" != npm ]; do shift; done\nexec "$@"\n'

t.test('github: pinned, least permissions, no secret for a pull request', async (t) => {
  const text = textOf(find(makeTemplate('github', ROOT), '.github/workflows/grade.yml'))
  const workflow = parse(text)
  t.strictSame(workflow.permissions, { contents: 'read' })
  t.notMatch(Object.keys(workflow.on), ['pull_request_target'])
  t.notOk(Object.keys(workflow.on).includes('pull_request_target'))
  const steps: Step[] = workflow.jobs.grade.steps
  for (const { uses, run, with: settings } of steps) {
    if (uses !== undefined) t.match(uses, /^actions\/[\w-]+@[0-9a-f]{40}$/)
    if (/checkout/.test(uses ?? '')) t.equal(settings?.['persist-credentials'], false)
    t.notMatch(run ?? '', /\$\{\{/, 'what others typed is no part of a script')
  }
  const secrets = text.split('\n').filter((line) => /secrets\./.test(line))
  t.equal(secrets.length, 1)
  t.match(secrets[0], "github.event_name != 'pull_request' && secrets.GRADER_TOKEN")
  const machine = new FakeMachine(t.testdir())
  writeFileSync(join(machine.folder, 'bin', 'timeout'), MAYBE_TIMEOUT)
  chmodSync(join(machine.folder, 'bin', 'timeout'), 0o755)
  const env = { PARTS: '2A 2B', RUNS: '20', GITHUB_WORKSPACE: '/w', RUNNER_TEMP: machine.folder }
  const grade = steps.find(({ run }) => /grade/.test(run ?? ''))?.run ?? ''
  const { commands } = await machine.run(['sh', '-ec', grade], env)
  t.match(commands, [{ kind: 'grade', folder: '/w/labs', runs: 20, isGithub: true }])
  const check = steps[0]?.run ?? ''
  const named = { GRADER_REPOSITORY: 'course/grader', GRADER_REF: 'c0ffee' }
  t.equal((await machine.run(['sh', '-ec', check], named)).exitCode, 0)
  for (const wrong of [{ GRADER_REPOSITORY: '' }, { GRADER_REF: '' }, { GRADER_REF: 'main' }]) {
    t.equal((await machine.run(['sh', '-ec', check], { ...named, ...wrong })).exitCode, 1)
  }
})

t.test('gitlab: its commands, and what it says without a grader', async (t) => {
  const { grade } = parse(textOf(find(makeTemplate('gitlab', ROOT), '.gitlab-ci.yml')))
  const machine = new FakeMachine(t.testdir())
  writeFileSync(join(machine.folder, 'bin', 'timeout'), MAYBE_TIMEOUT)
  chmodSync(join(machine.folder, 'bin', 'timeout'), 0o755)
  writeFileSync(
    join(machine.folder, 'bin', 'git'),
    '#!/bin/sh\n[ "$1" != clone ] || mkdir -p "$4"\n',
  )
  const script = grade.script.join('\n')
  const places = { CI_PROJECT_DIR: machine.folder, GRADER: join(machine.folder, 'grader') }
  const env = { PARTS: '2A', RUNS: '3', ...places, GRADER_REF: 'c0ffee' }
  const ended = await machine.run(['sh', '-ec', script], { ...env, GRADER_URL: 'https://x/y.git' })
  t.equal(ended.exitCode, 0, ended.stderr)
  t.match(ended.commands, [{ kind: 'grade', folder: `${machine.folder}/labs`, runs: 3 }])
  t.equal((await machine.run(['sh', '-ec', script], { ...env, GRADER_URL: '' })).exitCode, 1)
})

t.test(
  'prairielearn: a question of its own, no network, its limit above the grader’s',
  async (t) => {
    const info = () => {
      return JSON.parse(textOf(find(makeTemplate('prairielearn', ROOT), 'question/info.json')))
    }
    const { uuid, externalGradingOptions: options } = info()
    t.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    t.not(info().uuid, uuid)
    t.match(options, { enableNetworking: false, entrypoint: '/grader/entrypoint.sh' })
    t.ok(Number(options.environment.SECONDS_MAX) + 20 < options.timeout && options.timeout <= 600)
  },
)

t.test('images are one version and one digest, and student code is not run as root', async (t) => {
  const docker = textOf(find(makeTemplate('docker', ROOT), 'Dockerfile'))
  const prairielearn = makeTemplate('prairielearn', ROOT)
  for (const text of [docker, textOf(find(prairielearn, 'image/Dockerfile'))]) {
    t.match(text, /^FROM node:\d+\.\d+\.\d+-[\w-]+@sha256:[0-9a-f]{64}$/m)
  }
  t.match(docker, /^USER node$/m)
  t.match(textOf(find(prairielearn, 'image/entrypoint.sh')), /setpriv --reuid="\$RUN_AS"/)
})
