/**
 * The go.mod that a program is built with: the student's, without modules that nothing of it
 * imports. A checkout may name some that were never on this machine, and nothing is downloaded.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { goFiles, withoutComments } from './sources.ts'

const REQUIRE_BLOCK = /^require\s*\([^)]*\)[^\n]*$/gm
const REQUIRE_LINE = /^require\s+\S+\s+\S+[^\n]*$/gm
const IMPORTS = /^import\s*(?:\(([^)]*)\)|([^\n]*))/gm

/** Undefined where it can stay as it is. */
export function lightenGoMod(text: string, imported: ReadonlySet<string>): string | undefined {
  const required = [...text.matchAll(/^(?:require)?\s+([^\s"()]+\.[^\s"()]+)\s+v\S+/gm)].map(
    ([, path = '']) => path,
  )
  const isUsed = (path: string): boolean =>
    [...imported].some((name) => name === path || name.startsWith(`${path}/`))
  // What is needed by one that is used is not known here: then all stay.
  if (required.length === 0 || required.some(isUsed)) return undefined
  return text.replace(REQUIRE_BLOCK, '').replace(REQUIRE_LINE, '')
}

/**
 * What packages of a checkout import, and the packages of it that they import: paths outside of
 * its module. `replace` is the overlay.
 */
export function importedBy(
  { root, module }: { readonly root: string; readonly module: string },
  folders: readonly string[],
  replace: Readonly<Record<string, string>>,
): ReadonlySet<string> {
  const imported = new Set<string>()
  const left = [...folders]
  const seen = new Set(left)
  for (let folder = left.pop(); folder !== undefined; folder = left.pop()) {
    for (const file of goFiles(join(root, folder))) {
      const path = join(root, folder, file)
      const source = replace[path] ?? path
      if (source === '') continue
      for (const name of importsOf(readFileSync(source, 'utf8'))) {
        const local = name.startsWith(`${module}/`) ? name.slice(module.length + 1) : undefined
        if (local === undefined) imported.add(name)
        else if (!seen.has(local)) left.push(local)
        if (local !== undefined) seen.add(local)
      }
    }
  }
  return imported
}

function importsOf(text: string): string[] {
  const lists = [...withoutComments(text).matchAll(IMPORTS)]
  const lines = lists.map(([, block, line]) => block ?? line ?? '').join('\n')
  return [...lines.matchAll(/"([^"\n]+)"/g)].map(([, name = '']) => name)
}
