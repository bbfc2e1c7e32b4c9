/** What the pictures are drawn from: messages, lives, leaderships and marks of one run. Pure. */
import type { TraceEvent } from '../sim/trace.ts'
import { groupsOf } from './processes.ts'

export interface Message {
  readonly id: number
  readonly svcMeth: string
  readonly from: string
  readonly to: string
  readonly callMs: number
  /** When it reached the server, if it did. */
  requestMs?: number
  /** When the reply set out. */
  answeredMs?: number
  /** When the caller knew the outcome. */
  endMs?: number
  /** Why it failed, if it did. */
  why?: string
  /** Event of its arrival at the server, and of that of its reply at the caller. */
  requestEvent?: number
  replyEvent?: number
  /** Events of it: call, request, reply or loss. */
  readonly events: number[]
}

/** A stretch of a lane; `toMs` is the end of the run while nothing ended it. */
export interface Band {
  readonly who: string
  readonly fromMs: number
  toMs: number
}

export interface Leadership extends Band {
  readonly term: number
}

/** What a server said of itself from a moment on. */
export interface Said {
  readonly atMs: number
  readonly term: number
  readonly isLeader: boolean
}

export interface Mark {
  readonly kind: string
  readonly who: string
  readonly atMs: number
  readonly event: number
}

export interface Model {
  readonly lanes: readonly string[]
  /** By the moment they set out. */
  readonly messages: readonly Message[]
  /** For each message when the last of those up to it is over, to find those in sight. */
  readonly reachMs: readonly number[]
  readonly lives: readonly Band[]
  readonly leaderships: readonly Leadership[]
  /** While no link to or from another server is up. */
  readonly cutOffs: readonly Band[]
  readonly marks: readonly Mark[]
  readonly markTimes: readonly number[]
  /** By server, ascending. */
  readonly said: ReadonlyMap<string, readonly Said[]>
}

const MARKED = new Set(['save', 'apply', 'snapshot', 'start', 'invoke', 'return', 'check', 'debug'])

export function makeModel(
  named: readonly string[],
  events: readonly TraceEvent[],
  endMs: number,
): Model {
  const servers = groupsOf(named, events).flatMap((group) => group.servers)
  const lives = new Bands<Band>(endMs)
  const leaderships = new Bands<Leadership>(endMs)
  const links = new Links(servers, endMs)
  const marks: Mark[] = []
  const said = new Map<string, Said[]>()
  for (const [event, { atMs, kind, who, ...rest }] of events.entries()) {
    if (kind === 'fault' && rest.action === 'start') {
      lives.open({ who, fromMs: atMs, toMs: endMs })
      links.begin(who, atMs)
    } else if (kind === 'fault' && rest.action === 'crash') {
      lives.close(who, atMs)
      leaderships.close(who, atMs)
      links.end(who, atMs)
    } else if (kind === 'state') {
      const [term, isLeader] = [Number(rest.term), rest.isLeader === true]
      const its = said.get(who) ?? []
      its.push({ atMs, term, isLeader })
      said.set(who, its)
      leaderships.close(who, atMs)
      if (isLeader) leaderships.open({ who, fromMs: atMs, toMs: endMs, term })
    } else if (kind === 'link') links.set(who, String(rest.to), rest.isUp === true, atMs)
    if (MARKED.has(kind) || kind === 'fault') marks.push({ kind, who, atMs, event })
  }
  const messages = messagesOf(events)
  return {
    lanes: lanesOf(servers, events),
    messages,
    reachMs: reachOf(messages),
    lives: lives.all,
    leaderships: leaderships.all,
    cutOffs: links.bands.all,
    marks,
    markTimes: marks.map(({ atMs }) => atMs),
    said,
  }
}

/** Servers, then clients by name, then the test. */
function lanesOf(servers: readonly string[], events: readonly TraceEvent[]): readonly string[] {
  const senders = events.filter(({ kind }) => kind === 'call' || kind === 'invoke')
  const others = senders.map(({ who }) => who).filter((who) => !servers.includes(who))
  const clients = [...new Set(others)].sort((one, other) => {
    return one.localeCompare(other, 'en', { numeric: true })
  })
  return [...servers, ...clients, 'test']
}

function messagesOf(events: readonly TraceEvent[]): readonly Message[] {
  const byId = new Map<unknown, Message>()
  for (const [event, { atMs, kind, who, id, ...rest }] of events.entries()) {
    if (kind === 'call') {
      const about = { svcMeth: String(rest.svcMeth), from: who, to: String(rest.to) }
      byId.set(id, { id: Number(id), ...about, callMs: atMs, events: [event] })
      continue
    }
    const message = byId.get(id)
    if (id === undefined || message === undefined) continue
    message.events.push(event)
    if (kind === 'request') {
      message.requestMs = atMs
      message.requestEvent = event
    } else {
      message.endMs = atMs
      if (typeof rest.answeredAtMs === 'number') message.answeredMs = rest.answeredAtMs
      if (kind === 'lost') message.why = String(rest.why)
      else message.replyEvent = event
    }
  }
  return [...byId.values()]
}

function reachOf(messages: readonly Message[]): readonly number[] {
  let reachMs = 0
  return messages.map(({ callMs, requestMs = callMs, endMs = requestMs }) => {
    reachMs = Math.max(reachMs, endMs)
    return reachMs
  })
}

/** Stretches by who is in one, at most one at a time. */
class Bands<B extends Band> {
  readonly all: B[] = []
  readonly #open = new Map<string, B>()
  readonly #endMs: number

  constructor(endMs: number) {
    this.#endMs = endMs
  }

  open(band: B): void {
    if (this.#open.has(band.who)) return
    this.#open.set(band.who, band)
    this.all.push(band)
  }

  close(who: string, atMs: number): void {
    const band = this.#open.get(who)
    if (band !== undefined) band.toMs = Math.min(atMs, this.#endMs)
    this.#open.delete(who)
  }
}

/** Which servers reach each other. */
class Links {
  readonly bands: Bands<Band>
  readonly #servers: ReadonlySet<string>
  readonly #endMs: number
  readonly #up = new Map<string, Set<string>>()

  constructor(servers: readonly string[], endMs: number) {
    this.bands = new Bands(endMs)
    this.#servers = new Set(servers)
    this.#endMs = endMs
  }

  /** Some are told what they reach before they begin. */
  begin(who: string, atMs: number): void {
    if (this.#up.has(who)) return
    this.#up.set(who, new Set())
    this.#look(who, atMs)
  }

  end(who: string, atMs: number): void {
    this.#up.delete(who)
    this.bands.close(who, atMs)
  }

  set(who: string, to: string, isUp: boolean, atMs: number): void {
    if (who === to || !this.#servers.has(who) || !this.#servers.has(to)) return
    const up = this.#up.get(who) ?? new Set()
    this.#up.set(who, up)
    if (isUp) up.add(to)
    else up.delete(to)
    this.#look(who, atMs)
  }

  #look(who: string, fromMs: number): void {
    if (this.#up.get(who)?.size === 0) this.bands.open({ who, fromMs, toMs: this.#endMs })
    else this.bands.close(who, fromMs)
  }
}
