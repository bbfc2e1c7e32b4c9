/**
 * Writes a file so that a reader sees the old one or the new one, never half of it. Used for
 * every report; it makes missing folders, follows links, and turns a failure to write into a usage
 * error.
 */
import { mkdirSync, readlinkSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { UsageError } from './usage-error.ts'

export function writeAtomically(file: string, text: string): void {
  const target = targetOf(file)
  const beside = `${target}.${process.pid}.tmp`
  try {
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(beside, text)
    renameSync(beside, target)
  } catch (error) {
    removeQuietly(beside)
    throw cannotWrite(file, error)
  }
}

export function cannotWrite(file: string, error: unknown): UsageError {
  const reason = error instanceof Error ? error.message : String(error)
  return new UsageError(`cannot write '${file}': ${reason}`)
}

/** As many links as Linux follows. */
const LINKS_MAX = 40

/** What a link leads to, there or not; a rename would put the file in the link's own place. */
function targetOf(file: string): string {
  let target = file
  for (let links = 0; links < LINKS_MAX; links++) {
    const next = linkAt(target)
    if (next === undefined) return target
    target = resolve(dirname(target), next)
  }
  return target
}

function linkAt(file: string): string | undefined {
  try {
    return readlinkSync(file)
  } catch {
    return undefined
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
