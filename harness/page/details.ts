/**
 * The whole of the event that the reader points at, or of the one that happened last. Of a message
 * it has the way to its other events: call, request, reply or loss.
 */
import type { TraceEvent } from '../sim/trace.ts'
import { elideRuns } from './body-words.ts'
import type { Clock } from './clock.ts'
import { make } from './dom.ts'
import { idsIn } from './follow-ids.ts'
import type { Saves } from './save-words.ts'
import type { Message } from './story-model.ts'
import { formatMs, type View } from './view.ts'

/** Shown of an event's words. */
const LETTERS_MAX = 1_500

export interface DetailsParts {
  readonly clock: Clock
  readonly view: View
  readonly saves: Saves
}

export class Details {
  readonly element = make('section', { class: 'details', 'aria-label': 'The event' })
  readonly #events: readonly TraceEvent[]
  readonly #clock: Clock
  readonly #view: View
  readonly #saves: Saves
  /** By the places of their events. */
  readonly #messages: ReadonlyMap<number, Message>
  #shown: number | undefined

  constructor(
    events: readonly TraceEvent[],
    messages: readonly Message[],
    { clock, view, saves }: DetailsParts,
  ) {
    this.#events = events
    this.#clock = clock
    this.#view = view
    this.#saves = saves
    this.#messages = new Map(messages.flatMap((of) => of.events.map((event) => [event, of])))
  }

  show(at: number): void {
    if (at === this.#shown) return
    this.#shown = at
    const event = this.#events[at]
    if (event === undefined) {
      this.element.replaceChildren()
      return
    }
    const { atMs, kind, who, text, svcMeth, why } = event
    const facts = [
      `${formatMs(atMs)}  ${who}  ${kind}`,
      ...(typeof svcMeth === 'string' ? [svcMeth] : []),
      ...(typeof why === 'string' ? [why] : []),
    ]
    const hadFocus = this.element.contains(document.activeElement)
    this.element.replaceChildren(
      make('p', { class: 'facts' }, facts.join(' · ')),
      make('pre', {}, elideRuns(String(text ?? kind)).slice(0, LETTERS_MAX)),
      ...(kind === 'save' ? [this.#saved(at)] : []),
      ...this.#wayOf(at),
      ...this.#followsOf(String(text ?? '')),
    )
    if (hadFocus) this.element.querySelector<HTMLElement>('[aria-current]')?.focus()
  }

  /** To the next event of the message that is the present one; after the last to the first. */
  toOtherEnd(): void {
    const { cursor } = this.#clock
    const events = this.#messages.get(cursor)?.events
    const next = events?.find((event) => event > cursor) ?? events?.[0]
    if (next !== undefined) this.#clock.goToEvent(next)
  }

  #saved(at: number): HTMLElement {
    return make('ul', {}, ...this.#saves.facts(at).map((fact) => make('li', {}, fact)))
  }

  /** By what one request can be followed through everything: it goes into the filter. */
  #followsOf(text: string): readonly HTMLElement[] {
    const ways = idsIn(text).map((words) => {
      const title = 'Only what has these, in the list and in the diagram'
      const way = make('button', { type: 'button', title }, words.replaceAll(',', ', '))
      way.addEventListener('click', () => {
        this.#view.words = this.#view.words === words ? '' : words
        this.#clock.changed()
      })
      return way
    })
    return ways.length === 0 ? [] : [make('p', { class: 'way' }, 'follow ', ...ways)]
  }

  #wayOf(at: number): readonly HTMLElement[] {
    const message = this.#messages.get(at)
    if (message === undefined || message.events.length < 2) return []
    const steps = message.events.map((event) => {
      const { kind, who, atMs } = this.#events[event] as TraceEvent
      const step = make('button', { type: 'button' }, `${kind} at ${who}, ${formatMs(atMs)}`)
      if (event === at) step.setAttribute('aria-current', 'true')
      step.addEventListener('click', () => this.#clock.goToEvent(event))
      return step
    })
    return [make('p', { class: 'way', title: 'Its other end (o)' }, ...steps)]
  }
}
