/**
 * What the ring shows at a moment: each server's role, term, vote, timer and ways to the others,
 * and which messages are under way. Term and leadership are told by getState(); who stands for
 * election and for whom a server voted is inferred from messages and saves. Pure.
 */
import type { SavedReading, TraceEvent } from '../sim/trace.ts'
import { type Group, groupsOf } from './processes.ts'
import { type Reducer, Replay } from './replay.ts'
import { findTimerLengths, type Timer, type TimerLengths, timerThatMatters } from './timers.ts'
import { findVotes, isVoteRequest, type Vote } from './votes.ts'

/** Something that holds for a term. One turn tells the term at its end, so that may correct it. */
interface OfTerm {
  readonly sinceMs: number
  term: number
}

interface Ballot extends OfTerm {
  readonly candidate: string
}

interface Server {
  life: number
  isAlive: boolean
  term: number | undefined
  isLeader: boolean
  candidacy: OfTerm | undefined
  ballot: Ballot | undefined
  readonly up: Set<string>
  readonly timers: Map<unknown, Timer>
}

interface State {
  /** Moment of the last event. */
  nowMs: number
  readonly servers: Map<string, Server>
  /** Numbers of RPCs that have no outcome yet, and who asked. */
  readonly underWay: Map<number, string>
}

export type Role = 'leader' | 'candidate' | 'follower' | 'unknown'

/** One server at a moment. */
export interface ServerNow {
  readonly name: string
  readonly isAlive: boolean
  /** No way from or to another server of its group is open. */
  readonly isCutOff: boolean
  /** `candidate` is inferred, and `follower` is what is left. */
  readonly role: Role
  readonly term: number | undefined
  /** Whom it voted for in its term, inferred. */
  readonly vote: string | undefined
  readonly timer: Timer | undefined
  readonly up: ReadonlySet<string>
}

export interface RingNow {
  readonly servers: ReadonlyMap<string, ServerNow>
  readonly underWay: readonly number[]
}

export class RingModel {
  readonly groups: readonly Group[]
  readonly #lengths: TimerLengths
  readonly #replay: Replay<State>

  constructor(servers: readonly string[], events: readonly TraceEvent[]) {
    this.groups = groupsOf(servers, events)
    const names = new Set(this.groups.flatMap((group) => group.servers))
    this.#lengths = findTimerLengths(events, (name) => names.has(name))
    this.#replay = new Replay(events, new RingReducer(this.groups, findVotes(events)))
  }

  after(cursor: number): RingNow {
    const state = this.#replay.after(cursor)
    const servers = new Map<string, ServerNow>()
    for (const group of this.groups) {
      for (const name of group.servers) servers.set(name, this.#serverNow(state, name, group))
    }
    return { servers, underWay: [...state.underWay.keys()] }
  }

  #serverNow(state: State, name: string, group: Group): ServerNow {
    const server = state.servers.get(name) as Server
    const { isAlive, term, isLeader, candidacy, ballot, up, timers } = server
    const isReachable = (other: string): boolean =>
      other !== name && (up.has(other) || state.servers.get(other)?.up.has(name) === true)
    const stands = candidacy !== undefined && candidacy.term === term
    const follows = term === undefined ? 'unknown' : 'follower'
    return {
      name,
      isAlive,
      isCutOff: group.servers.length > 1 && !group.servers.some(isReachable),
      role: isLeader ? 'leader' : stands ? 'candidate' : follows,
      term,
      vote: ballot !== undefined && ballot.term === term ? ballot.candidate : undefined,
      timer: timerThatMatters(notDue(timers, state.nowMs), isLeader, this.#lengths),
      up,
    }
  }
}

class RingReducer implements Reducer<State> {
  readonly #groupOf: ReadonlyMap<string, Group>
  readonly #votes: ReadonlyMap<number, readonly Vote[]>

  constructor(groups: readonly Group[], votes: ReadonlyMap<number, readonly Vote[]>) {
    this.#groupOf = new Map(groups.flatMap((group) => group.servers.map((name) => [name, group])))
    this.#votes = votes
  }

