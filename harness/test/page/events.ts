/** Events for tests of the page's models. */
import type { TraceEvent } from '../../sim/trace.ts'

export function at(atMs: number, kind: string, who: string, more: object = {}): TraceEvent {
  return { atMs, kind, who, ...more }
}

export function begin(who: string, life = 1, atMs = 0): TraceEvent {
  return at(atMs, 'fault', who, { action: 'start', life })
}

export function state(atMs: number, who: string, term: number, isLeader = false): TraceEvent {
  return at(atMs, 'state', who, { term, isLeader })
}
