/**
 * A failure of the student's code, as data. Everything that ends a run early becomes one of these;
 * only `report/` turns it into lines.
 */

/** Which kind of thing went wrong; results are grouped by it. */
export type FailureKind =
  /** A check of a test or a monitor. */
  | 'check'
  /** Student code threw, rejected or returned what it must not. */
  | 'exception'
  /** Nothing was left that could happen. */
  | 'deadlock'
  /** Virtual time stood still: a loop over setImmediate and the like. */
  | 'storm'
  /** 120 virtual seconds are over. */
  | 'timeout'
  /** A piece of student code did not come back. */
  | 'hang'
  /** The worker ran out of memory. */
  | 'memory'
  /** The worker died in another way. */
  | 'crash'
  /** The submission does not build, so nothing was run. */
  | 'build'
  /** An audit has shown that the run was tampered with: the whole submission counts for nothing. */
  | 'void'
  /** A verdict could not be reached; never a pass. */
  | 'unknown'

export interface Failure {
  readonly kind: FailureKind
  /**
   * One sentence: what was seen and where, e.g. `S0 and S2 applied different commands at index 7`.
   */
  readonly message: string
  /** More of what was seen, a line each, e.g. `S0  "x=1"  term 3, at 2,310 ms`. */
  readonly details: readonly string[]
  /** Virtual ms at which it was noticed. */
  readonly atMs: number
  /** The rule it breaks, with its source: `Raft Fig. 3, State Machine Safety`. */
  readonly rule?: string
  /** The student's own frames, innermost first: `raft/raft.ts:41:7 (in requestVote)`. */
  readonly frames: readonly string[]
}

export interface FailureNotes {
  readonly kind?: FailureKind
  readonly rule?: string
  readonly details?: readonly string[]
  readonly frames?: readonly string[]
}

/** Thrown by every check: the student's code is wrong. */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure'
  readonly notes: FailureNotes

  constructor(message: string, notes: FailureNotes = {}) {
    super(message)
    this.notes = notes
  }

  /** The same as data, at a moment. */
  at(atMs: number): Failure {
    const { kind = 'check', rule, details = [], frames = [] } = this.notes
    return {
      kind,
      message: this.message,
      details,
      atMs,
      ...(rule === undefined ? {} : { rule }),
      frames,
    }
  }
}

/** Thrown when we are wrong: stop, blame nobody. */
export class HarnessError extends Error {
  override readonly name = 'HarnessError'
}
