/** The packages of a checkout that a program is built from, found without a Go. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { goFiles, withoutComments } from './sources.ts'

const IMPORTS = /^import\s*(?:\(([^)]*)\)|([^\n]*))/gm

export interface PackageFile {
  /** Its path in the checkout, and what it imports. */
  readonly path: string
  readonly text: string
  readonly imports: readonly string[]
}

/**
 * The files of some packages, and of the packages of the checkout that they import in turn, as the
 * overlay `replace` has them.
 */
export function* packageFiles(
  { root, module }: { readonly root: string; readonly module: string },
  folders: readonly string[],
  replace: Readonly<Record<string, string>>,
): Generator<PackageFile> {
  const left = [...folders]
  const seen = new Set(left)
  for (let folder = left.pop(); folder !== undefined; folder = left.pop()) {
    for (const file of goFiles(join(root, folder))) {
      const path = join(folder, file)
      const source = replace[join(root, path)] ?? join(root, path)
      if (source === '') continue
      const text = readFileSync(source, 'utf8')
      const imports = importsOf(text)
      for (const name of imports) {
        const local = localName(name, module)
        if (local === undefined || seen.has(local)) continue
        seen.add(local)
        left.push(local)
      }
      yield { path, text, imports }
    }
  }
}

/** Folder of a package of the module; undefined for one of another. */
export function localName(name: string, module: string): string | undefined {
  return name.startsWith(`${module}/`) ? name.slice(module.length + 1) : undefined
}

function importsOf(text: string): string[] {
  const lists = [...withoutComments(text).matchAll(IMPORTS)]
  const lines = lists.map(([, block, line]) => block ?? line ?? '').join('\n')
  return [...lines.matchAll(/"([^"\n]+)"/g)].map(([, name = '']) => name)
}
