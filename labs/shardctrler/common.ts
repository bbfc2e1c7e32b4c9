/**
 * Lab 4: the configuration, and what travels between a clerk and a controller. This is a file you
 * write; labs/shardctrler/README.md says what part 4A asks for.
 *
 * NShards, Config and makeFirstConfig are given: the tester relies on the first two. Everything
 * here must be plain data. Add the fields your servers need to tell a repeated request from a new
 * one.
 */

/** How many shards there are. It never changes. */
export const NShards = 10

/**
 * Which group serves which shard, from one change to the next. A configuration that was given out
 * is never changed; a change makes a new one.
 */
export interface Config {
  /** 0, 1, 2, ... */
  num: number
  /** `shards[s]` is the gid of the group that serves shard s; 0 for none. */
  shards: number[]
  /** The names of the servers of each group, by its gid. */
  groups: Record<number, string[]>
}

/** Configuration 0: no groups, and no shard with any. */
export function makeFirstConfig(): Config {
  return { num: 0, shards: new Array<number>(NShards).fill(0), groups: {} }
}

/** ErrWrongLeader promises nothing: the request may still take effect. */
export type Err = 'OK' | 'ErrWrongLeader'

export interface JoinArgs {
  /** The names of the servers of each new group, by its gid. */
  servers: Record<number, string[]>
  // 4A: who asks, and which of its requests is this?
}

export interface LeaveArgs {
  gids: number[]
  // 4A
}

export interface MoveArgs {
  shard: number
  gid: number
  // 4A
}

export interface QueryArgs {
  /** -1, or a number that does not exist yet, asks for the newest. */
  num: number
  // 4A
}

/** The answer to a join, a leave or a move. */
export interface ChangeReply {
  err: Err
}

export interface QueryReply {
  err: Err
  config: Config
}
