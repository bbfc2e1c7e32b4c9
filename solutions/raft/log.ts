/**
 * The part of the log that no snapshot has replaced, and the arithmetic between log indexes (from
 * 1) and array positions. It knows nothing of roles, RPCs or disks; raft.ts saves it.
 */
import type { Conflict, LogEntry } from './rpc.ts'

export class Log {
  /** The last entry that the snapshot covers; 0 and 0 before the first snapshot. */
  lastIncludedIndex = 0
  lastIncludedTerm = 0
  /** `entries[0]` is the entry at `lastIncludedIndex + 1`. */
  private entries: LogEntry[] = []

  /** The entries that no snapshot covers. */
  get all(): readonly LogEntry[] {
    return this.entries
  }

  get lastIndex(): number {
    return this.lastIncludedIndex + this.entries.length
  }

  get lastTerm(): number {
    return this.entries.at(-1)?.term ?? this.lastIncludedTerm
  }

  /**
   * The term at an index, that of the snapshot's last entry included; undefined outside the log.
   */
  termAt(index: number): number | undefined {
    if (index === this.lastIncludedIndex) return this.lastIncludedTerm
    return this.entries[index - this.lastIncludedIndex - 1]?.term
  }

  /** The command at an index above the snapshot. */
  commandAt(index: number): unknown {
    return this.entries[index - this.lastIncludedIndex - 1]?.command
  }

  /** All entries behind an index that is not below the snapshot. */
  after(index: number): LogEntry[] {
    return this.entries.slice(index - this.lastIncludedIndex)
  }

  append(entry: LogEntry): void {
    this.entries.push(entry)
  }

  /** Raft §5.4.1: is a log that ends like this at least as up to date as ours? */
  isUpToDate(lastLogIndex: number, lastLogTerm: number): boolean {
    if (lastLogTerm !== this.lastTerm) return lastLogTerm > this.lastTerm
    return lastLogIndex >= this.lastIndex
  }

  /**
   * Raft Fig. 2, AppendEntries receiver 2: undefined if we hold that entry, else what we hold
   * instead.
   */
  conflictAt(prevLogIndex: number, prevLogTerm: number): Conflict | undefined {
    // What a snapshot covers is committed, so every later leader holds the same (Raft §5.4.3).
    if (prevLogIndex < this.lastIncludedIndex) return undefined
    const term = this.termAt(prevLogIndex)
    if (term === prevLogTerm) return undefined
    if (term === undefined) return { kind: 'short', xLen: this.lastIndex }
    let xIndex = prevLogIndex
    while (xIndex - 1 > this.lastIncludedIndex && this.termAt(xIndex - 1) === term) xIndex--
    return { kind: 'term', xTerm: term, xIndex }
  }

  /** The leader's answer to a conflict: the next entry to try with. */
  nextIndexAfter(conflict: Conflict): number {
    if (conflict.kind === 'short') return conflict.xLen + 1
    let index = this.lastIndex
    while (index > this.lastIncludedIndex && (this.termAt(index) ?? 0) > conflict.xTerm) index--
    return this.termAt(index) === conflict.xTerm ? index + 1 : conflict.xIndex
  }

  /**
   * Takes the leader's entries, which follow prevLogIndex. True if anything changed.
   *
   * Cuts only at a real conflict: a late, shorter AppendEntries must not remove what a newer one
   * has brought (Raft Fig. 2, AppendEntries receiver 3 and 4).
   */
  merge(prevLogIndex: number, entries: readonly LogEntry[]): boolean {
    for (const [offset, entry] of entries.entries()) {
      const index = prevLogIndex + 1 + offset
      if (index <= this.lastIncludedIndex || this.termAt(index) === entry.term) continue
      this.entries.length = index - this.lastIncludedIndex - 1
      this.entries.push(...entries.slice(offset))
      return true
    }
    return false
  }

  /**
   * Drops the entries that a snapshot up to that index and term replaces (Raft §7, Fig. 13, 6 and
   * 7).
   */
  compactTo(index: number, term: number): void {
    const isTailOurs = this.termAt(index) === term
    this.entries = isTailOurs ? this.after(index) : []
    this.lastIncludedIndex = index
    this.lastIncludedTerm = term
  }

  restore(lastIncludedIndex: number, lastIncludedTerm: number, entries: LogEntry[]): void {
    this.lastIncludedIndex = lastIncludedIndex
    this.lastIncludedTerm = lastIncludedTerm
    this.entries = entries
  }
}
