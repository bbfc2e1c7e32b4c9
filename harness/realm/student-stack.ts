/**
 * Turns a stack taken inside a realm into the student's own lines: `raft/raft.ts:41:7 (in
 * requestVote)`. Frames of the bootstrap are dropped. Node maps no stacks of vm scripts by itself.
 */
import { SourceMap } from 'node:module'
import { BUNDLE_FILE, ENTRY_FILE } from './bundle-file.ts'

/** What a student threw: one sentence, and where. */
export interface StudentError {
  /** `TypeError: cannot read ...` */
  readonly title: string
  /** The student's frames, innermost first: `raft/raft.ts:41:7 (in requestVote)`. */
  readonly frames: string[]
}

/** Reads an error description that came out of a realm. */
export interface StackReader {
  read(description: string): StudentError
  /** Where the function with this source text begins; undefined where it is not to be told. */
  placeOf?(source: string): string | undefined
  /** Where the handler of `Service.Method` begins, where no realm puts out its source text. */
  handlerAt?(svcMeth: string): string | undefined
}

const FRAME = /^\s*at (?:(?:async )?(.*?) \()?(?:.*[\\/])?([^\\/()]+?):(\d+):(\d+)\)?$/
const FRAMES_MAX = 6

export class StackMapper implements StackReader {
  readonly #map: SourceMap
  readonly #code: string
  readonly #places = new Map<string, string | undefined>()

  /** `map` is the bundle's source map as JSON; without its `code` no function is found. */
  constructor(map: string, code = '') {
    this.#map = new SourceMap(JSON.parse(map))
    this.#code = code
  }

  /** Reads an error description as `describeError` inside a realm gives it. */
  read(description: string): StudentError {
    const lines = description.split('\n')
    const firstFrame = lines.findIndex((line) => /^\s+at /.test(line))
    const title = (firstFrame < 0 ? lines : lines.slice(0, firstFrame)).join('\n').trim()
    const frames = firstFrame < 0 ? [] : this.#frames(lines.slice(firstFrame))
    return { title, frames }
  }

  #frames(lines: readonly string[]): string[] {
    const frames: string[] = []
    for (const line of lines) {
      const match = FRAME.exec(line)
      if (match === null || match[2] !== BUNDLE_FILE) continue
      const place = this.place(Number(match[3]), Number(match[4]))
      if (place === undefined) continue
      frames.push(match[1] === undefined ? place : `${place} (in ${shortName(match[1])})`)
      if (frames.length === FRAMES_MAX) break
    }
    return frames
  }

  /** `file:line`; undefined for what does not stand in the bundle, or there more than once. */
  placeOf(source: string): string | undefined {
    if (!this.#places.has(source)) this.#places.set(source, this.#find(source))
    return this.#places.get(source)
  }

  #find(source: string): string | undefined {
    const at = this.#code.indexOf(source)
    if (source === '' || at < 0 || this.#code.indexOf(source, at + 1) >= 0) return undefined
    const before = this.#code.slice(0, at)
    const line = before.split('\n').length
    return this.place(line, at - before.lastIndexOf('\n'))?.replace(/:\d+$/, '')
  }

  /** `file:line:column` in the student's source, for a 1-based place in the bundle. */
  place(line: number, column: number): string | undefined {
    const entry = this.#map.findEntry(line - 1, column - 1)
    if (!('originalSource' in entry) || entry.originalSource === undefined) return undefined
    if (entry.originalSource === ENTRY_FILE) return undefined
    return `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
  }
}

/** `async Raft.requestVote [as x]` without what a student does not need. */
function shortName(name: string): string {
  return name
    .replace(/^async /, '')
    .replace(/ \[as .*\]$/, '')
    .replace(/^_?(\w+)\./, '$1.')
}
