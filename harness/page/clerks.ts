/**
 * What the clerks of labs 3 and 4 did: an operation from its `invoke` to its `return`, with its key
 * and values, and the moment at which the checker's order has it take effect. Pure.
 */
import type { TraceEvent } from '../sim/trace.ts'
import { keyOf, type PageHistory } from './history.ts'
import { countFirst } from './scale.ts'

export interface ClerkOperation {
  /** Places of its two events; without the second it never returned. */
  readonly invoke: number
  returned?: number
  readonly client: string
  readonly method: string
  /** Of labs 3 and 4B. */
  readonly key?: string
  /** `append("x", "b")`, and once it has returned `get("x") → "ab"`. */
  words: string
  readonly fromMs: number
  /** The end of the run for one that never returned. */
  toMs: number
  /** Where it stands in an order of its part. */
  effect?: Effect
  /** It is one of the few that no order can explain. */
  readonly isCore: boolean
}

export interface Effect {
  readonly part: string
  /** From 1. */
  readonly number: number
  readonly of: number
  /** When it can have taken effect: the earliest moment that the order allows. */
  readonly atMs: number
}

export interface Clerks {
  /** In the order of their first operations. */
  readonly clients: readonly string[]
  readonly keys: readonly string[]
  /** By the moment they were called. */
  readonly operations: readonly ClerkOperation[]
  /** The same by client. */
  readonly ofClient: ReadonlyMap<string, readonly ClerkOperation[]>
  /** By key: those that have an effect, in the order of their effects. */
  readonly inOrder: ReadonlyMap<string, readonly ClerkOperation[]>
}

export function makeClerks(
  events: readonly TraceEvent[],
  history: PageHistory | undefined,
  endMs: number,
): Clerks {
  const core = new Set(history?.broken?.core.map(({ operation }) => operation))
  const operations: ClerkOperation[] = []
  const open = new Map<string, ClerkOperation>()
  for (const [at, event] of events.entries()) {
    const name = `${event.who} ${event.operation}`
    if (event.kind === 'invoke') {
      const operation = makeOperation(event, at, endMs, core.has(at))
      operations.push(operation)
      open.set(name, operation)
    } else if (event.kind === 'return') {
      const operation = open.get(name)
      if (operation === undefined) continue
      operation.returned = at
      operation.toMs = event.atMs
      operation.words += describeResult(event)
    }
  }
  const inOrder = giveEffects(operations, history)
  return {
    clients: [...new Set(operations.map(({ client }) => client))],
    keys: [...new Set(operations.flatMap(({ key }) => key ?? []))].sort(byName),
    operations,
    ofClient: byClient(operations),
    inOrder,
  }
}

function byClient(
  operations: readonly ClerkOperation[],
): ReadonlyMap<string, readonly ClerkOperation[]> {
  const lists = new Map<string, ClerkOperation[]>()
  for (const operation of operations) {
    const list = lists.get(operation.client)
    if (list === undefined) lists.set(operation.client, [operation])
    else list.push(operation)
  }
  return lists
}

function makeOperation(
  event: TraceEvent,
  invoke: number,
  endMs: number,
  isCore: boolean,
): ClerkOperation {
  const { atMs, who, method, args } = event
  const key = keyOf(event)
  const list = String(args).replace(/^\[|\]$/g, '')
  return {
    invoke,
    client: who,
    method: String(method),
    ...(key === undefined ? {} : { key }),
    words: `${method}(${list.replaceAll('","', '", "')})`,
    fromMs: atMs,
    toMs: endMs,
    isCore,
  }
}

/** Most operations give nothing. */
function describeResult({ result }: TraceEvent): string {
  return result === undefined || result === '{"$":"undef"}' ? '' : ` → ${result}`
}

function giveEffects(
  operations: readonly ClerkOperation[],
  history: PageHistory | undefined,
): ReadonlyMap<string, readonly ClerkOperation[]> {
  const byInvoke = new Map(operations.map((operation) => [operation.invoke, operation]))
  const inOrder = new Map<string, readonly ClerkOperation[]>()
  for (const { part, operations: places } of history?.orders ?? []) {
    const ordered = places.flatMap((place) => byInvoke.get(place) ?? [])
    let atMs = 0
    for (const [at, operation] of ordered.entries()) {
      atMs = Math.max(atMs, operation.fromMs)
      operation.effect = { part, number: at + 1, of: ordered.length, atMs }
    }
    const key = ordered[0]?.key
    if (key !== undefined) inOrder.set(key, ordered)
  }
  return inOrder
}

function byName(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}

/** Who did anything with a key; everybody without one. */
export function clientsOf({ clients, ofClient }: Clerks, key?: string): readonly string[] {
  if (key === undefined) return clients
  return clients.filter((client) =>
    ofClient.get(client)?.some((operation) => operation.key === key),
  )
}

/** Those under way at a moment, one of a client at most. */
export function underWay({ ofClient }: Clerks, atMs: number): readonly ClerkOperation[] {
  return [...ofClient.values()].flatMap((list) => {
    const last = lastBegun(list, atMs)
    const operation = list[last]
    return operation !== undefined && operation.toMs >= atMs ? [operation] : []
  })
}

/** The place of the last that had begun; -1 for none. */
export function lastBegun(list: readonly ClerkOperation[], atMs: number): number {
  return countFirst(list, ({ fromMs }) => fromMs <= atMs) - 1
}
