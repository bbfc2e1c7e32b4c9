/**
 * The key-value service of labs 3 and 4: every key holds a string, empty at first.
 *
 * `kv-partition.ts` cuts a history into parts that can be judged alone, `kv-shortcut.ts` settles
 * most of them, `kv-view.ts` makes the search cheap for the rest, `kv-explain.ts` finds the words.
 */

import { isPending } from '../history.ts'
import type { Model } from '../model.ts'
import { explainKv } from './kv-explain.ts'
import type { KvInput, KvOperation, KvOutput } from './kv-operation.ts'
import { partitionByKey, partitionKv } from './kv-partition.ts'
import { decideByTokens } from './kv-shortcut.ts'
import { type KvState, KvView, UNSEEN } from './kv-view.ts'

/** Get, put and append on strings, each key judged alone. */
export const kvModel: Model<KvState, KvInput, KvOutput> = {
  name: 'key-value',
  init: initKv,
  step: stepKv,
  stateKey: (state) => state.at,
  isRead: (input) => input.op === 'get',
  rank: rankKv,
  partition: partitionKv,
  shortcut: decideByTokens,
  describe: describeKv,
  explain: explainKv,
}

/** The same without cuts in time and without the shortcut, for comparing. */
export const kvSearchModel: Model<KvState, KvInput, KvOutput> = makeSearchModel()

function makeSearchModel(): Model<KvState, KvInput, KvOutput> {
  const { shortcut: _, ...rest } = kvModel
  return { ...rest, partition: partitionByKey }
}

function initKv(operations: readonly KvOperation[]): KvState {
  const values: string[] = []
  for (const operation of operations) {
    if (operation.input.op !== 'get' || isPending(operation)) continue
    if (operation.output !== undefined) values.push(operation.output)
  }
  return new KvView(values).state('')
}

function stepKv(state: KvState, operation: KvOperation): KvState | undefined {
  const { input } = operation
  if (input.op === 'get') {
    return isPending(operation) || state.view.isValue(state, operation.output) ? state : undefined
  }
  const { view } = state
  const next = input.op === 'put' ? view.state(input.value) : view.append(state, input.value)
  return next.at === UNSEEN && isPending(operation) ? undefined : next
}

/** Appends that a read shows first; a put hides what others may still have to read. */
function rankKv(operation: KvOperation, next: KvState): number {
  if (next.at === UNSEEN) return 2
  return operation.input.op === 'put' ? 1 : 0
}

function describeKv(operation: KvOperation): string {
  const { input } = operation
  const key = JSON.stringify(input.key)
  if (input.op !== 'get') return `${input.op}(${key}, ${JSON.stringify(input.value)})`
  return isPending(operation) ? `get(${key})` : `get(${key}) -> ${JSON.stringify(operation.output)}`
}
