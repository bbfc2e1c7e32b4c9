/**
 * The log of a server with pre-vote, and the snapshot in place of its beginning. It is saved in
 * blocks; those that are full stay encoded, so that a save does little anew. Raft indexes, from 1.
 */
import { decode, encode, type Persister } from '#lab'

const BLOCK = 32

/**
 * An entry `isOwn` is one that a leader begins its term with; the service never sees it. The
 * service's number of an entry is that of the entries up to it which count.
 */
export interface Entry {
  term: number
  command: unknown
  isOwn: boolean
  number: number
}

interface Saved {
  term: number
  votedFor: number
  edgeIndex: number
  edgeTerm: number
  edgeNumber: number
  blocks: Uint8Array[]
}

export class Log {
  private entries: Entry[] = []
  /** Encodings of the full blocks, from the first on as far as they are known. */
  private fullBlocks: Uint8Array[] = []
  /** The last entry that the snapshot covers; all 0 without a snapshot. */
  edgeIndex = 0
  edgeTerm = 0
  edgeNumber = 0
  snapshot: Uint8Array = new Uint8Array()

  get lastIndex(): number {
    return this.edgeIndex + this.entries.length
  }

  get lastTerm(): number {
    return this.entries.at(-1)?.term ?? this.edgeTerm
  }

  /** The service's number of the last entry. */
  get lastNumber(): number {
    return this.entries.at(-1)?.number ?? this.edgeNumber
  }

  /** The index of the entry that the service knows by a number; 0 if it is not here. */
  indexOf(number: number): number {
    const at = this.entries.findIndex((entry) => !entry.isOwn && entry.number === number)
    return at < 0 ? 0 : this.edgeIndex + 1 + at
  }

  /** Undefined for an index that the snapshot has swallowed, or behind the end. */
  termAt(index: number): number | undefined {
    return index === this.edgeIndex ? this.edgeTerm : this.at(index)?.term
  }

  at(index: number): Entry | undefined {
    return this.entries[index - this.edgeIndex - 1]
  }

  /** All entries behind `index`, which is at the edge or behind it. */
  after(index: number): Entry[] {
    return this.entries.slice(index - this.edgeIndex)
  }

  append(...entries: Entry[]): void {
    this.entries.push(...entries)
  }

  /**
   * Takes a leader's entries behind `prevIndex`, where the logs agree. Cuts only at an entry of
   * another term (Raft Fig. 2, AppendEntries receiver 3). Returns whether anything changed.
   */
  take(prevIndex: number, entries: Entry[]): boolean {
    const firstNew = entries.findIndex((entry, i) => {
      const index = prevIndex + 1 + i
      return index > this.edgeIndex && this.termAt(index) !== entry.term
    })
    if (firstNew < 0) return false
    this.keep(0, prevIndex + firstNew - this.edgeIndex)
    this.append(...entries.slice(firstNew))
    return true
  }

  /**
   * The last index up to `index` whose term is not newer than `term`, and that term. Where two logs
   * disagree at an index, they cannot agree behind it.
   */
  lastNotNewer(index: number, term: number): { index: number; term: number } {
    let at = Math.max(Math.min(index, this.lastIndex), this.edgeIndex)
    while (at > this.edgeIndex && (this.termAt(at) ?? 0) > term) at--
    return { index: at, term: this.termAt(at) ?? 0 }
  }

  /**
   * Lets a snapshot stand for all up to `index`, where the service has come to `number`. What does
   * not follow on that entry goes too.
   */
  compact(
    index: number,
    term: number,
    snapshot: Uint8Array,
    number = this.at(index)?.number ?? this.edgeNumber,
  ): void {
    const isOurs = this.termAt(index) === term
    if (isOurs) this.keep(index - this.edgeIndex, this.entries.length)
    else this.keep(0, 0)
    this.edgeIndex = index
    this.edgeTerm = term
    this.edgeNumber = number
    this.snapshot = snapshot
  }

  save(persister: Persister, term: number, votedFor: number): void {
    const { edgeIndex, edgeTerm, edgeNumber } = this
    const saved: Saved = { term, votedFor, edgeIndex, edgeTerm, edgeNumber, blocks: this.blocks() }
    persister.save(encode(saved), this.snapshot)
  }

  /** Takes back what was saved. Returns term and vote; undefined if nothing was. */
  restore(persister: Persister): { term: number; votedFor: number } | undefined {
    const bytes = persister.readRaftState()
    if (bytes.length === 0) return undefined
    const saved = decode<Saved>(bytes)
    this.edgeIndex = saved.edgeIndex
    this.edgeTerm = saved.edgeTerm
    this.edgeNumber = saved.edgeNumber
    this.entries = saved.blocks.flatMap((block) => decode<Entry[]>(block))
    this.snapshot = persister.readSnapshot()
    return saved
  }

  private blocks(): Uint8Array[] {
    for (let at = this.fullBlocks.length * BLOCK; at + BLOCK <= this.entries.length; at += BLOCK) {
      this.fullBlocks.push(encode(this.entries.slice(at, at + BLOCK)))
    }
    return [...this.fullBlocks, encode(this.entries.slice(this.fullBlocks.length * BLOCK))]
  }

  private keep(from: number, to: number): void {
    this.entries = this.entries.slice(from, to)
    this.fullBlocks = from === 0 ? this.fullBlocks.slice(0, Math.floor(to / BLOCK)) : []
  }
}
