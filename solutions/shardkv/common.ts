/**
 * What servers and clerks of the sharded store agree on: where a key belongs, and what travels
 * between them.
 */
import { NShards } from '../shardctrler/common.ts'

/** Which shard a key belongs to. Tests rely on it. */
export function key2shard(key: string): number {
  return key === '' ? 0 : key.charCodeAt(0) % NShards
}

/**
 * ErrWrongLeader: ask another server of the group. The operation may still take effect, so it is
 * sent again with the same requestId. ErrWrongGroup: this group does not serve the key's shard, or
 * not yet.
 */
export type Err = 'OK' | 'ErrWrongGroup' | 'ErrWrongLeader'

/** One operation of one client, as its clerk sends it and as it stands in the log. */
export type Operation =
  | { kind: 'get'; key: string; clientId: number; requestId: number }
  | { kind: 'put' | 'append'; key: string; value: string; clientId: number; requestId: number }

export interface Reply {
  err: Err
  /** What a get has found; empty for a key that does not exist, and for other operations. */
  value: string
}

/**
 * A shard as it stood when its group stopped serving it: the keys with their values, and the last
 * request of each client that changed some of them. Without these, the new group would carry out
 * once more what the old one has carried out already.
 */
export interface ShardCopy {
  shard: number
  values: [key: string, value: string][]
  lastRequests: [clientId: number, requestId: number][]
}

/** Shards that change hands with configuration `num`, all from one group to another. */
export interface InstallArgs {
  num: number
  shards: ShardCopy[]
}

/**
 * OK: the shards are with the new group for good. ErrNotReady: it has not come to configuration
 * `num`. ErrWrongLeader: ask another server of it.
 */
export interface InstallReply {
  err: 'OK' | 'ErrNotReady' | 'ErrWrongLeader'
}
