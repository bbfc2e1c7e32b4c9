/**
 * Moments that a text of the heading names, and which event each is about: of `S1  left it at
 * 722 ms` one of S1. Pure.
 */
import type { TraceEvent } from '../sim/trace.ts'

/** Behind `at`, `since` or `from`, or an end of a stretch: `from 7 ms to 9 ms`, `2.8-3.7 ms`. */
const MOMENT = new RegExp(
  [
    /(?<=\b(?:at|since|from) )\d[\d,]*(?= (?:virtual )?ms\b)/.source,
    /(?<=\bfrom [\d,]+ (?:ms )?to )\d[\d,]*(?= ms\b)/.source,
    /(?<=\bfrom )\d[\d,]*(?= to [\d,]+ ms\b)/.source,
    /(?<![\d,.])\d[\d,.]*(?=-[\d,.]+ ms\b)/.source,
    /(?<=\d-)\d[\d,.]*(?= ms\b)/.source,
  ].join('|'),
  'g',
)
const WORDS = /\w+(?:\.\w+)*/g

export interface Moment {
  /** Where its digits stand in the text, and they. */
  readonly index: number
  readonly digits: string
  /** Of its event, or the end of what the digits leave open: they are cut behind the last. */
  readonly atMs: number
  readonly event?: number
}

/** The names that texts use, each with the processes it stands for. */
export type Members = ReadonlyMap<string, readonly string[]>

export function findMoments(
  text: string,
  members: Members,
  events: readonly TraceEvent[],
): readonly Moment[] {
  return [...text.matchAll(MOMENT)].map(({ 0: digits, index }) => {
    const fromMs = Number(digits.replaceAll(',', ''))
    const rest = digits.includes('.') ? 0.099 : 0.999
    const lastMs = Number((fromMs + rest).toFixed(3))
    const names = [...text.slice(0, index).matchAll(WORDS)].map(([word]) => word)
    const name = names.findLast((word) => members.has(word))
    const meant = name === undefined ? [] : (members.get(name) ?? [])
    const event = findMeant(events, text, ({ who, atMs }) => {
      return atMs >= fromMs && atMs <= lastMs && meant.includes(who)
    })
    const found = events[event]
    if (found === undefined) return { index, digits, atMs: lastMs }
    return { index, digits, atMs: found.atMs, event }
  })
}

/** The last of these events; better one that applied a command of which the text speaks. */
export function findMeant(
  events: readonly TraceEvent[],
  text: string,
  isMeant: (event: TraceEvent) => boolean,
): number {
  const applied = events.findLastIndex((event) => {
    if (event.kind !== 'apply' || !isMeant(event)) return false
    const command = String(event.command ?? '')
    return command !== '' && text.includes(command)
  })
  return applied >= 0 ? applied : events.findLastIndex(isMeant)
}