  start(): State {
    const names = [...this.#groupOf.keys()]
    return {
      servers: new Map(names.map((name) => [name, begun(0)])),
      underWay: new Map(),
      nowMs: 0,
    }
  }

  copy({ servers, underWay, nowMs }: State): State {
    const copied = [...servers].map(([name, server]): [string, Server] => {
      const { candidacy, ballot, up, timers } = server
      const kept = { candidacy: candidacy && { ...candidacy }, ballot: ballot && { ...ballot } }
      return [name, { ...server, ...kept, up: new Set(up), timers: new Map(timers) }]
    })
    return { servers: new Map(copied), underWay: new Map(underWay), nowMs }
  }

  step(state: State, event: TraceEvent, at: number): void {
    const { kind, who, id } = event
    state.nowMs = event.atMs
    if (kind === 'call') state.underWay.set(Number(id), who)
    else if (kind === 'reply' || kind === 'lost') state.underWay.delete(Number(id))
    const server = state.servers.get(who)
    if (server !== undefined) this.#stepServer(state, server, event)
    for (const { voter, candidate } of this.#votes.get(at) ?? []) {
      const its = state.servers.get(voter)
      if (its !== undefined) its.ballot = { candidate, sinceMs: event.atMs, term: its.term ?? 0 }
    }
  }

  #stepServer(state: State, server: Server, event: TraceEvent): void {
    const { atMs, kind, who, timer } = event
    if (kind === 'fault') stepFault(state, server, event)
    else if (kind === 'state') stepState(server, event)
    else if (kind === 'timer-set') setTimer(server, timer, atMs, Number(event.dueMs))
    else if (kind === 'timer' || kind === 'timer-cleared') server.timers.delete(timer)
    else if (kind === 'link') setLink(server, String(event.to), event.isUp === true)
    else if (kind === 'save') this.#stepSave(server, event)
    else if (kind === 'call' && isVoteRequest(event.svcMeth)) {
      const since = { sinceMs: atMs, term: server.term ?? 0 }
      server.candidacy = since
      server.ballot = { ...since, candidate: who }
    } else if (kind === 'request' && isFromLeader(state, server, event)) {
      server.candidacy = undefined
    }
  }

  /** A save tells vote and term where there is only one way to read it. */
  #stepSave(server: Server, { atMs, who, inferred }: TraceEvent): void {
    const { term, vote } = (inferred ?? {}) as Partial<SavedReading>
    if (term === undefined || vote === undefined) return
    const candidate = this.#groupOf.get(who)?.servers[vote]
    server.ballot = candidate === undefined ? undefined : { candidate, term, sinceMs: atMs }
  }
}

function begun(life: number): Server {
  return {
    life,
    isAlive: life > 0,
    term: undefined,
    isLeader: false,
    candidacy: undefined,
    ballot: undefined,
    up: new Set(),
    timers: new Map(),
  }
}

function stepFault(state: State, server: Server, { who, action, life }: TraceEvent): void {
  if (action === 'start') {
    // Its ways may be told before its start is.
    Object.assign(server, { life: Number(life), isAlive: true })
    return
  }
  if (action !== 'crash') return
  Object.assign(server, begun(server.life), { isAlive: false, term: server.term })
  for (const [id, asker] of state.underWay) if (asker === who) state.underWay.delete(id)
}

function stepState(server: Server, { atMs, term, isLeader }: TraceEvent): void {
  server.term = Number(term)
  server.isLeader = isLeader === true
  const { candidacy, ballot } = server
  if (candidacy?.sinceMs === atMs) candidacy.term = server.term
  if (ballot?.sinceMs === atMs) ballot.term = server.term
}

/** That one came due is not told where it only set others. */
function notDue(timers: ReadonlyMap<unknown, Timer>, nowMs: number): readonly Timer[] {
  return [...timers.values()].filter(({ dueMs }) => dueMs > nowMs)
}

function setTimer({ timers }: Server, timer: unknown, setMs: number, dueMs: number): void {
  for (const [other, { dueMs: thenMs }] of timers) if (thenMs < setMs) timers.delete(other)
  timers.set(timer, { setMs, dueMs })
}

function setLink(server: Server, to: string, isUp: boolean): void {
  if (isUp) server.up.add(to)
  else server.up.delete(to)
}

/** Whoever hears from the leader of its term stands no more. */
function isFromLeader(state: State, server: Server, { from, svcMeth }: TraceEvent): boolean {
  const asker = state.servers.get(String(from))
  if (asker?.isLeader !== true || isVoteRequest(svcMeth)) return false
  return (asker.term ?? 0) >= (server.term ?? 0)
}
