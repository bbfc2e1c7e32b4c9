/** Bundles a submission with the patches of a zoo entry applied in memory; files stay as they are. */
import type { Bundle } from '../realm/bundle.ts'
import { bundleFor } from '../runner/bundle-for.ts'
import type { TestInfo } from '../runner/events.ts'
import { HarnessError } from '../tester/failure.ts'
import type { Patch, ZooEntry } from './entry.ts'

/** Throws a HarnessError when a patch no longer fits the solution it is made for. */
export async function bundlePatched(
  folder: string,
  entry: ZooEntry,
  tests: readonly TestInfo[],
): Promise<Bundle> {
  const applied = new Set<Patch>()
  const patched = await bundleFor({ folder, tests }, (file, text) =>
    entry.patches.reduce((changed, patch) => {
      if (patch.file !== file) return changed
      applied.add(patch)
      return applyPatch(entry, patch, changed)
    }, text),
  )
  const unused = entry.patches.find((patch) => !applied.has(patch))
  if (unused === undefined) return patched
  throw new HarnessError(`${describePatch(entry, unused)}: the submission has no such file`)
}

function applyPatch(entry: ZooEntry, patch: Patch, text: string): string {
  const pieces = text.split(patch.find)
  if (pieces.length === 2) return pieces.join(patch.replace)
  throw new HarnessError(
    `${describePatch(entry, patch)}: what it replaces occurs ${pieces.length - 1} times there, not once`,
  )
}

function describePatch(entry: ZooEntry, patch: Patch): string {
  return `zoo entry ${entry.id}, patch ${entry.patches.indexOf(patch) + 1} (${patch.file})`
}
