/** A wrong solution: the right one with a few lines changed, and the tests that must notice. */

/** One change of one file; `find` occurs there exactly once. */
export interface Patch {
  /** Path in the submission: `raft/leader.ts`. */
  readonly file: string
  readonly find: string
  readonly replace: string
}

export interface ZooEntry {
  /** kebab-case */
  readonly id: string
  /** What the student got wrong, in one sentence. */
  readonly title: string
  /** The part that must catch it under every seed: `2A`. */
  readonly part: string
  /** Tests expected to catch it; at least one of them does under every seed. */
  readonly tests: readonly string[]
  /** Folder of the right solution that the patches fit; `solutions` where none is named. */
  readonly base?: string
  readonly patches: readonly Patch[]
}
