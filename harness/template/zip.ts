/** A zip of files with Unix modes, always the same bytes for the same files. */
import { createRequire } from 'node:module'
import type { Zippable } from 'fflate'

/** Loaded when one is made: few commands make any. */
const load = createRequire(import.meta.url)

export interface ZipFile {
  readonly path: string
  readonly bytes: Uint8Array
  readonly isExecutable: boolean
}

/** The mark of Unix among the makers of zips; without it modes mean nothing. */
const UNIX = 3
/** A zip has no time of before 1980. */
const NO_TIME = '1980-01-01T00:00:00'

export function zipOf(files: readonly ZipFile[]): Uint8Array {
  const entries: Zippable = {}
  for (const { path, bytes, isExecutable } of files) {
    const mode = 0o100000 + (isExecutable ? 0o755 : 0o644)
    // The upper half of the attributes is the Unix mode; a shift would make it negative.
    entries[path] = [bytes, { os: UNIX, attrs: mode * 2 ** 16, mtime: NO_TIME }]
  }
  const { zipSync }: typeof import('fflate') = load('fflate')
  return zipSync(entries, { level: 9 })
}
