/**
 * Votes as far as messages tell them. Methods and their arguments are the student's own, so this
 * goes by their names and shape: it is for pictures, and says nothing where it is not clear. Pure.
 */
import type { TraceEvent } from '../sim/trace.ts'
import { lastAtMost } from './scale.ts'
import { shortMethod } from './view.ts'

const VOTES = /vote|ballot/i
/** A question before the vote, which binds nobody. */
const TRIALS = /pre|trial|try|poll|probe/i

/** Whether a method by its name asks for a vote that counts. */
export function isVoteRequest(svcMeth: unknown): boolean {
  if (typeof svcMeth !== 'string') return false
  const method = shortMethod(svcMeth)
  return VOTES.test(method) && !TRIALS.test(method)
}

/** A vote that a server seems to have given. */
export interface Vote {
  readonly voter: string
  readonly candidate: string
}

/**
 * By the voter's event after which it had answered. A reply with one `true` and no `false` grants;
 * a request that itself says true or false may be a trial, so its reply tells nothing.
 */
export function findVotes(events: readonly TraceEvent[]): ReadonlyMap<number, readonly Vote[]> {
  const found = new Map<number, Vote[]>()
  const times = events.map(({ atMs }) => atMs)
  const asked = new Map<unknown, number>()
  for (const [at, event] of events.entries()) {
    const { kind, who, from, id, svcMeth, text, answeredAtMs } = event
    if (!isVoteRequest(svcMeth)) continue
    if (kind === 'request' && booleansIn(text).length === 0) asked.set(id, at)
    const request = asked.get(id)
    if (kind !== 'reply' || request === undefined || typeof answeredAtMs !== 'number') continue
    if (booleansIn(text).join() !== 'true') continue
    const answered = Math.max(request, lastAtMost(times, answeredAtMs))
    const votes = found.get(answered) ?? []
    votes.push({ voter: String(from), candidate: who })
    found.set(answered, votes)
  }
  return found
}

function booleansIn(text: unknown): readonly string[] {
  return String(text).match(/\b(?:true|false)\b/g) ?? []
}
