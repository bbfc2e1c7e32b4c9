/** The whole of the event that the reader points at, or of the one that happened last. */
import type { TraceEvent } from '../sim/trace.ts'
import { make } from './dom.ts'
import { formatMs } from './view.ts'

/** Shown of an event's words. */
const LETTERS_MAX = 1_500

export class Details {
  readonly element = make('section', { class: 'details', 'aria-label': 'The event' })
  #shown: TraceEvent | undefined

  show(event: TraceEvent | undefined): void {
    if (event === this.#shown) return
    this.#shown = event
    if (event === undefined) {
      this.element.replaceChildren()
      return
    }
    const { atMs, kind, who, text, svcMeth, why, answeredAtMs } = event
    const facts = [
      `${formatMs(atMs)}  ${who}  ${kind}`,
      ...(typeof svcMeth === 'string' ? [svcMeth] : []),
      ...(typeof why === 'string' ? [why] : []),
      ...(typeof answeredAtMs === 'number' ? [`answered at ${formatMs(answeredAtMs)}`] : []),
    ]
    this.element.replaceChildren(
      make('p', { class: 'facts' }, facts.join(' · ')),
      make('pre', {}, String(text ?? kind).slice(0, LETTERS_MAX)),
    )
  }
}
