/** A value that changes at events: what it was after any of them. Pure. */
import { lastAtMost } from './scale.ts'

export class Timeline<T> {
  readonly #events: number[] = []
  readonly #values: T[] = []

  /** Events come in their order; a later value of one event takes the place of an earlier. */
  set(event: number, value: T): void {
    if (this.#events.at(-1) === event) this.#values[this.#values.length - 1] = value
    else {
      this.#events.push(event)
      this.#values.push(value)
    }
  }

  /** Undefined before the first. */
  after(event: number): T | undefined {
    return this.#values[lastAtMost(this.#events, event)]
  }

  get last(): T | undefined {
    return this.#values.at(-1)
  }

  /** All changes as event and value. */
  *changes(): Generator<readonly [event: number, value: T]> {
    for (const [at, event] of this.#events.entries()) yield [event, this.#values[at] as T]
  }
}
