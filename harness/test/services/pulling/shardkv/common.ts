/** What travels between clerks and groups, and from group to group. All of it is plain data. */
import { NShards } from '../shardctrler/common.ts'

export function key2shard(key: string): number {
  return key === '' ? 0 : key.charCodeAt(0) % NShards
}

/** One call of one clerk. `serial` counts that clerk's calls from 1, and is sent with every try. */
export interface Operation {
  readonly kind: 'get' | 'put' | 'append'
  readonly key: string
  /** Empty for a get. */
  readonly value: string
  readonly clerk: number
  readonly serial: number
}

/** `elsewhere`: the group does not serve the key. `unknown`: ask again, here or another server. */
export type Answer = { kind: 'done'; value: string } | { kind: 'elsewhere' } | { kind: 'unknown' }

/** A shard as its last owner has left it: keys with values, and the last write of each clerk. */
export interface Contents {
  readonly values: readonly (readonly [key: string, value: string])[]
  readonly lastWrites: readonly (readonly [clerk: number, serial: number])[]
}

/** A shard that changes hands with configuration `num`. It does so once, so this names the move. */
export interface Move {
  readonly num: number
  readonly shard: number
}

/** `early`: that configuration has not come here. `gone`: the new owner has had it for long. */
export type PullReply = { kind: 'here'; contents: Contents } | { kind: 'early' } | { kind: 'gone' }

/** Whether the old owner has forgotten the shard for good. */
export interface DropReply {
  readonly isDone: boolean
}
