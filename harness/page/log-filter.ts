/** Which events the log shows: what the reader has chosen by words, server and method. Pure. */
import type { TraceEvent } from '../sim/trace.ts'
import { plainText } from './follow-ids.ts'
import { formatCount } from './view.ts'

/** Kinds that the pictures show and a reader of words seldom wants; told when asked for by name. */
const UNTOLD = new Set(['timer-set', 'timer-cleared', 'link'])

/** `requestId:2` */
const FIELD = /\w"?:/

export interface Choice {
  readonly words: string
  /** Only what happens at this server, or on the way from or to it. */
  readonly focus: string | undefined
  /** RPC methods left out. */
  readonly hidden: ReadonlySet<string>
}

/** What a reader of words is told at an event: itself, or what was told last at its moment. */
export function toldAt(events: readonly TraceEvent[], at: number): number {
  for (let back = at; events[back]?.atMs === events[at]?.atMs && back >= 0; back--) {
    if (!UNTOLD.has((events[back] as TraceEvent).kind)) return back
  }
  return at
}

/** What the test finds is shown for every server: it is what the reader looks for. */
export function isShown(event: TraceEvent, { words, focus, hidden }: Choice): boolean {
  const { kind, who, from, to, svcMeth = '', text = '' } = event
  const wanted = words.trim().toLowerCase()
  if (UNTOLD.has(kind) && kind !== wanted) return false
  if (typeof svcMeth === 'string' && hidden.has(svcMeth)) return false
  if (focus !== undefined && kind !== 'check' && ![who, from, to].includes(focus)) return false
  if (wanted === '') return true
  const told = `${kind} ${who} ${svcMeth} ${text}`.toLowerCase()
  // A message and a command write the same field in two ways.
  return (
    told.includes(wanted) || (FIELD.test(wanted) && plainText(told).includes(plainText(wanted)))
  )
}

/** Of the lines there are, and of those that led to the failure where it is asked for these. */
export function describeCount(lines: number, led?: number): string {
  const all = formatCount(lines)
  if (led !== undefined) return `${formatCount(led)} of ${all} led to the failure`
  return `${all} ${lines === 1 ? 'event' : 'events'}`
}
