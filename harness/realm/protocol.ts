/**
 * The message protocol between the world and a realm. Into a realm go calls of the entry points
 * below; out of it comes an outbox, a flat list in which every operation is its code followed by
 * its operands. Only strings, numbers and byte arrays cross, so a realm may as well live in another
 * process (`harness/guest`).
 */

/** Codes of the operations in an outbox. The comment gives the operands that follow. */
export const OP = {
  /** call id, end number, "Service.method", encoded arguments */
  call: 1,
  /** rpc id, encoded reply */
  reply: 2,
  /** Raft state, snapshot */
  save: 3,
  /** command index, encoded command */
  applyCommand: 4,
  /** snapshot index, snapshot term, snapshot */
  applySnapshot: 5,
  /** timer id, delay in virtual ms */
  setTimer: 6,
  /** timer id */
  clearTimer: 7,
  /** topic, text */
  log: 8,
  /** what was running, description with stack */
  error: 9,
  /** invocation id, encoded result */
  result: 10,
  /** end number, server name */
  makeEnd: 11,
  /** command index, encoded command: what a Raft handed to the service in the same process */
  sawCommand: 13,
  /** snapshot index, likewise */
  sawSnapshot: 14,
  /** a value drawn by Math.random, only sent while choices are recorded */
  draw: 12,
  /** "Service.method", source text of its handler; only sent while a trace is kept, as the next */
  handler: 15,
  /** timer id, source text of what it calls */
  callback: 16,
} as const

/** Letters of an error's description. Ours: enough for any stack, too few to choke a report. */
export const ERROR_LETTERS = 8_000

/** Letters of a function's source text. Ours: enough to find it again. */
export const SOURCE_LETTERS = 2_000

export type Operand = 'number' | 'id' | 'delay' | 'text' | 'error' | 'labgob' | 'bytes'

/** Operands of each operation, for whoever must check an outbox. */
export const OP_OPERANDS: Readonly<Record<number, readonly Operand[]>> = {
  [OP.call]: ['id', 'id', 'text', 'text'],
  [OP.reply]: ['id', 'text'],
  [OP.save]: ['bytes', 'bytes'],
  [OP.applyCommand]: ['id', 'labgob'],
  [OP.applySnapshot]: ['id', 'id', 'bytes'],
  [OP.setTimer]: ['id', 'delay'],
  [OP.clearTimer]: ['id'],
  [OP.log]: ['text', 'text'],
  [OP.error]: ['text', 'error'],
  [OP.result]: ['id', 'labgob'],
  [OP.makeEnd]: ['id', 'text'],
  [OP.sawCommand]: ['number', 'labgob'],
  [OP.sawSnapshot]: ['number'],
  [OP.draw]: ['number'],
  [OP.handler]: ['text', 'text'],
  [OP.callback]: ['id', 'text'],
}

/** What a realm is told when it starts. Travels as JSON. */
export interface Setup {
  /** Which program of the submission to run; see `inside/programs.ts`. */
  readonly program: string
  /** Plain constructor arguments: `me`, `maxRaftState`, `gid`. */
  readonly me?: number
  readonly maxRaftState?: number
  readonly gid?: number
  /** Numbers of the ends handed to the constructor. */
  readonly ends: readonly number[]
  readonly ctrlerEnds?: readonly number[]
  /** Seed words of `Math.random`, and choices to make again first. */
  readonly randomWords: readonly [number, number, number, number]
  readonly randomPlayed: readonly (number | null)[]
  readonly recordDraws: boolean
  /** Whether log lines are wanted; when not, they are not even formatted. */
  readonly logging: boolean
}

/**
 * The only functions of the host that a realm holds, in variables that no student code reaches.
 * What they throw must not get to student code: it would be an object of the host.
 */
export interface NativeText {
  /** Fills `bytes`, which are as many as `text` has characters; false when not all is ASCII. */
  writeAscii(text: string, bytes: Uint8Array): boolean
  /** The text of UTF-8 without a byte order mark's special meaning; undefined when malformed. */
  readUtf8(bytes: Uint8Array): string | undefined
}

/** Entry points of a realm. Each takes the virtual time first and may fill the outbox. */
export interface Inside {
  /** Constructs the program. */
  boot(nowMs: number, setup: string, raftState: Uint8Array, snapshot: Uint8Array): void
  fireTimer(nowMs: number, id: number): void
  /** An RPC has arrived. */
  serve(nowMs: number, rpcId: number, svcMeth: string, args: string): void
  /** The reply of a call has arrived; undefined when it failed. */
  answer(nowMs: number, callId: number, reply: string | undefined): void
  /** The applier is ready for one more message. */
  receiveApply(nowMs: number): void
  /**
   * Raft.start(): `index term isLeader`, or undefined after an error. Behind that `term isLeader`
   * as getState() said it just then, where other work of the program may come between the two.
   */
  start(nowMs: number, command: string): string | undefined
  /** Raft.getState(): `2 * term + isLeader`, or -1 after an error. */
  probe(nowMs: number): number
  snapshot(nowMs: number, index: number, snapshot: Uint8Array): void
  kill(nowMs: number): void
  /** Calls a method of the program that returns a promise (a clerk's operation). */
  invoke(nowMs: number, invocationId: number, method: string, args: string): void
  /** Everything put out since the last call; undefined for nothing. */
  takeOutbox(): ArrayLike<unknown> | undefined
  /** Before an outbox is taken at an event's end: the world has drained its own promise work. */
  drain?(): void
  /** Nothing will be asked of this realm any more. */
  leave?(): void
  /** What a handler that does not answer has not done, in its language's words. */
  readonly neverReturns?: string
  /** Lines that help to understand why it does not go on. */
  hints?(): readonly string[]
  /** Text of a rejection's reason, taken inside because reading it may run student code. */
  describeError(reason: unknown): string
  /** Identifies the promises of this realm. */
  readonly promisePrototype: object
}

/** What the maker of a realm wants to be told of it, beside its outbox. */
export interface InsideWatcher {
  /** How output names the process: `S2`. */
  readonly name: string
  /** A promise of this realm was rejected and nobody was there. */
  rejected(description: string): void
  /** It cannot answer any more; what it is asked from now on has no answer. */
  died(failure: Error): void
  /**
   * It has put something out though no entry of its own was called: another realm in its process
   * has let it go on, or a timer after `delayMs`.
   */
  woken(delayMs?: number): void
  /** Calls back in so many virtual ms, also when the realm has been left; gives what cancels it. */
  later(delayMs: number, run: (nowMs: number) => void): () => void
}

/** Where realms come from: this process, or processes of their own. */
export interface InsideFactory {
  /**
   * By which handout its code was written: without it ours. The course's asks less: no silence
   * after Kill(), and no answer to what its service never does.
   */
  readonly handout?: 'course'
  /** A fresh realm with the submission loaded but not started. */
  make(watcher: InsideWatcher): Inside
  /** One for a clerk, where all clerks of a run share a process; else they are as servers are. */
  makeClerk?(watcher: InsideWatcher): Inside
  /** The run is over, and every realm made for it has been left. */
  endRun?(): void
}
