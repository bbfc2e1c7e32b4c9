/** What servers with pre-vote say to each other, and what a server can be. */
import type { Entry } from './log.ts'

export interface VoteArgs {
  term: number
  candidateId: number
  lastLogIndex: number
  lastLogTerm: number
}

export interface VoteReply {
  term: number
  voteGranted: boolean
}

export interface AppendArgs {
  term: number
  prevLogIndex: number
  prevLogTerm: number
  entries: Entry[]
  leaderCommit: number
}

/** `hint` comes with a refusal: a place before which the logs may agree. */
export interface AppendReply {
  term: number
  success: boolean
  hint: { index: number; term: number }
}

export interface SnapshotArgs {
  term: number
  lastIncludedIndex: number
  lastIncludedTerm: number
  /** The service's number of the last entry included. */
  lastIncludedNumber: number
  data: Uint8Array
}

export interface SnapshotReply {
  term: number
}

/** What a leader knows of one follower. At most one message with news is under way. */
export interface Follower {
  readonly server: number
  nextIndex: number
  matchIndex: number
  /** The highest leaderCommit sent. */
  commitSent: number
  /** When the message under way left; undefined if none is. */
  sentAtMs: number | undefined
  /** When it answered last, whatever it said. */
  answeredAtMs: number
}

/** A term of office is one object: an answer that belongs to another one is out of date. */
export type Role =
  | { kind: 'follower' }
  | { kind: 'asking'; round: 'Raft.preVote' | 'Raft.requestVote'; grantedBy: Set<number> }
  | { kind: 'leader'; followers: Follower[]; beat: ReturnType<typeof setInterval> }

export type Leading = Extract<Role, { kind: 'leader' }>
export type Asking = Extract<Role, { kind: 'asking' }>
