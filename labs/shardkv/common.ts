/**
 * Lab 4: what travels between clerks, servers and groups of the sharded store. This is a file you
 * write; labs/shardkv/README.md says what part 4B asks for.
 *
 * key2shard is given: the tests rely on it. Everything here must be plain data. Add the fields your
 * servers need to tell a repeated request from a new one, and what your groups tell each other.
 */
import { NShards } from '../shardctrler/common.ts'

/** Which shard a key belongs to. */
export function key2shard(key: string): number {
  return key === '' ? 0 : key.charCodeAt(0) % NShards
}

/**
 * ErrWrongLeader: ask another server of the group. It promises nothing: the operation may still
 * take effect. ErrWrongGroup: this group does not serve the key's shard, or not yet.
 */
export type Err = 'OK' | 'ErrWrongGroup' | 'ErrWrongLeader'

export interface GetArgs {
  key: string
  // 4B: who asks, and which of its requests is this?
}

export interface GetReply {
  err: Err
  value: string
}

export interface PutAppendArgs {
  op: 'put' | 'append'
  key: string
  value: string
  // 4B: who asks, and which of its requests is this?
}

export interface PutAppendReply {
  err: Err
}

// 4B: how a shard goes from one group to another.
