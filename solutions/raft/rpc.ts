/**
 * What travels between Raft servers. Field names are those of the extended Raft paper, Fig. 2 and
 * Fig. 13. Everything here is plain data: a class instance cannot be sent.
 */

/** One slot of the log. Its index is its place in the log and is not stored. */
export interface LogEntry {
  term: number
  command: unknown
}

export interface RequestVoteArgs {
  term: number
  candidateId: number
  lastLogIndex: number
  lastLogTerm: number
}

export interface RequestVoteReply {
  term: number
  voteGranted: boolean
}

export interface AppendEntriesArgs {
  term: number
  leaderId: number
  prevLogIndex: number
  prevLogTerm: number
  entries: LogEntry[]
  leaderCommit: number
}

export interface AppendEntriesReply {
  term: number
  success: boolean
  /** Why the log did not match; only with `success: false`. */
  conflict?: Conflict
}

/**
 * How far a leader may back up after a rejection (Raft §5.3, end; the course's XTerm, XIndex,
 * XLen).
 *
 * `short`: the follower has nothing at prevLogIndex; its log ends at index `xLen`.
 * `term`: it has an entry of another term there, `xTerm`, and `xIndex` is its first entry of that
 * term.
 */
export type Conflict =
  | { kind: 'short'; xLen: number }
  | { kind: 'term'; xTerm: number; xIndex: number }

/** Fig. 13 without offset and done: a snapshot is sent in one piece. */
export interface InstallSnapshotArgs {
  term: number
  leaderId: number
  lastIncludedIndex: number
  lastIncludedTerm: number
  data: Uint8Array
}

export interface InstallSnapshotReply {
  term: number
}
