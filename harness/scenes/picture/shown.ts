/** What of a run a picture shows: the window, the lanes, and messages that had an effect. Pure. */
import { type Message, type Model, makeModel } from '../../page/story-model.ts'
import { serversOf } from '../../report/trace-file.ts'
import type { TraceEvent } from '../../sim/trace.ts'
import type { Performance } from '../perform.ts'

export interface Shown {
  readonly fromMs: number
  readonly toMs: number
  readonly lanes: readonly string[]
  readonly model: Model
  readonly messages: readonly Message[]
  readonly operations: readonly Operation[]
}

/** One operation of a client; without an end it has not returned. */
export interface Operation {
  readonly who: string
  readonly words: string
  readonly fromMs: number
  readonly toMs: number | undefined
}

/** So long after a leader's election its first messages are shown, and effects are looked for. */
const SOON_MS = 1.2

export function select({ scene, steps, lanes: chosen, events }: Performance): Shown {
  const { fromStep = 0, without } = scene.picture
  const toMs = steps.at(-1)?.atMs ?? 0
  const fromMs = steps[fromStep]?.atMs ?? 0
  const servers = serversOf(events)
  const model = makeModel(servers, events, toMs)
  const lanes = chosen ?? model.lanes.filter((lane) => lane !== 'test')
  const effects = new Effects(events)
  const messages = model.messages.filter((message) => {
    const { from, to, svcMeth, callMs, endMs = callMs } = message
    if (!lanes.includes(from) || !lanes.includes(to) || without?.test(svcMeth) === true)
      return false
    if (callMs > toMs || Math.max(endMs, callMs) < fromMs) return false
    if (svcMeth !== 'Raft.appendEntries' || scene.picture.hasHeartbeats === true) return true
    const text = String(events[message.events[0] as number]?.text)
    return !text.includes('entries:[]') || isFirst(model, message) || effects.has(message)
  })
  return { fromMs, toMs, lanes, model, messages, operations: operationsOf(events) }
}

/** Says who leads. */
function isFirst({ leaderships }: Model, { from, callMs }: Message): boolean {
  return leaderships.some(({ who, fromMs }) => {
    return who === from && callMs >= fromMs && callMs < fromMs + SOON_MS
  })
}

const STATES = new Set(['save', 'state', 'apply', 'snapshot'])

class Effects {
  readonly #at = new Map<string, number[]>()
  readonly #calls = new Set<string>()

  constructor(events: readonly TraceEvent[]) {
    for (const { kind, who, atMs, to } of events) {
      if (STATES.has(kind)) this.#at.set(who, [...(this.#at.get(who) ?? []), atMs])
      else if (kind === 'call') this.#calls.add(`${who} ${to} ${atMs}`)
    }
  }

  /** Did it change its receiver, or its reply the sender, or make it ask again at once? */
  has({ from, to, requestMs, endMs, why }: Message): boolean {
    if (requestMs !== undefined && this.#soonAfter(to, requestMs)) return true
    if (endMs === undefined || why !== undefined) return false
    return this.#soonAfter(from, endMs) || this.#calls.has(`${from} ${to} ${endMs}`)
  }

  #soonAfter(who: string, ms: number): boolean {
    return this.#at.get(who)?.some((atMs) => atMs >= ms && atMs < ms + SOON_MS) ?? false
  }
}

function operationsOf(events: readonly TraceEvent[]): readonly Operation[] {
  const open = new Map<string, TraceEvent>()
  const operations: Operation[] = []
  for (const event of events) {
    const key = `${event.who} ${event.operation}`
    const call = open.get(key)
    if (event.kind === 'invoke') open.set(key, event)
    else if (event.kind === 'return' && call !== undefined) {
      operations.push(operationOf(call, event))
      open.delete(key)
    }
  }
  return [...operations, ...[...open.values()].map((call) => operationOf(call, undefined))]
}

function operationOf(call: TraceEvent, end: TraceEvent | undefined): Operation {
  const isRead = call.method === 'get' && end !== undefined
  const words = `${call.method}(${argumentsOf(call)})${isRead ? ` → ${end.result}` : ''}`
  return { who: call.who, words, fromMs: call.atMs, toMs: end?.atMs }
}

const LETTERS_MAX = 30

/** Without brackets, and of a map only its keys. */
function argumentsOf({ args }: TraceEvent): string {
  const text = String(args)
    .replace(/^\[|\]$/g, '')
    .replace(/"(\d+)":\[[^\]]*\]/g, '$1')
  return text.length > LETTERS_MAX ? `${text.slice(0, LETTERS_MAX)}…` : text
}
