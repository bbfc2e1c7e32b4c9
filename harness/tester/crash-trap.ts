/** Crashes a server when it comes to a point of its own code. */

/** Where a server can be made to crash. */
export interface CrashPoint {
  readonly at:
    | 'before-save'
    | 'after-save'
    | 'before-request'
    | 'before-reply'
    | 'after-reply'
    /** A reply to a client of a service, not one of its Raft. */
    | 'before-answer'
  /** 1 is the next time. */
  readonly count: number
}

/** One point at a time, in one life of a server. */
export class CrashTrap {
  readonly #crash: () => void
  #point: CrashPoint | undefined
  #countdown = 0

  /** `crash` must crash the server. */
  constructor(crash: () => void) {
    this.#crash = crash
  }

  /** In the place of the point before. */
  set(point: CrashPoint): void {
    this.#point = point
    this.#countdown = point.count
  }

  /** The server is there; true when it has crashed over it. */
  isSprung(at: CrashPoint['at']): boolean {
    if (this.#point?.at !== at || --this.#countdown > 0) return false
    this.#point = undefined
    this.#crash()
    return true
  }
}
