/**
 * Writes what a course needs to have submissions graded elsewhere: the files of a template, and
 * with some of them a copy of the grader, which is what is built and nothing else: no solutions, no
 * zoo, no tests of its own. Called by `npm run grade template KIND FOLDER`.
 */
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TemplateKind } from '../report/command.ts'
import { UsageError } from '../report/usage-error.ts'
import { zipOf } from './zip.ts'

export interface TemplateFile {
  /** Relative to the folder that is written, with `/`. */
  readonly path: string
  readonly bytes: Uint8Array
  readonly isExecutable: boolean
}

/** Where in a template the grader's copy goes; none has none. */
const GRADER_AT: Readonly<Partial<Record<TemplateKind, string>>> = {
  grader: '',
  docker: 'grader/',
  gradescope: 'grader/',
  prairielearn: 'image/grader/',
}
/** What Gradescope is given. */
export const ZIP_FILE = 'autograder.zip'
/** Stands in the template; every question needs one of its own. */
const NO_UUID = '00000000-0000-4000-8000-000000000000'
/** Of dist/: what only this project's own commands need is left out. */
const NOT_OF_GRADER = /^(bench|strength)\.|\.tmp$/

/** The files of a template. `root` is the project's folder, in which everything is built. */
export function makeTemplate(kind: TemplateKind, root: string): readonly TemplateFile[] {
  const home = join(root, 'harness', 'template', 'files', kind)
  const at = GRADER_AT[kind]
  const files = [
    ...(kind === 'grader' ? [] : filesUnder(home, root).map(fresh)),
    ...(at === undefined ? [] : graderFiles(root).map((file) => moved(file, at))),
  ].sort((a, b) => (a.path < b.path ? -1 : 1))
  if (kind !== 'gradescope') return files
  return [...files, { path: ZIP_FILE, bytes: zipOf(files), isExecutable: false }]
}

/**
 * Writes them. Throws a UsageError, and writes nothing, when a file is there already that says
 * something else.
 */
export function writeTemplate(folder: string, files: readonly TemplateFile[]): void {
  const taken = files.filter(({ path, bytes }) => isTaken(join(folder, path), bytes))
  if (taken[0] !== undefined) {
    const more = taken.length === 1 ? '' : ` (and ${taken.length - 1} more)`
    throw new UsageError(
      `'${join(folder, taken[0].path)}'${more} is there already and differs: nothing was written; move it away or name another folder`,
    )
  }
  for (const { path, bytes, isExecutable } of files) {
    const file = join(folder, path)
    if (existsSync(file)) continue
    try {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, bytes, { mode: isExecutable ? 0o755 : 0o644, flag: 'wx' })
    } catch (error) {
      throw new UsageError(`cannot write '${file}': ${(error as Error).message}`)
    }
  }
}

function isTaken(file: string, bytes: Uint8Array): boolean {
  if (!existsSync(file)) return false
  return !statSync(file).isFile() || !readFileSync(file).equals(bytes)
}

function filesUnder(home: string, root: string): TemplateFile[] {
  if (!existsSync(home)) {
    throw new UsageError(`there are no templates in '${root}': run this in the whole project`)
  }
  return readdirSync(home, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(home, path)).isFile())
    .map((path) => {
      const bytes = unixText(readFileSync(join(home, path), 'utf8'))
      // By what it is, not by its mode: a checkout on Windows has none.
      const isExecutable = new TextDecoder().decode(bytes.subarray(0, 2)) === '#!'
      return { path: path.replaceAll('\\', '/'), bytes, isExecutable }
    })
}

/** All that grading needs: what is built, and the packages it runs with. */
function graderFiles(root: string): TemplateFile[] {
  const built = readdirSync(join(root, 'dist'))
    .filter((name) => !NOT_OF_GRADER.test(name))
    .map((name) => plain(`dist/${name}`, readFileSync(join(root, 'dist', name))))
  const texts = ['package-lock.json', 'LICENSE'].map((name) =>
    plain(name, unixText(readFileSync(join(root, name), 'utf8'))),
  )
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  // The same packages, or `npm ci` would say that the lock file is of another manifest.
  const scripts = { grade: 'node --enable-source-maps dist/grade.js' }
  const { imports: _, ...rest } = manifest
  const text = `${JSON.stringify({ ...rest, scripts }, null, 2)}\n`
  return [...built, ...texts, plain('package.json', unixText(text))]
}

function plain(path: string, bytes: Uint8Array): TemplateFile {
  return { path, bytes, isExecutable: false }
}

function moved(file: TemplateFile, to: string): TemplateFile {
  return { ...file, path: to + file.path }
}

function fresh(file: TemplateFile): TemplateFile {
  if (!file.path.endsWith('info.json')) return file
  const text = new TextDecoder().decode(file.bytes).replace(NO_UUID, randomUUID())
  return { ...file, bytes: unixText(text) }
}

/** What a Windows checkout made of line ends, a shell on Linux cannot read. */
function unixText(text: string): Uint8Array {
  return new TextEncoder().encode(text.replaceAll('\r\n', '\n'))
}
