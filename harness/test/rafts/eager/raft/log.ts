/** The log of an eager server: its entries, and the snapshot in place of those before them. */
import type { Persister } from '#lab'
import { type Entry, Records } from './records.ts'

export class Log {
  #base: number
  #baseTerm: number
  #entries: Entry[]
  #snapshot: Uint8Array
  /** The same entries, ready to be saved. */
  #records = new Records()

  constructor(base: number, baseTerm: number, entries: Entry[], snapshot: Uint8Array) {
    this.#base = base
    this.#baseTerm = baseTerm
    this.#entries = entries
    this.#snapshot = snapshot
    for (const entry of entries) this.#records.push(entry)
  }

  /** Index of the last entry that the snapshot stands for; 0 without a snapshot. */
  get base(): number {
    return this.#base
  }

  get baseTerm(): number {
    return this.#baseTerm
  }

  get snapshot(): Uint8Array {
    return this.#snapshot
  }

  get last(): number {
    return this.#base + this.#entries.length
  }

  get lastTerm(): number {
    return this.#entries.at(-1)?.[0] ?? this.#baseTerm
  }

  /** The term at an index from `base` to `last`, and `undefined` outside of them. */
  termAt(index: number): number | undefined {
    return index === this.#base ? this.#baseTerm : this.#entries[index - this.#base - 1]?.[0]
  }

  commandAt(index: number): unknown {
    return this.#entries[index - this.#base - 1]?.[1]
  }

  /** The entries from `index`, which is above `base`, to the last. */
  from(index: number): Entry[] {
    return this.#entries.slice(index - this.#base - 1)
  }

  append(term: number, command: unknown): number {
    const entry: Entry = [term, command]
    this.#entries.push(entry)
    this.#records.push(entry)
    return this.last
  }

  /**
   * Whether all up to `index` agrees with a leader's log that has `term` there. Under `base` all is
   * committed.
   */
  agreesAt(index: number, term: number): boolean {
    return index < this.#base || this.termAt(index) === term
  }

  /**
   * Takes the entries after `prev` from a leader; cuts only where terms differ. Returns whether it
   * changed.
   */
  merge(prev: number, entries: Entry[]): boolean {
    let index = Math.max(prev, this.#base) + 1
    while (index <= prev + entries.length) {
      if (this.termAt(index) !== entries[index - prev - 1]?.[0]) break
      index += 1
    }
    const added = entries.slice(index - prev - 1)
    if (added.length === 0) return false
    const kept = index - this.#base - 1
    this.#entries.splice(kept, Infinity, ...added)
    this.#records.keepFirst(kept)
    for (const entry of added) this.#records.push(entry)
    return true
  }

  /**
   * Lets a snapshot stand for all up to `index`; what comes after is kept where it follows on that
   * entry.
   */
  compact(index: number, term: number, snapshot: Uint8Array): void {
    const kept = this.termAt(index) === term ? this.from(index + 1) : []
    this.#records.dropFirst(this.#entries.length - kept.length)
    this.#entries = kept
    this.#base = index
    this.#baseTerm = term
    this.#snapshot = snapshot
  }

  /** Saves the log together with the term and the vote, and the snapshot beside them. */
  save(persister: Persister, term: number, votedFor: number): void {
    this.#records.save(persister, [term, votedFor, this.#base, this.#baseTerm], this.#snapshot)
  }
}
