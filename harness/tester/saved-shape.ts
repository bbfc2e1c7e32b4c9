/**
 * What a saved Raft state seems to hold, for pictures: the log as terms and commands, and where
 * only one reading is possible the current term and the vote. Found by shape, never by names, which
 * are the student's; so it may be wrong, and nothing may be judged by it. One for each life, whose
 * saves it compares.
 */
import { decode, encodeText } from '../realm/inside/labgob.ts'

/** How deep in a state, and among how many values, a log is looked for. */
const DEPTH_MAX = 4
const PLACES_MAX = 2_000
/** Before each record. */
const LENGTH_BYTES = 4
/** Of a command; the whole of it is in the events `start` and `apply`. */
const COMMAND_LETTERS_MAX = 120
/** No group has more servers: a higher number is no vote. */
const SERVERS_MAX = 9

/** One entry of a log: its term and, as text, all else that it holds. */
export type SavedEntry = readonly [term: number, command: string]

/** What a save holds, told as what has come to it since the save before. */
export interface SavedReading {
  /** Entries of the whole log. */
  readonly length: number
  /** How many at its front are as they were in the save before; 0 in the first of a life. */
  readonly kept: number
  /** Those behind. */
  readonly entries: readonly SavedEntry[]
  /** Index of the first entry, where entries hold their own. */
  readonly firstIndex?: number
  readonly term?: number
  /** -1 for none. */
  readonly vote?: number
}

interface Log {
  readonly entries: readonly SavedEntry[]
  readonly firstIndex?: number
}

export class SavedShape {
  #last: readonly SavedEntry[] = []

  /** Undefined where nothing in it looks like a log, or it was not made by `encode`. */
  read(raftState: Uint8Array): SavedReading | undefined {
    const state = decoded(raftState)
    const log = findLog(state)
    if (log === undefined) return undefined
    const { entries, firstIndex } = log
    const kept = agreement(this.#last, entries)
    this.#last = entries
    return {
      length: entries.length,
      kept,
      entries: entries.slice(kept),
      ...(firstIndex === undefined ? {} : { firstIndex }),
      ...readTermAndVote(state, entries.at(-1)?.[0] ?? 0),
    }
  }
}

function decoded(bytes: Uint8Array): unknown {
  try {
    return decode(bytes)
  } catch {
    return decodedRecords(bytes)
  }
}

/** What a Raft may do so as not to encode old entries again: records behind their lengths. */
function decodedRecords(bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const records: unknown[] = []
  try {
    for (let at = 0; at < bytes.length; ) {
      const end = at + LENGTH_BYTES + view.getUint32(at)
      if (end > bytes.length) return undefined
      records.push(decode(bytes.subarray(at + LENGTH_BYTES, end)))
      at = end
    }
  } catch {
    return undefined
  }
  const keys = isRow(records[0]) ? Object.keys(records[0]).join() : ''
  const isLike = (record: unknown): boolean => isRow(record) && Object.keys(record).join() === keys
  return [records.filter(isLike), ...records.filter((record) => !isLike(record))]
}

function agreement(before: readonly SavedEntry[], now: readonly SavedEntry[]): number {
  const most = Math.min(before.length, now.length)
  for (let at = 0; at < most; at++) {
    const [was, is] = [before[at] as SavedEntry, now[at] as SavedEntry]
    if (was[0] !== is[0] || was[1] !== is[1]) return at
  }
  return most
}

/** The longest array in a value that reads as a log. */
function findLog(state: unknown): Log | undefined {
  let found: Log | undefined
  let level: readonly unknown[] = [state]
  for (let depth = 0; depth < DEPTH_MAX && level.length > 0; depth++) {
    for (const value of level) {
      const log = readLog(value)
      if (log !== undefined && log.entries.length > (found?.entries.length ?? 0)) found = log
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

/** An array of objects with the same keys: a number that never decreases, and something else. */
function readLog(value: unknown): Log | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined
  const rows = value as readonly unknown[]
  if (!rows.every(isRow)) return undefined
  const keys = Object.keys(rows[0] as object)
  const numeric = keys.filter((key) => neverDecreases(rows, key))
  const indexKey = keys.length > 2 ? numeric.find((key) => countsUp(rows, key)) : undefined
  if (rows.length === 1 && keys.length > 2 && numeric.length > 1) return undefined
  const termKey = lowest(
    rows.at(-1) as Row,
    numeric.filter((key) => key !== indexKey),
  )
  if (termKey === undefined) return undefined
  const rest = keys.filter((key) => key !== termKey && key !== indexKey)
  if (rest.length === 0) return undefined
  const entries = rows.map((row): SavedEntry => [row[termKey] as number, commandOf(row, rest)])
  return indexKey === undefined
    ? { entries }
    : { entries, firstIndex: rows[0]?.[indexKey] as number }
}

type Row = Readonly<Record<string, unknown>>

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function neverDecreases(rows: readonly Row[], key: string): boolean {
  let last = 0
  for (const row of rows) {
    const number = row[key]
    if (!Number.isInteger(number) || (number as number) < last) return false
    last = number as number
  }
  return true
}

/** One more with every entry: an index. A single entry does not tell. */
function countsUp(rows: readonly Row[], key: string): boolean {
  return rows.length > 1 && rows.every((row, at) => row[key] === (rows[0]?.[key] as number) + at)
}

/** Commands of the tests are numbers that grow too, but terms stay behind. */
function lowest(row: Row, keys: readonly string[]): string | undefined {
  const [first, second] = keys.toSorted((a, b) => (row[a] as number) - (row[b] as number))
  if (first === undefined || second === undefined) return first
  return row[first] === row[second] ? undefined : first
}

function commandOf(row: Row, keys: readonly string[]): string {
  const value =
    keys.length === 1
      ? row[keys[0] as string]
      : Object.fromEntries(keys.map((key) => [key, row[key]]))
  const text = encodeText(value)
  if (text.length <= COMMAND_LETTERS_MAX) return text
  return `${text.slice(0, COMMAND_LETTERS_MAX)}...`
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
