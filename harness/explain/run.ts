/**
 * A traced run as its story needs it: which events belong together, what became of each RPC, and
 * what a server said of its term at any event. Pure; nothing here knows a solution's names.
 */
import type { SavedReading, TraceEvent } from '../sim/trace.ts'

/** What one process did at one go: what woke it, and all that followed. */
export interface Turn {
  readonly who: string
  readonly atMs: number
  /** Places of its events in the trace, ascending. */
  readonly events: readonly number[]
}

/** An RPC; events by their places, where they are in the trace. */
export interface Exchange {
  readonly method: string
  readonly from: string
  readonly to: string
  readonly call: number
  readonly request?: number
  /** The reply's arrival, or the news that it will not come. */
  readonly end?: number
}

export interface Standing {
  readonly term: number
  readonly isLeader: boolean
}

const WAKES = new Set(['request', 'reply', 'lost', 'timer', 'fault', 'invoke', 'check'])

export class Run {
  readonly events: readonly TraceEvent[]
  readonly turns: readonly Turn[]
  readonly #turnOf: Int32Array
  readonly #exchanges = new Map<unknown, Exchange>()
  /** By server: places of its `state` events, and of those that begin a life, ascending. */
  readonly #states = new Map<string, number[]>()
  /** By process: places of its turns in `turns`. */
  readonly #turnsOf = new Map<string, number[]>()

  constructor(events: readonly TraceEvent[]) {
    this.events = events
    this.#turnOf = new Int32Array(events.length)
    this.turns = this.#split()
    for (const [at, event] of events.entries()) this.#read(event, at)
  }

  event(at: number): TraceEvent {
    return this.events[at] as TraceEvent
  }

  /** The place of the turn in `turns`. */
  turnOf(event: number): number {
    return this.#turnOf[event] as number
  }

  turn(number: number): Turn {
    return this.turns[number] as Turn
  }

  eventsOf(number: number): readonly TraceEvent[] {
    return this.turn(number).events.map((at) => this.event(at))
  }

  exchange(id: unknown): Exchange | undefined {
    return this.#exchanges.get(id)
  }

  exchanges(): Iterable<Exchange> {
    return this.#exchanges.values()
  }

  /** All turns of a process, ascending. */
  turnsOf(who: string): readonly number[] {
    return this.#turnsOf.get(who) ?? []
  }

  processes(): readonly string[] {
    return [...this.#turnsOf.keys()]
  }

  isServer(who: string): boolean {
    return this.#states.has(who)
  }

  /** What a server last said of its term up to an event, in that life. */
  standing(who: string, event: number): Standing | undefined {
    const states = this.#states.get(who) ?? []
    let [low, high] = [0, states.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((states[middle] as number) <= event) low = middle + 1
      else high = middle
    }
    const found = states[low - 1]
    if (found === undefined) return undefined
    const { kind, term, isLeader } = this.event(found)
    if (kind === 'fault') return undefined
    return { term: Number(term), isLeader: isLeader === true }
  }

  /** Whether something changed: a term, a leader, a log, what is applied, whether it runs. */
  isNews(turn: number): boolean {
    const events = this.eventsOf(turn)
    if (events.some(({ kind }) => kind === 'apply' || kind === 'fault' || kind === 'start')) {
      return true
    }
    const { who, events: places } = this.turn(turn)
    const before = this.standing(who, (places[0] as number) - 1)
    const after = this.standing(who, places.at(-1) as number)
    if (before?.isLeader !== after?.isLeader || before?.term !== after?.term) return true
    return events.some(({ kind, inferred }) => {
      return kind === 'save' && ((inferred as SavedReading | undefined)?.entries.length ?? 0) > 0
    })
  }

  /** The turn in which a server's answer set out, from the request's on. */
  answerTurn({ to, request, end }: Exchange): number | undefined {
    if (request === undefined) return undefined
    const asked = this.turnOf(request)
    const answeredAtMs = end === undefined ? undefined : this.event(end).answeredAtMs
    if (typeof answeredAtMs !== 'number') return asked
    const own = this.turnsOf(to)
    let found = asked
    for (let at = own.indexOf(asked); at < own.length; at++) {
      const turn = own[at] as number
      if (this.turn(turn).atMs > answeredAtMs) break
      found = turn
    }
    // Where it could be several, the handler's own is as good.
    return this.turn(asked).atMs === answeredAtMs ? asked : found
  }

  #split(): readonly Turn[] {
    const turns: (Turn & { readonly events: number[] })[] = []
    const open = new Map<string, number>()
    for (const [at, { who, atMs, kind }] of this.events.entries()) {
      const last = open.get(who)
      const isNew = last === undefined || WAKES.has(kind) || turns[last]?.atMs !== atMs
      const number = isNew ? turns.length : last
      if (isNew) {
        turns.push({ who, atMs, events: [] })
        open.set(who, number)
        const own = this.#turnsOf.get(who)
        if (own === undefined) this.#turnsOf.set(who, [number])
        else own.push(number)
      }
      turns[number]?.events.push(at)
      this.#turnOf[at] = number
    }
    return turns
  }

  #read(event: TraceEvent, at: number): void {
    const { kind, id, who } = event
    if (kind === 'state' || (kind === 'fault' && event.action === 'start')) {
      const states = this.#states.get(who)
      if (states === undefined) this.#states.set(who, [at])
      else states.push(at)
    } else if (kind === 'call') {
      const method = shortMethod(event.svcMeth)
      this.#exchanges.set(id, { method, from: who, to: String(event.to), call: at })
    } else if (kind === 'request' || kind === 'reply' || kind === 'lost') {
      const known = this.#exchanges.get(id)
      if (known === undefined) return
      this.#exchanges.set(id, { ...known, [kind === 'request' ? 'request' : 'end']: at })
    }
  }
}

/** `Raft.requestVote` is `requestVote`. */
export function shortMethod(svcMeth: unknown): string {
  const name = String(svcMeth)
  return name.slice(name.lastIndexOf('.') + 1)
}

/** What a message holds, as the trace tells it behind the name of its method. */
export function bodyOf({ text, svcMeth }: TraceEvent): string {
  const name = shortMethod(svcMeth)
  const words = String(text)
  const at = words.indexOf(` ${name} `)
  return at < 0 ? '' : words.slice(at + name.length + 2)
}

/** Yes or no, where a reply holds one of the two words alone. */
export function verdictOf(reply: TraceEvent): boolean | undefined {
  const found = bodyOf(reply)
    .replace(/"(?:[^"\\]|\\.)*"/g, '')
    .match(/\b(?:true|false)\b/g)
  return found?.length === 1 ? found[0] === 'true' : undefined
}
