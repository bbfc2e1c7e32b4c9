/**
 * Builds the base of a zoo entry with its patches applied; its own files stay as they are. The labs
 * below the patched one are those of the reference.
 */
import type { Build } from '../realm/build.ts'
import type { Bundle } from '../realm/bundle.ts'
import { bundleLab } from '../runner/build-labs.ts'
import { findGo } from '../runner/go/find-go.ts'
import { checkUses, type Patch, type ZooEntry } from './entry.ts'
import { buildPatchedGo } from './patched-go.ts'

/** Throws a HarnessError when a patch no longer fits the solution it is made for. */
export async function buildPatched(entry: ZooEntry, lab: string): Promise<Build> {
  const go = findGo(entry.base)
  return go === undefined ? bundlePatched(entry, lab) : buildPatchedGo(entry, lab, go.root)
}

/** The same of one in TypeScript. */
export async function bundlePatched(entry: ZooEntry, lab: string): Promise<Bundle> {
  // Found while the bundle is made, thrown afterwards: what is thrown in between counts as a
  // fault of the submission.
  const uses = new Map<Patch, number>()
  const patched = await bundleLab(lab, { folder: entry.base, on: 'solutions' }, (file, text) =>
    entry.patches.reduce((changed, patch) => {
      if (patch.file !== file) return changed
      const pieces = changed.split(patch.find)
      uses.set(patch, pieces.length - 1)
      return pieces.length === 2 ? pieces.join(patch.replace) : changed
    }, text),
  )
  checkUses(entry, uses)
  return patched
}
