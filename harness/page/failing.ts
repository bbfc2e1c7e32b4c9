/**
 * The events that a failure names. Its text says who it is about and often when: `S0  103  at
 * 1,310 ms`. Moments in texts are without fractions. Pure.
 */
import type { TraceEvent } from '../sim/trace.ts'
import { causalPast } from './causal.ts'
import { findMeant, type Members } from './moments.ts'
import { groupsOf } from './processes.ts'
import type { PageLine } from './run.ts'

export interface FailedRun {
  readonly servers: readonly string[]
  readonly lines: readonly PageLine[]
  readonly failedAtMs?: number
  readonly events: readonly TraceEvent[]
}

/** A process stands for itself, a group for its servers. */
export function membersOf(servers: readonly string[], events: readonly TraceEvent[]): Members {
  const members = new Map<string, readonly string[]>(events.map(({ who }) => [who, [who]]))
  for (const group of groupsOf(servers, events)) members.set(group.name, group.servers)
  return members
}

/**
 * For each event 1 if it led to the failure. What the test found last is the failure itself: it
 * counts, but what the test did before it does not.
 */
export function findPast(events: readonly TraceEvent[], failing: readonly number[]): Uint8Array {
  const past = causalPast(events, failing)
  const verdict = events.findLastIndex(({ kind }) => kind === 'check')
  if (verdict >= 0) past[verdict] = 1
  return past
}

/** Nothing of a passed run. */
export function findFailing({ servers, lines, failedAtMs, events }: FailedRun): readonly number[] {
  if (failedAtMs === undefined) return []
  const members = membersOf(servers, events)
  const found = new Set<number>()
  const addLast = (name: string, isMeant: (event: TraceEvent) => boolean, text = ''): void => {
    for (const who of members.get(name) ?? []) {
      const event = findMeant(events, text, (one) => one.who === who && isMeant(one))
      if (event >= 0) found.add(event)
    }
  }
  for (const { kind, text } of lines) {
    if (kind === 'field') continue
    const said = kind === 'headline' ? text.slice(text.indexOf(': ') + 1) : text
    for (const { name, ms } of namedIn(said, members)) {
      if (ms !== undefined) addLast(name, ({ atMs }) => Math.floor(atMs) === ms, said)
      else if (kind === 'headline') addLast(name, ({ atMs }) => atMs <= failedAtMs)
    }
  }
  // It names nobody: it is about all.
  if (found.size === 0) for (const name of servers) addLast(name, ({ atMs }) => atMs <= failedAtMs)
  return [...found].sort((one, other) => one - other)
}

interface Named {
  readonly name: string
  /** The moment that follows the name, before another one does. */
  readonly ms?: number
}

function namedIn(text: string, names: ReadonlyMap<string, unknown>): readonly Named[] {
  const found: Named[] = []
  for (const [, moment, word] of text.matchAll(
    /\bat ([\d,]+) (?:virtual )?ms\b|(\w+(?:\.\w+)*)/g,
  )) {
    if (word !== undefined && names.has(word)) found.push({ name: word })
    const last = found.at(-1)
    if (moment === undefined || last === undefined) continue
    const ms = Number(moment.replaceAll(',', ''))
    if (last.ms === undefined) found.pop()
    found.push({ name: last.name, ms })
  }
  return found
}
