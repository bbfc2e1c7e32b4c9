/** What is asked of the key-value service, and what it answers: the words of all `kv-*` files. */
import type { Operation } from '../history.ts'

export type KvInput =
  | { readonly op: 'get'; readonly key: string }
  | { readonly op: 'put' | 'append'; readonly key: string; readonly value: string }

/** What a get returned; what a put or an append returned is not looked at. */
export type KvOutput = string | undefined

export type KvOperation = Operation<KvInput, KvOutput>
