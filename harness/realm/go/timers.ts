/**
 * The timers of a Go program as one of the world's: of all that its runtime has asked for, the
 * earliest. The runtime sets its timer anew in every event, mostly to the same moment.
 */

/** What came of an event: the world's timer to clear, and the one to set. */
export interface TimerChange {
  readonly clear?: number
  readonly set?: { readonly id: number; readonly delayMs: number }
}

export class GoTimers {
  /** When each is due, in ns of the program's clock, by the runtime's number. */
  readonly #due = new Map<number, number>()
  #lastId = 0
  #lastArmed = 0
  #armed: { readonly id: number; readonly atNs: number } | undefined

  /** The runtime asks to be woken; answers its number. */
  schedule(nowNs: number, delayMs: number): number {
    this.#due.set(++this.#lastId, nowNs + delayMs * 1e6)
    return this.#lastId
  }

  clear(id: number): void {
    this.#due.delete(id)
  }

  /** The world's timer has fired: when it was due. */
  fire(id: number): number | undefined {
    if (this.#armed?.id !== id) return undefined
    const { atNs } = this.#armed
    this.#armed = undefined
    return atNs
  }

  /** The world has cleared its timer by itself. */
  disarm(): void {
    this.#armed = undefined
  }

  /** Whether one is due that the runtime has not taken notice of. */
  isDue(nowNs: number): boolean {
    for (const atNs of this.#due.values()) if (atNs <= nowNs) return true
    return false
  }

  /** What the world has to do so that its timer is the earliest one. */
  settle(nowNs: number): TimerChange | undefined {
    let atNs = Number.POSITIVE_INFINITY
    for (const due of this.#due.values()) atNs = Math.min(atNs, due)
    const armed = this.#armed
    if (armed?.atNs === atNs || (armed === undefined && atNs === Number.POSITIVE_INFINITY)) {
      return undefined
    }
    const clear = armed === undefined ? {} : { clear: armed.id }
    if (atNs === Number.POSITIVE_INFINITY) {
      this.#armed = undefined
      return clear
    }
    this.#armed = { id: ++this.#lastArmed, atNs }
    return { ...clear, set: { id: this.#lastArmed, delayMs: Math.max(atNs - nowNs, 1) / 1e6 } }
  }
}
