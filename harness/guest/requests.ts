/**
 * What the world asks of a guest, and how a guest answers. A request is a frame of entries, each a
 * code and its operands, carried out in order; the last one, `ask`, makes the guest answer. The
 * answer is a frame of: how many promises were rejected, and a description of each; what `start`
 * gave; what `probe` gave; then the outbox.
 */

/** Codes of entries; the comment gives the operands. Those of `Inside` mean the same as there. */
export const ENTRY = {
  /** bundle, its file name, bootstrap: once, before everything else */
  load: 1,
  /** a fresh realm in place of the one before */
  make: 2,
  /** forget the realm */
  leave: 3,
  /** setup, Raft state, snapshot */
  boot: 4,
  /** timer id */
  fireTimer: 5,
  /** rpc id, "Service.method", args */
  serve: 6,
  /** call id, reply or undefined */
  answer: 7,
  receiveApply: 8,
  /** command */
  start: 9,
  probe: 10,
  /** index, snapshot */
  snapshot: 11,
  kill: 12,
  /** invocation id, method, args */
  invoke: 13,
  /** virtual ms, of all that follows */
  time: 14,
  /** what is wanted, as a sum of WANTS */
  ask: 15,
} as const

/** How many operands an entry has. */
export const ENTRY_OPERANDS: Readonly<Record<number, number>> = {
  [ENTRY.load]: 3,
  [ENTRY.make]: 0,
  [ENTRY.leave]: 0,
  [ENTRY.boot]: 3,
  [ENTRY.fireTimer]: 1,
  [ENTRY.serve]: 3,
  [ENTRY.answer]: 2,
  [ENTRY.receiveApply]: 0,
  [ENTRY.start]: 1,
  [ENTRY.probe]: 0,
  [ENTRY.snapshot]: 2,
  [ENTRY.kill]: 0,
  [ENTRY.invoke]: 3,
  [ENTRY.time]: 1,
  [ENTRY.ask]: 1,
}

/** What can be wanted, in the order in which it is done. */
export const WANTS = {
  /** all promise work done */
  drain: 1,
  /** the outbox taken and sent */
  outbox: 2,
  /** getState() asked; what that puts out stays for the next outbox */
  state: 4,
} as const

/** Descriptors of a guest: requests come in, answers go out. */
export const GUEST_FD = { requests: 3, answers: 4 } as const
