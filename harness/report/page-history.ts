/**
 * Judges the operations of a traced run once more, for its page: in which order they can have taken
 * effect, and where there is none. The run's own verdict is the tester's; this one only shows it.
 */
import { checkLinearizable, type Verdict } from '../linearizability/checker.ts'
import type { Operation } from '../linearizability/history.ts'
import { kvModel, kvSearchModel } from '../linearizability/models/kv.ts'
import type { KvInput, KvOutput } from '../linearizability/models/kv-operation.ts'
import { findOrders } from '../linearizability/order.ts'
import { type BrokenPart, isOfKey, type PageHistory, parseTold } from '../page/history.ts'
import type { TraceEvent } from '../sim/trace.ts'

/** Ours: a few tenths of a second, for the verdict as for the orders. */
const LIMITS = { stepsMax: 500_000 }

type KvOperation = Operation<KvInput, KvOutput>
type Illegal = Extract<Verdict<KvInput, KvOutput>, { result: 'illegal' }>

/** Undefined where no clerk did anything with a key, or what it did cannot be read. */
export function judgeHistory(
  events: readonly TraceEvent[],
  hasPassed: boolean,
): PageHistory | undefined {
  const history = historyIn(events)
  if (history === undefined || history.length === 0) return undefined
  // A run that passed has been judged.
  const verdict = hasPassed ? undefined : checkLinearizable(kvModel, history, LIMITS)
  const illegal = verdict?.result === 'illegal' ? verdict : undefined
  const isBroken = ({ input }: KvOperation): boolean =>
    `key ${JSON.stringify(input.key)}` === illegal?.part
  const legal = [...history.filter((one) => !isBroken(one)), ...(illegal?.legalPrefix ?? [])]
  const parts = findOrders(kvSearchModel, legal, LIMITS)
  return {
    orders: parts.flatMap(({ name, order }) => {
      const operations = order?.map(({ callStamp }) => callStamp)
      return operations === undefined ? [] : [{ part: name, operations }]
    }),
    unsettled: parts.filter(({ order }) => order === undefined).map(({ name }) => name),
    ...(illegal === undefined ? {} : { broken: describeBroken(illegal) }),
  }
}

function describeBroken(illegal: Illegal): BrokenPart {
  const { part, explanation, core, isMinimal, failedStamp } = illegal
  return {
    part,
    ...explanation,
    core: core.map(({ operation, words }) => ({ operation: operation.callStamp, words })),
    isMinimal,
    event: failedStamp,
  }
}

/** The stamps are the places of the events. */
function historyIn(events: readonly TraceEvent[]): readonly KvOperation[] | undefined {
  const operations = new Map<string, KvOperation>()
  for (const [at, event] of events.entries()) {
    const { atMs, kind, who, operation } = event
    const name = `${who} ${operation}`
    if (kind === 'invoke') {
      const input = inputOf(event)
      if (input === 'other') continue
      if (input === undefined) return undefined
      operations.set(name, { client: who, input, callStamp: at, callMs: atMs })
    } else if (kind === 'return') {
      const called = operations.get(name)
      if (called === undefined) continue
      const output = called.input.op === 'get' ? parseTold(event.result) : undefined
      // What is no text was no answer: the run has failed for it.
      if (called.input.op === 'get' && typeof output !== 'string') continue
      const answer = typeof output === 'string' ? { output } : {}
      operations.set(name, { ...called, ...answer, returnStamp: at, returnMs: atMs })
    }
  }
  return [...operations.values()]
}

/** `other` for what has no key, undefined for what cannot be read. */
function inputOf({ method, args }: TraceEvent): KvInput | 'other' | undefined {
  if (!isOfKey(method)) return 'other'
  const given = parseTold(args)
  if (!Array.isArray(given)) return undefined
  const [key, value] = given
  if (typeof key !== 'string') return undefined
  if (method === 'get') return { op: method, key }
  return typeof value === 'string' ? { op: method, key, value } : undefined
}
