/** Builds a copy of a Go solution with the patches of a zoo entry in it. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Build } from '../realm/build.ts'
import { buildGo } from '../runner/go/build-go.ts'
import { findGo, type GoFolder } from '../runner/go/find-go.ts'
import { checkUses, type Patch, type ZooEntry } from './entry.ts'

/** Paths of the patches begin in `root`, where go.mod is. */
export async function buildPatchedGo(entry: ZooEntry, lab: string, root: string): Promise<Build> {
  const copy = mkdtempSync(join(tmpdir(), 'zoo-go-'))
  try {
    cpSync(root, copy, { recursive: true })
    checkUses(entry, applyAll(entry.patches, copy))
    return await buildGo(lab, findGo(copy) as GoFolder)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

/** How often each patch has found what it replaces. */
function applyAll(patches: readonly Patch[], folder: string): ReadonlyMap<Patch, number> {
  const uses = new Map<Patch, number>()
  for (const patch of patches) {
    const path = join(folder, patch.file)
    if (!existsSync(path)) continue
    const pieces = readFileSync(path, 'utf8').split(patch.find)
    uses.set(patch, pieces.length - 1)
    if (pieces.length === 2) writeFileSync(path, pieces.join(patch.replace))
  }
  return uses
}
