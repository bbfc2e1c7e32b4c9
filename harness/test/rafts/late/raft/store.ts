/** What a server that answers late must not lose, and its one way to the Persister. */
import { decode, encode, type Persister } from '#lab'
import { Segments } from './segments.ts'

export const NOBODY = -1

interface Saved {
  ballot: { term: number; votedFor: number }
  edge: { index: number; term: number }
  records: Uint8Array[]
}

export class Store {
  private readonly persister: Persister
  term = 0
  votedFor = NOBODY
  readonly log: Segments
  snapshot: Uint8Array

  constructor(persister: Persister) {
    this.persister = persister
    this.snapshot = persister.readSnapshot()
    const bytes = persister.readRaftState()
    if (bytes.length === 0) {
      this.log = new Segments({ index: 0, term: 0 }, [])
      return
    }
    const { ballot, edge, records } = decode<Saved>(bytes)
    this.term = ballot.term
    this.votedFor = ballot.votedFor
    this.log = new Segments(edge, records)
  }

  /** Enters a term, with a vote in it or none. */
  enter(term: number, votedFor: number): void {
    this.term = term
    this.votedFor = votedFor
    this.save()
  }

  /** A snapshot covers the log up to this entry. */
  cover(index: number, term: number, snapshot: Uint8Array): void {
    this.log.moveEdge(index, term)
    this.snapshot = snapshot
    this.save()
  }

  save(): void {
    const { term, votedFor, log } = this
    const saved: Saved = {
      ballot: { term, votedFor },
      edge: { index: log.edgeIndex, term: log.edgeTerm },
      records: log.records(),
    }
    this.persister.save(encode(saved), this.snapshot)
  }
}
