/**
 * What the controller, its clerks and the groups of lab 4B agree on: configurations, and what
 * travels between a clerk and a controller.
 */

/** Shards never change in number; keys are spread over them by `key2shard` of lab 4B. */
export const NShards = 10

/** Which group serves which shard, from one change to the next. Never changed once made. */
export interface Config {
  /** 0, 1, 2, ... */
  num: number
  /** `shards[s]` is the group that serves shard s; 0 for none. */
  shards: number[]
  /** The names of the servers of each group, by its gid. */
  groups: Record<number, string[]>
}

/** Configuration 0: no groups yet. */
export function makeFirstConfig(): Config {
  return { num: 0, shards: new Array<number>(NShards).fill(0), groups: {} }
}

/** What a clerk asks for. */
export type Operation =
  | { kind: 'join'; servers: Record<number, string[]> }
  | { kind: 'leave'; gids: number[] }
  | { kind: 'move'; shard: number; gid: number }
  | { kind: 'query'; num: number }

/** A request, as a clerk sends it and as it stands in the log. */
export interface Request {
  /** Who asks, and which of its requests: the same pair means the same request, sent again. */
  clientId: number
  requestId: number
  operation: Operation
}

/** `config` is the answer to a query; other operations have none. */
export type Reply = { err: 'OK'; config?: Config } | { err: 'ErrWrongLeader' }
