/**
 * Which submissions a class has: the words behind `each`, their students' names, and what is
 * skipped. Folder names are the students' own choice: they are shown with care and never used as
 * file names as they are.
 */
import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { clean } from '../report/text-layout.ts'
import { UsageError } from '../report/usage-error.ts'
import { fileNamesOf } from './file-name.ts'

export interface Submission {
  /** The folder's name, with folders above it where two have the same. Unique in a class. */
  readonly name: string
  /** Of the student's own files in the out folder, without ending. Unique in a class. */
  readonly fileName: string
  /** As it was given. */
  readonly folder: string
  /** Why it cannot be read at all. */
  readonly problem?: string
}

/** Something behind `each` that is no submission, and why. */
export interface Skipped {
  readonly path: string
  readonly why: string
}

export interface ClassList {
  readonly submissions: readonly Submission[]
  readonly skipped: readonly Skipped[]
}

interface Found {
  readonly path: string
  readonly problem?: string
}

/**
 * `out` is where reports go: inside the students' folder it is no submission. Throws a UsageError
 * when no submission is left.
 */
export function listClass(words: readonly string[], out: string): ClassList {
  const paths = words.flatMap(expand)
  const skipped: Skipped[] = []
  const found: Found[] = []
  const seen = new Set<string>()
  for (const path of paths) {
    const one = look(path, out)
    const place = placeOf(path)
    if ('why' in one) skipped.push(one)
    else if (seen.has(place)) skipped.push({ path, why: 'given twice' })
    else found.push(one)
    seen.add(place)
  }
  if (found.length === 0) throw new UsageError(describeNone(skipped))
  const names = namesOf(found.map(({ path }) => path))
  const fileNames = fileNamesOf(names)
  const submissions = found.map(({ path, ...rest }, i) => ({
    name: names[i] as string,
    fileName: fileNames[i] as string,
    folder: path,
    ...rest,
  }))
  return { submissions, skipped }
}

/** A word for each submission it means; some shells leave `submissions/*` as it is. */
function expand(word: string): readonly string[] {
  if (basename(word) !== '*' || statOf(word) instanceof Object) return [word]
  const folder = dirname(word)
  const names = namesIn(folder)
  if (names.length === 0) throw new UsageError(`there is nothing in the folder '${clean(folder)}'`)
  return names.map((name) => join(folder, name))
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith('.'))
      .sort()
  } catch {
    throw new UsageError(`there is no folder '${clean(folder)}'`)
  }
}

function look(path: string, out: string): Found | Skipped {
  const stats = statOf(path)
  if (typeof stats === 'string') return { path, problem: stats }
  if (!stats.isDirectory()) {
    const isPacked = /\.(zip|tar|t?gz|tgz|7z|rar|bz2|xz)$/i.test(path)
    return { path, why: isPacked ? 'a file; unpack it into a folder first' : 'a file, no folder' }
  }
  if (isSame(path, out)) return { path, why: 'the folder that the reports go to' }
  try {
    readdirSync(path)
  } catch (error) {
    return { path, problem: `its folder cannot be read (${codeOf(error)})` }
  }
  return { path }
}

function statOf(path: string): Stats | string {
  try {
    return statSync(path)
  } catch (error) {
    const why = codeOf(error)
    return why === 'ENOENT'
      ? 'its folder is a link that leads nowhere, or its name is not UTF-8'
      : `its folder cannot be read (${why})`
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error)
}

function isSame(path: string, other: string): boolean {
  return placeOf(path) === placeOf(other)
}

/** Two names that lead to one folder are two submissions; one name given twice is one. */
function placeOf(path: string): string {
  const full = resolve(path)
  try {
    return join(realpathSync(dirname(full)), basename(full))
  } catch {
    return full
  }
}

/** The last part of each path, and as much of what is before as tells the same ones apart. */
export function namesOf(paths: readonly string[]): readonly string[] {
  const parts = paths.map((path) => resolve(path).split(sep))
  const depths = paths.map(() => 1)
  const nameOf = (i: number): string => (parts[i] as string[]).slice(-(depths[i] ?? 1)).join('/')
  for (;;) {
    const names = paths.map((_, i) => nameOf(i))
    const isTwice = names.map((name) => names.indexOf(name) !== names.lastIndexOf(name))
    const longer = isTwice.map((twice, i) => twice && (depths[i] ?? 0) < (parts[i] ?? []).length)
    if (!longer.includes(true)) return names
    for (const [i, is] of longer.entries()) if (is) depths[i] = (depths[i] ?? 1) + 1
  }
}

function describeNone(skipped: readonly Skipped[]): string {
  const [first] = skipped
  const hint = first === undefined ? '' : `: '${clean(first.path)}' is ${first.why}`
  return `there is no submission among what is given to 'each'${hint}`
}
