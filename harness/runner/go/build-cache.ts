/**
 * Where built Go programs are kept, some MB each. Several graders may use it at the same time, so
 * a file may be gone at any moment, and what was used of late stays.
 */
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Ours: so many are kept, and more while they are as new as that. */
const KEPT_MAX = 60
const NEW_MS = 3_600_000

/** `folder` is another one in tests. */
export function cacheFolder(
  folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'raft-labs', 'go'),
  nowMs = Date.now(),
): string {
  mkdirSync(folder, { recursive: true })
  const files = readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    const usedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs
    return usedMs === undefined ? [] : [{ path, usedMs }]
  })
  const byAge = files.sort((a, b) => b.usedMs - a.usedMs)
  for (const { path, usedMs } of byAge.slice(KEPT_MAX)) {
    if (usedMs < nowMs - NEW_MS) rmSync(path, { force: true })
  }
  return folder
}

/** Whether a program is there; it is marked as used. */
export function isKept(path: string, nowMs = Date.now()): boolean {
  try {
    utimesSync(path, nowMs / 1e3, nowMs / 1e3)
    return true
  } catch {
    return false
  }
}
