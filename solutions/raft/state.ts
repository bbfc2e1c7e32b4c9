/**
 * What a server must not forget (Raft Fig. 2, persistent state), with the snapshot that stands for
 * the beginning of the log (Raft §7). Whoever changes a field calls save() before its reply or any
 * RPC leaves.
 */
import { decode, encode, type Persister } from '#lab'
import { Log } from './log.ts'
import { decodeLog, LogBytes } from './log-bytes.ts'

/** What is saved besides the entries of the log. */
interface Trailer {
  currentTerm: number
  votedFor: number | null
  lastIncludedIndex: number
  lastIncludedTerm: number
}

export class PersistentState {
  currentTerm = 0
  votedFor: number | null = null
  readonly log = new Log()
  /**
   * What the service gave for the entries up to `log.lastIncludedIndex`; empty before the first
   * one.
   */
  snapshot: Uint8Array
  private readonly persister: Persister
  private readonly logBytes = new LogBytes()
  private trailer: Uint8Array = new Uint8Array()
  /** What `trailer` was made of. */
  private trailerKey = ''

  constructor(persister: Persister) {
    this.persister = persister
    this.snapshot = persister.readSnapshot()
    this.readPersist()
  }

  /** Raft §5.1: a newer term. The vote belongs to a term, so a new term has a free one. */
  adoptTerm(term: number): void {
    this.currentTerm = term
    this.votedFor = null
    this.save()
  }

  voteFor(server: number): void {
    this.votedFor = server
    this.save()
  }

  /** Lets a snapshot replace the log up to an index, which has that term. */
  compactTo(index: number, term: number, snapshot: Uint8Array): void {
    this.log.compactTo(index, term)
    this.snapshot = snapshot
    this.save()
  }

  /** Saves all of it at once: a save without the snapshot would erase the snapshot. */
  save(): void {
    const raftState = this.logBytes.encodeLog(this.log.all, this.encodeTrailer())
    this.persister.save(raftState, this.snapshot)
  }

  /** Most saves bring new entries and leave the rest as it was. */
  private encodeTrailer(): Uint8Array {
    const { currentTerm, votedFor, log } = this
    const { lastIncludedIndex, lastIncludedTerm } = log
    const key = `${currentTerm} ${votedFor} ${lastIncludedIndex} ${lastIncludedTerm}`
    if (key !== this.trailerKey) {
      const trailer: Trailer = { currentTerm, votedFor, lastIncludedIndex, lastIncludedTerm }
      this.trailer = encode(trailer)
      this.trailerKey = key
    }
    return this.trailer
  }

  private readPersist(): void {
    const bytes = this.persister.readRaftState()
    if (bytes.length === 0) return
    const { entries, trailer } = decodeLog(bytes)
    const saved = decode<Trailer>(trailer)
    this.currentTerm = saved.currentTerm
    this.votedFor = saved.votedFor
    this.log.restore(saved.lastIncludedIndex, saved.lastIncludedTerm, entries)
  }
}
