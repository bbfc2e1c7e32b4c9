/**
 * Everything student code may import: `import { encode, sleep, type ClientEnd } from '#lab'`.
 *
 * This file holds the types and the documentation. The code behind it is built inside the realm a
 * server or clerk runs in (`harness/realm/inside/lab.ts`), so nothing of the harness can be
 * reached. Source: MIT 6.5840 labrpc, labgob and the lab skeletons, with names in camelCase.
 */

/** One end of a connection to a server. `peers[i]` reaches server `i`, itself included. */
export interface ClientEnd {
  /**
   * Sends one RPC and waits for the reply: `const reply = await
   * peers[2].call<VoteReply>('Raft.requestVote', args)` runs `requestVote(args)` on the object
   * registered as `Raft` at server 2.
   *
   * Resolves to `undefined` when the request or the reply was lost, or the server is down or cannot
   * be reached; the caller cannot tell which, and the handler may have run. Never rejects because
   * of the network. Settles within about 7,000 virtual ms unless the handler itself never returns.
   * So a handler that answers at once needs no limit around its calls; one that waits, as those of
   * labs 3 and 4 do, needs one. Calls on one end run concurrently and may overtake each other.
   *
   * Arguments and reply travel encoded (see {@link encode}): nothing is shared between caller and
   * handler, and a later change of `args` is not seen by the handler. An `args` that cannot be
   * encoded throws. A handler may answer at once or return a promise of its reply; `undefined` is
   * not a reply.
   */
  call<Reply>(svcMeth: string, args: unknown): Promise<Reply | undefined>
}

/** What survives a crash: the bytes of the last {@link Persister.save}, and nothing else. */
export interface Persister {
  /**
   * Replaces the Raft state and the snapshot together, atomically. A call without a snapshot stores
   * an empty one, so pass the current snapshot every time. Takes a copy. Costs no virtual time.
   */
  save(raftState: Uint8Array, snapshot?: Uint8Array): void
  /** A copy of the saved Raft state; empty (`length` 0) on the very first start. */
  readRaftState(): Uint8Array
  /** A copy of the saved snapshot; empty (`length` 0) when there is none. */
  readSnapshot(): Uint8Array
  /** Size of the saved Raft state in bytes. */
  raftStateSize(): number
  /** Size of the saved snapshot in bytes. */
  snapshotSize(): number
}

/**
 * What Raft hands to the service above it. Indexes start at 1.
 *
 * Commands are sent once each, in index order without a gap. A snapshot may only move the service
 * forward; the command after it is `snapshotIndex + 1`.
 */
export type ApplyMsg =
  | { kind: 'command'; command: unknown; commandIndex: number }
  | { kind: 'snapshot'; snapshot: Uint8Array; snapshotTerm: number; snapshotIndex: number }

/**
 * An unbuffered channel, as in Go: `send` waits until a receiver has taken the value, `receive`
 * waits for a sender. Waiting senders and receivers are served in order.
 *
 * After `close`, values already offered are still received; then `receive` rejects and `for await`
 * ends. `send` on a closed channel rejects.
 */
export interface Channel<T> extends AsyncIterable<T> {
  send(value: T): Promise<void>
  receive(): Promise<T>
  close(): void
}

/** Makes an unbuffered {@link Channel}. */
export declare function makeChannel<T>(): Channel<T>

/**
 * Turns a value into bytes (labgob). Plain objects, arrays, strings, numbers (NaN, infinities and
 * -0 too), booleans, `null`, `undefined`, bigint, `Map`, `Set`, `Date` and `Uint8Array` come back
 * from {@link decode} exactly as they went in.
 *
 * Throws a TypeError that names the path (`args.entries[3].done`) for what cannot travel: a
 * function, a symbol, a class instance, a cycle. An object of your own class is sent as a plain
 * one: `{ ...entry }`.
 */
export declare function encode(value: unknown): Uint8Array

/**
 * Turns bytes made by {@link encode} into a fresh value. Throws a TypeError for any other bytes.
 */
export declare function decode<T>(bytes: Uint8Array): T

/** Resolves after `ms` virtual milliseconds (at least 1). */
export declare function sleep(ms: number): Promise<void>

/** A random integer from 0 to 2^53 - 1, so that two clerks will not draw the same. */
export declare function nrand(): number

/**
 * Writes a line into the trace of the run: `debug('vote', 'granted to', candidateId)`. Shown by
 * `npm run grade 2A TestX seed=7 log`, where the topic can be filtered on; costs next to nothing
 * otherwise.
 */
export declare function debug(topic: string, ...values: unknown[]): void
