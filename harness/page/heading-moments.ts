/**
 * Moments in the heading, and where each leads. Of a clerk's operation, such as `C1  get("k")
 * 812.3-2,039.3 ms`, they are its call and its return, whatever else that clerk did then. Pure.
 */
import type { TraceEvent } from '../sim/trace.ts'
import { findMoments, type Members, type Moment } from './moments.ts'
import { formatTenths } from './view.ts'

/** Around a moment that is written in tenths. */
const HALF_MS = 0.049

export function headingMoments(
  text: string,
  members: Members,
  events: readonly TraceEvent[],
): readonly Moment[] {
  return findMoments(text, members, events).map((moment) => {
    const { index, digits } = moment
    const kind =
      text[index - 1] === '-' ? 'return' : text[index + digits.length] === '-' && 'invoke'
    if (!kind) return moment
    const [, client] = /^\s*(\S+)/.exec(text) ?? []
    const printed = digits.includes('.') ? digits : `${digits}.0`
    const event = events.findIndex((one) => {
      return one.kind === kind && one.who === client && formatTenths(one.atMs) === printed
    })
    if (event >= 0) return { index, digits, atMs: (events[event] as TraceEvent).atMs, event }
    if (!digits.includes('.') || moment.event !== undefined) return moment
    return { index, digits, atMs: Number(digits.replaceAll(',', '')) + HALF_MS }
  })
}
