/**
 * The go.mod that a program is built with: the student's, without modules that nothing of it
 * imports. A checkout may name some that were never on this machine, and nothing is downloaded.
 */
import { localName, packageFiles } from './packages.ts'

const REQUIRE_BLOCK = /^require\s*\([^)]*\)[^\n]*$/gm
const REQUIRE_LINE = /^require\s+\S+\s+\S+[^\n]*$/gm

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

/** What packages of a checkout import from outside of its module. `replace` is the overlay. */
export function importedBy(
  checkout: { readonly root: string; readonly module: string },
  folders: readonly string[],
  replace: Readonly<Record<string, string>>,
): ReadonlySet<string> {
  const imported = new Set<string>()
  for (const { imports } of packageFiles(checkout, folders, replace)) {
    for (const name of imports) {
      if (localName(name, checkout.module) === undefined) imported.add(name)
    }
  }
  return imported
}
