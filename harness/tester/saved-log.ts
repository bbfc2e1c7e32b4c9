/**
 * Whether a list is a log, and its entries. Rows that are the very objects of the list before are
 * not looked at again: a save brings one entry and holds thousands.
 */
import { encodeText } from '../realm/inside/labgob.ts'
import type { SavedEntry } from '../sim/trace.ts'

/** Of a command; the whole of it is in the events `start` and `apply`. */
const COMMAND_LETTERS_MAX = 120
/** Ours: an entry has no more fields; each is one bit below. */
const FIELDS_MAX = 30

export interface Log {
  /** The first `length` of them are of this save; a later one may add to the same list. */
  readonly entries: readonly SavedEntry[]
  readonly length: number
  readonly firstIndex?: number
}

export type Row = Readonly<Record<string, unknown>>

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export class LogReader {
  #keys: readonly string[] = []
  #rows: Row[] = []
  /** For each row: which fields are numbers that have never decreased up to it. */
  #growing: number[] = []
  /** For each row: which fields have counted up by one with every row up to it. */
  #counting: number[] = []
  #entries: SavedEntry[] = []
  /** Of which fields the entries were made. */
  #made = ''

  /** An array of objects with the same keys: a number that never decreases, and something else. */
  read(value: unknown): Log | undefined {
    if (!Array.isArray(value) || !isRow(value[0])) return undefined
    if (!this.#take(value)) return undefined
    const [first, last, at] = [value[0], value.at(-1) as Row, value.length - 1]
    const numeric = this.#keys.filter((_, bit) => has(this.#growing[at], bit))
    const counting = this.#keys.filter((_, bit) => has(this.#counting[at], bit))
    const indexKey =
      this.#keys.length > 2 && at > 0 ? numeric.find((key) => counting.includes(key)) : undefined
    if (at === 0 && this.#keys.length > 2 && numeric.length > 1) return undefined
    const termKey = lowest(
      last,
      numeric.filter((key) => key !== indexKey),
    )
    if (termKey === undefined) return undefined
    const rest = this.#keys.filter((key) => key !== termKey && key !== indexKey)
    if (rest.length === 0) return undefined
    const entries = this.#entriesOf(termKey, rest)
    const log = { entries, length: entries.length }
    return indexKey === undefined ? log : { ...log, firstIndex: first[indexKey] as number }
  }

  /** Takes over what is new; false where something in it can be no entry. */
  #take(rows: readonly unknown[]): boolean {
    const same = sameObjects(rows, this.#rows, Math.min(rows.length, this.#rows.length))
    const first = rows[0] as Row
    if (same === 0) this.#keys = Object.keys(first)
    const lists: unknown[][] = [this.#rows, this.#growing, this.#counting]
    for (const list of lists) list.length = same
    // Whoever has the list of the save before keeps it as it was.
    if (this.#entries.length > same) this.#entries = this.#entries.slice(0, same)
    if (this.#keys.length > FIELDS_MAX) return false
    for (let at = same; at < rows.length; at++) {
      const row = rows[at]
      if (!isRow(row)) return false
      this.#add(row, first, at)
    }
    return true
  }

  #add(row: Row, first: Row, at: number): void {
    const before = this.#rows[at - 1]
    let [growing, counting] = [0, 0]
    for (const [bit, key] of this.#keys.entries()) {
      const number = row[key]
      if (!Number.isInteger(number)) continue
      const least = before === undefined ? 0 : (before[key] as number)
      const isGrowing = before === undefined || has(this.#growing[at - 1], bit)
      if (isGrowing && (number as number) >= least) growing |= 1 << bit
      const isCounting = before === undefined || has(this.#counting[at - 1], bit)
      if (isCounting && number === (first[key] as number) + at) counting |= 1 << bit
    }
    this.#rows.push(row)
    this.#growing.push(growing)
    this.#counting.push(counting)
  }

  #entriesOf(termKey: string, rest: readonly string[]): readonly SavedEntry[] {
    const made = JSON.stringify([termKey, rest])
    if (made !== this.#made) this.#entries = []
    this.#made = made
    for (const row of this.#rows.slice(this.#entries.length)) {
      this.#entries.push([row[termKey] as number, commandOf(row, rest)])
    }
    return this.#entries
  }
}

/**
 * How many at the front of two lists are the very same objects. Lists are cut and added to at their
 * ends only, and what is made anew is another object: where one is the same, so are those before.
 */
export function sameObjects(a: readonly unknown[], b: readonly unknown[], most: number): number {
  let [low, high] = [0, most]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (a[middle - 1] === b[middle - 1]) low = middle
    else high = middle - 1
  }
  return low
}

function has(mask: number | undefined, bit: number): boolean {
  return ((mask ?? 0) & (1 << bit)) !== 0
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
