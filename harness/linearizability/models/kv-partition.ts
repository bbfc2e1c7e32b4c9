/**
 * Cuts a key-value history into parts: by key, and, where the values written do not name their
 * writes on the whole key, in time wherever the value is certain.
 *
 * The value is certain while nothing else is going on: behind a put, or a get, that overlaps no
 * other operation on its key. All that is earlier comes before it in every legal order and all that
 * is later behind it, so the two sides can be judged alone, the later one from that value. A get
 * belongs to the side before it, and a put of what it returned stands for it on the other. A write
 * that never returned overlaps everything after its call, so there is no cut behind one.
 */

import { isPending, returnOf } from '../history.ts'
import type { Part, Start } from '../model.ts'
import type { KvInput, KvOperation, KvOutput } from './kv-operation.ts'
import { decideByTokens } from './kv-shortcut.ts'

type KvPart = Part<KvInput, KvOutput>

/** One part per key and stretch of time; the parts of a key in the order of time. */
export function partitionKv(history: readonly KvOperation[]): KvPart[] {
  return partitionByKey(history).flatMap(cutInTime)
}

/** One part per key, keys in the order of their first operation. */
export function partitionByKey(history: readonly KvOperation[]): KvPart[] {
  const byKey = new Map<string, KvOperation[]>()
  for (const operation of history) {
    const operations = byKey.get(operation.input.key)
    if (operations === undefined) byKey.set(operation.input.key, [operation])
    else operations.push(operation)
  }
  return [...byKey].map(([key, operations]) => ({
    name: `key ${JSON.stringify(key)}`,
    operations,
    whole: operations,
  }))
}

function cutInTime({ name, operations, whole }: KvPart): KvPart[] {
  const verdict = decideByTokens(operations)
  if (verdict !== undefined) return [{ name, operations, whole, verdict }]
  const inOrder = operations
    .filter((operation) => operation.input.op !== 'get' || !isPending(operation))
    .sort((a, b) => a.callStamp - b.callStamp)
  const parts: KvPart[] = []
  let start: Start<KvInput, KvOutput> | undefined
  let part: KvOperation[] = []
  let lastReturn = Number.NEGATIVE_INFINITY
  inOrder.forEach((operation, index) => {
    const nextCall = inOrder[index + 1]?.callStamp ?? Number.POSITIVE_INFINITY
    const isAlone = lastReturn < operation.callStamp && returnOf(operation) < nextCall
    const next = isAlone ? makeStart(operation) : undefined
    lastReturn = Math.max(lastReturn, returnOf(operation))
    if (next === undefined || operation.input.op === 'get') part.push(operation)
    if (next === undefined) return
    if (part.length > 0) parts.push(makePart(name, whole, part, start))
    part = []
    start = next
  })
  if (part.length > 0) parts.push(makePart(name, whole, part, start))
  return parts
}

function makePart(
  name: string,
  whole: readonly KvOperation[],
  operations: readonly KvOperation[],
  start: Start<KvInput, KvOutput> | undefined,
): KvPart {
  if (start === undefined) return { name, operations, whole }
  return { name, operations: [start.operation, ...operations], start, whole }
}

/** The operation as the begin of a part; undefined if it does not tell the value. */
function makeStart(operation: KvOperation): Start<KvInput, KvOutput> | undefined {
  const { input, output, client, callStamp, returnStamp } = operation
  if (returnStamp === undefined || input.op === 'append') return undefined
  if (input.op === 'put') return { operation, shown: operation }
  if (output === undefined) return undefined
  const put: KvInput = { op: 'put', key: input.key, value: output }
  return { operation: { client, input: put, callStamp, returnStamp }, shown: operation }
}
