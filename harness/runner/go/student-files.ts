/** What of a student's own files is changed for a build; their lines stay where they are. */
import { dirname } from 'node:path'
import { type PackageFile, packageFiles } from './packages.ts'
import { declaredTypes, registeredBefore } from './registrations.ts'

const GOB = '"encoding/gob"'

/** New texts by path in the checkout. `ourGob` is the path of what takes the place of gob. */
export function changeFiles(
  checkout: { readonly root: string; readonly module: string },
  folders: readonly string[],
  replace: Readonly<Record<string, string>>,
  ourGob: string,
): ReadonlyMap<string, string> {
  const files = [...packageFiles(checkout, folders, replace)]
  const declared = typesByFolder(files)
  const changed = new Map<string, string>()
  for (const { path, text } of files) {
    const end = registeredBefore(text, declared.get(dirname(path)) ?? new Set())
    const whole = text.replaceAll(GOB, `"${ourGob}"`) + end
    if (whole !== text) changed.set(path, whole)
  }
  return changed
}

function typesByFolder(files: readonly PackageFile[]): ReadonlyMap<string, ReadonlySet<string>> {
  const types = new Map<string, Set<string>>()
  for (const { path, text } of files) {
    const known = types.get(dirname(path)) ?? new Set()
    for (const name of declaredTypes(text)) known.add(name)
    types.set(dirname(path), known)
  }
  return types
}
