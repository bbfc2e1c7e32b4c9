/**
 * The state of a run after any of its events. Stepped on from the state asked for last, or from one
 * kept on the way, so that a jump costs no more than a few hundred steps. Pure.
 */
import type { TraceEvent } from '../sim/trace.ts'

/** How a state comes about; `step` changes it in place. */
export interface Reducer<S> {
  start(): S
  step(state: S, event: TraceEvent, at: number): void
  copy(state: S): S
}

/** Events between two kept states: ours, small enough for a frame, large enough for memory. */
const KEPT_EVERY = 500

export class Replay<S> {
  readonly #events: readonly TraceEvent[]
  readonly #reducer: Reducer<S>
  /** The state before event 0, KEPT_EVERY, 2 * KEPT_EVERY, ... as far as it was ever asked for. */
  readonly #kept: S[]
  #now: S
  /** Events that are in `#now`. */
  #done = 0

  constructor(events: readonly TraceEvent[], reducer: Reducer<S>) {
    this.#events = events
    this.#reducer = reducer
    this.#now = reducer.start()
    this.#kept = [reducer.copy(this.#now)]
  }

  /** After the event at `cursor`; -1 for before the first. Good until the next call. */
  after(cursor: number): S {
    const wanted = Math.min(Math.max(cursor + 1, 0), this.#events.length)
    const kept = Math.min(Math.floor(wanted / KEPT_EVERY), this.#kept.length - 1)
    if (wanted < this.#done || kept * KEPT_EVERY > this.#done) {
      this.#now = this.#reducer.copy(this.#kept[kept] as S)
      this.#done = kept * KEPT_EVERY
    }
    while (this.#done < wanted) this.#step()
    return this.#now
  }

  #step(): void {
    this.#reducer.step(this.#now, this.#events[this.#done] as TraceEvent, this.#done)
    this.#done++
    if (this.#done === this.#kept.length * KEPT_EVERY) {
      this.#kept.push(this.#reducer.copy(this.#now))
    }
  }
}
