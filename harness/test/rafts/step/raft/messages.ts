/** What servers that step say to each other. All of it is plain data. */

export type Entry = [term: number, command: unknown]

/** Where a term begins in a log. */
export type Run = [term: number, first: number]

export type VoteArgs = { term: number; candidate: number; lastIndex: number; lastTerm: number }
export type VoteReply = { term: number; granted: boolean }

export type AppendArgs = {
  term: number
  prevIndex: number
  prevTerm: number
  entries: Entry[]
  commit: number
}
/** With a refusal come the last terms of the log up to `prevIndex`, the newest first. */
export type AppendReply = { term: number; ok: boolean; end: number; runs: Run[] }

export type InstallArgs = { term: number; index: number; indexTerm: number; bytes: Uint8Array }
export type InstallReply = { term: number }

export type Request =
  | { method: 'Raft.vote'; args: VoteArgs }
  | { method: 'Raft.append'; args: AppendArgs }
  | { method: 'Raft.install'; args: InstallArgs }

export type Answer =
  | { method: 'Raft.vote'; args: VoteArgs; reply: VoteReply }
  | { method: 'Raft.append'; args: AppendArgs; reply: AppendReply }
  | { method: 'Raft.install'; args: InstallArgs; reply: InstallReply }

/** What happens to a server. */
export type Event =
  | { kind: 'tick' }
  | { kind: 'proposed'; command: unknown }
  | { kind: 'gathered' }
  | { kind: 'requested'; request: Request }
  /** `round` is the one the request was sent in. */
  | { kind: 'answered'; from: number; round: number; answer: Answer }
  | { kind: 'compacted'; index: number; bytes: Uint8Array }

/** Virtual time, and a number from 0 to 1: a step has no clock and draws no lots. */
export type Moment = { nowMs: number; chance: number }

/** What the driver shall do, in this order. */
export type Effect =
  | { kind: 'save' }
  | { kind: 'reply'; reply: VoteReply | AppendReply | InstallReply }
  | { kind: 'send'; to: number; round: number; request: Request }
  /** Some milliseconds later, more commands may have come to send together. */
  | { kind: 'gather' }
