/**
 * How strongly pictures show a message or a mark, by what the reader has chosen: what is left out
 * of the log is left out here, and what is not asked for steps back.
 */
import type { TraceEvent } from '../sim/trace.ts'
import { isShown } from './log-filter.ts'
import type { Message } from './story-model.ts'
import type { View } from './view.ts'

export const FAINT = 0.12

export class Emphasis {
  readonly #events: readonly TraceEvent[]
  readonly #view: View
  /** Of each event whether it led to the failure; undefined where nothing failed. */
  readonly #past: Uint8Array | undefined
  #words = ''
  /** Of each event whether it holds the words; undefined while there are none. */
  #matches: Uint8Array | undefined

  constructor(events: readonly TraceEvent[], view: View, past: Uint8Array | undefined) {
    this.#events = events
    this.#view = view
    this.#past = past
  }

  /** 0 for not at all, 1 for all. */
  ofEvent(event: number): number {
    if (this.#matching?.[event] === 0) return 0
    const { focus, isOnlyPast } = this.#view
    const isFar = focus !== undefined && this.#events[event]?.who !== focus
    return isFar || (isOnlyPast && this.#past?.[event] === 0) ? FAINT : 1
  }

  /** Of a request or a reply. One that never arrived led to nothing. */
  ofLeg(message: Message, isReply: boolean): number {
    const { svcMeth, from, to } = message
    const { hidden, focus, isOnlyPast } = this.#view
    if (hidden.has(svcMeth)) return 0
    const matching = this.#matching
    if (matching !== undefined && !message.events.some((event) => matching[event] === 1)) return 0
    if (focus !== undefined && from !== focus && to !== focus) return FAINT
    if (!isOnlyPast || this.#past === undefined) return 1
    const arrival = isReply ? message.replyEvent : message.requestEvent
    return arrival !== undefined && this.#past[arrival] === 1 ? 1 : FAINT
  }

  /** Whether a line of the log steps back; what it leaves out it decides itself. */
  isFaint(event: number): boolean {
    return this.#view.isOnlyPast && this.#past?.[event] === 0
  }

  get #matching(): Uint8Array | undefined {
    const { words } = this.#view
    if (words === this.#words) return this.#matches
    this.#words = words
    const choice = { words, focus: undefined, hidden: new Set<string>() }
    this.#matches =
      words.trim() === ''
        ? undefined
        : Uint8Array.from(this.#events, (event) => Number(isShown(event, choice)))
    return this.#matches
  }
}
