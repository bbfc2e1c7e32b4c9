/**
 * Writes a file so that a reader sees the old one or the new one, never half of it. Used for
 * every report; it makes missing folders and turns a failure to write into a usage error.
 */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { UsageError } from './usage-error.ts'

export function writeAtomically(file: string, text: string): void {
  const beside = `${file}.${process.pid}.tmp`
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(beside, text)
    renameSync(beside, file)
  } catch (error) {
    removeQuietly(beside)
    const reason = error instanceof Error ? error.message : String(error)
    throw new UsageError(`cannot write '${file}': ${reason}`)
  }
}

/** What is left of a failed write; that it failed is said already. */
function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // Its folder is no folder, so there is nothing to remove.
  }
}
