/** Bundles a submission with the patches of a zoo entry applied in memory; files stay as they are. */
import { type Bundle, bundle } from '../realm/bundle.ts'
import { HarnessError } from '../tester/failure.ts'
import type { ZooEntry } from './entry.ts'

/** What the zoo's solutions are made of. */
const EXPORTS = [{ file: 'raft/raft.ts', name: 'Raft' }]

/** Throws a HarnessError when a patch no longer fits the solution it is made for. */
export async function bundlePatched(folder: string, entry: ZooEntry): Promise<Bundle> {
  const applied = new Set<number>()
  const patched = await bundle(folder, EXPORTS, {}, (file, text) =>
    entry.patches.reduce((changed, patch, at) => {
      if (patch.file !== file) return changed
      applied.add(at)
      return applyPatch(entry, at, changed)
    }, text),
  )
  const unused = entry.patches.findIndex((_, at) => !applied.has(at))
  if (unused < 0) return patched
  throw new HarnessError(`${nameOf(entry, unused)}: the submission has no such file`)
}

function applyPatch(entry: ZooEntry, at: number, text: string): string {
  const { find, replace } = entry.patches[at] as ZooEntry['patches'][number]
  const pieces = text.split(find)
  if (pieces.length === 2) return pieces.join(replace)
  throw new HarnessError(`${nameOf(entry, at)}: its text occurs ${pieces.length - 1} times, not once`)
}

function nameOf(entry: ZooEntry, at: number): string {
  return `zoo entry ${entry.id}, patch ${at + 1} (${entry.patches[at]?.file})`
}
