/**
 * What the plumbing of a realm offers to the globals and to `#lab`. Nothing else of the world is
 * visible.
 */
export interface InsideHost {
  /** Whether log lines are wanted; when not, they are not even formatted. */
  readonly logging: boolean
  /** Virtual ms since the world began, a float. */
  nowMs(): number
  /** From 0 up to 1, this process' seeded chance. */
  random(): number
  /** Asks the world to call `fireTimer(id)` once, after `delayMs` > 0; that runs `callback`. */
  setTimer(id: number, delayMs: number, callback: object): void
  clearTimer(id: number): void
  /** Console and debug lines. */
  log(topic: string, text: string): void
}
