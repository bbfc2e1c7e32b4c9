/**
 * The log of a server that answers late: segments of a fixed span, found by their number. An entry
 * knows its index. A segment is saved as one record, encoded anew only when it has changed.
 * Indexes are those of Raft, from 1.
 */
import { decode, encode } from '#lab'

const SPAN = 16

export interface Entry {
  index: number
  term: number
  command: unknown
}

interface Segment {
  /** In order of index, without a gap; the first and the last segment may lack some. */
  entries: Entry[]
  record: Uint8Array | undefined
}

export class Segments {
  private readonly segments = new Map<number, Segment>()
  /** The entry before the first one: the last that the snapshot covers, 0 and 0 without one. */
  private edge: { index: number; term: number }
  private last: number

  constructor(edge: { index: number; term: number }, records: Iterable<Uint8Array>) {
    this.edge = edge
    this.last = edge.index
    for (const record of records) for (const entry of decode<Entry[]>(record)) this.put(entry)
  }

  get edgeIndex(): number {
    return this.edge.index
  }

  get edgeTerm(): number {
    return this.edge.term
  }

  get lastIndex(): number {
    return this.last
  }

  get lastTerm(): number {
    return this.termAt(this.last) ?? 0
  }

  get(index: number): Entry | undefined {
    const entries = this.segments.get(numberOf(index))?.entries
    return entries?.[index - (entries[0]?.index ?? 0)]
  }

  /** Undefined for an index before the edge or behind the end. */
  termAt(index: number): number | undefined {
    return index === this.edge.index ? this.edge.term : this.get(index)?.term
  }

  /** The entries behind an index, at most `count`. */
  behind(index: number, count: number): Entry[] {
    const found: Entry[] = []
    for (let at = index + 1; at <= this.last && found.length < count; at++) {
      const entry = this.get(at)
      if (entry !== undefined) found.push(entry)
    }
    return found
  }

  /** Where the run of entries of one term that `index` is in begins, behind the edge. */
  firstOfTerm(index: number): number {
    let first = index
    while (first > this.edge.index + 1 && this.termAt(first - 1) === this.termAt(index)) first--
    return first
  }

  add(term: number, command: unknown): number {
    this.put({ index: this.last + 1, term, command })
    return this.last
  }

  /**
   * Takes entries of a leader whose log agrees before them; cuts only where a term differs (Raft
   * Fig. 2, AppendEntries receiver 3). Returns whether anything changed.
   */
  merge(entries: Entry[]): boolean {
    let hasChanged = false
    for (const entry of entries) {
      if (entry.index <= this.edge.index || this.termAt(entry.index) === entry.term) continue
      if (entry.index <= this.last) this.cutFrom(entry.index)
      this.put(entry)
      hasChanged = true
    }
    return hasChanged
  }

  /** The snapshot covers all up to this entry; what does not follow on it goes, too. */
  moveEdge(index: number, term: number): void {
    if (this.termAt(index) !== term) this.cutFrom(this.edge.index + 1)
    for (const [number, segment] of this.segments) {
      const isWhole = segment.entries[0] !== undefined && segment.entries[0].index > index
      if (!isWhole) this.keep(number, segment, (entry) => entry.index > index)
    }
    this.edge = { index, term }
    this.last = Math.max(this.last, index)
  }

  /** One record for each segment, to be given to the constructor in this order. */
  records(): Uint8Array[] {
    return [...this.segments.values()].map((segment) => {
      segment.record ??= encode(segment.entries)
      return segment.record
    })
  }

  private put(entry: Entry): void {
    const number = numberOf(entry.index)
    const segment = this.segments.get(number) ?? { entries: [], record: undefined }
    segment.entries.push(entry)
    segment.record = undefined
    this.segments.set(number, segment)
    this.last = entry.index
  }

  private cutFrom(index: number): void {
    for (const [number, segment] of this.segments) {
      if (number >= numberOf(index)) this.keep(number, segment, (entry) => entry.index < index)
    }
    this.last = index - 1
  }

  private keep(number: number, segment: Segment, isKept: (entry: Entry) => boolean): void {
    segment.entries = segment.entries.filter(isKept)
    segment.record = undefined
    if (segment.entries.length === 0) this.segments.delete(number)
  }
}

function numberOf(index: number): number {
  return Math.floor(index / SPAN)
}
