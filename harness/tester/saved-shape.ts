/**
 * What a saved Raft state seems to hold, for pictures: the log as terms and commands, and where
 * only one reading is possible the current term and the vote. Found by shape, never by names, which
 * are the student's; so it may be wrong, and nothing may be judged by it. One for each life, whose
 * saves it compares.
 */
import { decode } from '../realm/inside/labgob.ts'
import type { SavedEntry, SavedReading } from '../sim/trace.ts'
import { type Log, LogReader, sameObjects } from './saved-log.ts'
import { SavedRecords } from './saved-records.ts'

/** How deep in a state, and among how many values, a log is looked for. */
const DEPTH_MAX = 4
const PLACES_MAX = 2_000
/** Behind a value of Go's labgob; no value contains it. */
const LINE_END = 0x0a
/** No group has more servers: a higher number is no vote. */
const SERVERS_MAX = 9

export class SavedShape {
  #last: Entries = { entries: [], length: 0 }
  readonly #records = new SavedRecords()
  readonly #log = new LogReader()

  /** Undefined where nothing in it looks like a log, or it was not made by `encode`. */
  read(raftState: Uint8Array): SavedReading | undefined {
    const state = this.#decoded(raftState)
    const log = findLog(state, this.#log)
    if (log === undefined) return undefined
    const { entries, length, firstIndex } = log
    const kept = agreement(this.#last, log)
    this.#last = log
    return {
      length,
      kept,
      entries: entries.slice(kept, length),
      ...(firstIndex === undefined ? {} : { firstIndex }),
      ...readTermAndVote(state, entries[length - 1]?.[0] ?? 0),
    }
  }

  #decoded(bytes: Uint8Array): unknown {
    // No text that `encode` makes begins so, but the length of a record does.
    if (bytes[0] === 0) return this.#records.read(bytes)
    try {
      return decode(bytes)
    } catch {
      return decodeLines(bytes) ?? this.#records.read(bytes)
    }
  }
}

/** Values one after another, each on a line of its own, as Go's labgob writes them. */
function decodeLines(bytes: Uint8Array): readonly unknown[] | undefined {
  if (bytes.at(-1) !== LINE_END) return undefined
  const values: unknown[] = []
  try {
    for (let from = 0; from < bytes.length; ) {
      const end = bytes.indexOf(LINE_END, from)
      values.push(decode(bytes.subarray(from, end)))
      from = end + 1
    }
  } catch {
    return undefined
  }
  return values
}

type Entries = Pick<Log, 'entries' | 'length'>

function agreement(before: Entries, now: Entries): number {
  const most = Math.min(before.length, now.length)
  for (let at = sameObjects(before.entries, now.entries, most); at < most; at++) {
    const was = before.entries[at] as SavedEntry
    const is = now.entries[at] as SavedEntry
    if (was !== is && (was[0] !== is[0] || was[1] !== is[1])) return at
  }
  return most
}

/** The longest array in a value that reads as a log. */
function findLog(state: unknown, reader: LogReader): Log | undefined {
  let found: Log | undefined
  let level: readonly unknown[] = [state]
  for (let depth = 0; depth < DEPTH_MAX && level.length > 0; depth++) {
    for (const value of level) {
      const log = reader.read(value)
      if (log !== undefined && log.length > (found?.length ?? 0)) found = log
    }
    // A log is looked for beside another one, not in its entries.
    if (found !== undefined) return found
    level = level.flatMap(valuesIn).slice(0, PLACES_MAX)
  }
  return found
}

function valuesIn(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return []
  if (value instanceof Map) return [...value.values()]
  return Object.values(value)
}

/** Of two values beside the log, where only one way to read them as term and vote is possible. */
function readTermAndVote(state: unknown, lastTerm: number): { term?: number; vote?: number } {
  const single = valuesIn(state).filter((value) => typeof value !== 'object' || value === null)
  if (single.length !== 2) return {}
  const [first, second] = single
  const isFirst = isTerm(first, lastTerm) && isVote(second)
  const isSecond = isTerm(second, lastTerm) && isVote(first)
  if (isFirst === isSecond) return {}
  const [term, vote] = isFirst ? [first, second] : [second, first]
  return { term: term as number, vote: typeof vote === 'number' ? vote : -1 }
}

function isTerm(value: unknown, lastTerm: number): boolean {
  return Number.isInteger(value) && (value as number) >= lastTerm
}

function isVote(value: unknown): boolean {
  if (value === null || value === undefined || value === -1) return true
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < SERVERS_MAX
}
