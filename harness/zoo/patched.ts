/**
 * Bundles the base of a zoo entry with its patches applied in memory; files stay as they are.
 * The labs below the patched one are those of the reference.
 */
import type { Bundle } from '../realm/bundle.ts'
import { bundleLab } from '../runner/build-labs.ts'
import { HarnessError } from '../tester/failure.ts'
import type { Patch, ZooEntry } from './entry.ts'

/** Throws a HarnessError when a patch no longer fits the solution it is made for. */
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
  entry.patches.forEach((patch, at) => {
    const count = uses.get(patch)
    if (count === 1) return
    const why =
      count === undefined
        ? 'the submission has no such file'
        : `what it replaces occurs ${count} times there, not once`
    throw new HarnessError(`zoo entry ${entry.id}, patch ${at + 1} (${patch.file}): ${why}`)
  })
  return patched
}
