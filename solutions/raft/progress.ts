/**
 * What a leader knows about one follower, for one term of office.
 *
 * Usually the leader streams: every entry is sent once, as soon as it is there, and nextIndex moves
 * on without waiting for the answer. A loss needs no timer of its own: the next AppendEntries or
 * heartbeat does not fit the follower's log and is rejected. The leader then probes, with
 * AppendEntries that carry no entries, until the logs are known to agree, and streams on from
 * there.
 */
export class Progress {
  readonly server: number
  /** Raft Fig. 2: the next entry to send, and the last one known to be in the follower's log. */
  nextIndex: number
  matchIndex = 0
  isProbing = false
  /**
   * Grows whenever nextIndex is found anew; a rejection from an earlier round says nothing any
   * more.
   */
  round = 0
  /** The highest leaderCommit that was sent. */
  commitSent = 0
  sentAtMs = 0

  constructor(server: number, nextIndex: number) {
    this.server = server
    this.nextIndex = nextIndex
  }

  /** Are there entries to send before the next heartbeat? */
  lacksEntries(lastIndex: number): boolean {
    return !this.isProbing && this.nextIndex <= lastIndex
  }

  /** Is there a commitIndex to send before the next heartbeat? */
  lacksCommit(commitIndex: number): boolean {
    // While entries are on their way, a bare commitIndex could overtake them and be rejected.
    const isUpToDate = !this.isProbing && this.matchIndex === this.nextIndex - 1
    return isUpToDate && this.commitSent < commitIndex
  }

  /**
   * The follower's log is known to equal ours up to that index. Never moves back: answers overtake.
   */
  acknowledge(index: number): void {
    this.matchIndex = Math.max(this.matchIndex, index)
    if (this.isProbing && this.matchIndex >= this.nextIndex - 1) {
      this.isProbing = false
      this.round++
    }
    this.nextIndex = Math.max(this.nextIndex, this.matchIndex + 1)
  }

  /**
   * Forgets what was sent from nextIndex on, until an answer shows that the logs agree before it.
   */
  probeFrom(nextIndex: number): void {
    this.nextIndex = Math.max(nextIndex, this.matchIndex + 1)
    this.isProbing = true
    this.round++
  }
}
