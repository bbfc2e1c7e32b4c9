/**
 * Which timer of a server matters to who looks on: for one that leads, that of its next round of
 * messages; for the others the one that ends in an election. Timers have no names, so it goes by
 * what those of this run brought about when they came due. Pure.
 */
import type { TraceEvent } from '../sim/trace.ts'
import { isVoteRequest } from './votes.ts'

export interface Timer {
  readonly setMs: number
  readonly dueMs: number
}

/** How long timers were whose coming due was followed by such messages. */
export interface Lengths {
  readonly leastMs: number
  readonly mostMs: number
}

export interface TimerLengths {
  readonly election: Lengths | undefined
  readonly round: Lengths | undefined
}

export function findTimerLengths(
  events: readonly TraceEvent[],
  isServer: (name: string) => boolean,
): TimerLengths {
  const pending = new Map<string, number>()
  const found: { election: number[]; round: number[] } = { election: [], round: [] }
  for (const [at, { atMs, kind, who, timer, dueMs }] of events.entries()) {
    const key = `${timer} ${who}`
    if (kind === 'timer-set') pending.set(key, Number(dueMs) - atMs)
    if (kind !== 'timer') continue
    const lengthMs = pending.get(key)
    const asked = lengthMs === undefined ? undefined : whatFollows(events, at, isServer)
    if (asked !== undefined) found[asked].push(lengthMs as number)
  }
  return { election: lengthsOf(found.election), round: lengthsOf(found.round) }
}

/** What a server sent out in the turn of its timer. */
function whatFollows(
  events: readonly TraceEvent[],
  timer: number,
  isServer: (name: string) => boolean,
): 'election' | 'round' | undefined {
  const { who, atMs } = events[timer] as TraceEvent
  for (let at = timer + 1; at < events.length; at++) {
    const next = events[at] as TraceEvent
    if (next.who !== who || next.atMs !== atMs || next.kind === 'timer') return undefined
    if (next.kind !== 'call' || !isServer(String(next.to))) continue
    return isVoteRequest(next.svcMeth) ? 'election' : 'round'
  }
  return undefined
}

function lengthsOf(lengths: readonly number[]): Lengths | undefined {
  if (lengths.length === 0) return undefined
  const ascending = lengths.toSorted((a, b) => a - b)
  return { leastMs: ascending[0] as number, mostMs: ascending.at(-1) as number }
}

/** Random lengths were not all seen; and what a timer's moment was taken off again is not exact. */
const SLACK = { election: 1.5, round: 0.01 }

/**
 * A leader's soonest round; otherwise the longest that is no longer than elections were: a server
 * that heard of its leader waits only for the rest, and waits for clients are longer.
 */
export function timerThatMatters(
  pending: Iterable<Timer>,
  isLeader: boolean,
  lengths: TimerLengths,
): Timer | undefined {
  const { round, election } = lengths
  const leastMs = isLeader && round !== undefined ? round.leastMs - SLACK.round : 0
  const limitMs = isLeader
    ? round && round.mostMs + SLACK.round
    : election && election.mostMs * SLACK.election
  const mostMs = limitMs ?? Number.POSITIVE_INFINITY
  let found: Timer | undefined
  for (const timer of pending) {
    const lengthMs = timer.dueMs - timer.setMs
    if (lengthMs > mostMs || lengthMs < leastMs) continue
    const isBetter =
      found === undefined ||
      (isLeader ? timer.dueMs < found.dueMs : lengthMs > found.dueMs - found.setMs)
    if (isBetter) found = timer
  }
  return found
}
