/**
 * What survives a server's crash: the bytes of its last save. Lives in the world, outside every
 * realm; a server sees a copy of it (`realm/inside/persister.ts`). Source: 6.5840 persister.go.
 */

const EMPTY = new Uint8Array(0)

/** Sizes in bytes. */
export interface SavedSizes {
  readonly raftStateSize: number
  readonly snapshotSize: number
}

export class SavedState {
  #raftState: Uint8Array = EMPTY
  #snapshot: Uint8Array = EMPTY
  /** Saves so far, over all lives of the server. */
  saveCount = 0
  readonly #weigh: (bytes: Uint8Array) => number

  /** `weigh` says what bytes count in a limit, if not what they are. */
  constructor(weigh: (bytes: Uint8Array) => number = ({ length }) => length) {
    this.#weigh = weigh
  }

  /**
   * Replaces both at once. No snapshot means an empty one. Takes no copies: the bytes must stay as
   * they are until the next save.
   */
  save(raftState: Uint8Array, snapshot: Uint8Array = EMPTY): void {
    this.#raftState = raftState
    this.#snapshot = snapshot
    this.saveCount++
  }

  readRaftState(): Uint8Array {
    return this.#raftState.slice()
  }

  readSnapshot(): Uint8Array {
    return this.#snapshot.slice()
  }

  get raftStateSize(): number {
    return this.#raftState.length
  }

  get snapshotSize(): number {
    return this.#snapshot.length
  }

  /** What both count in a limit. */
  get counted(): SavedSizes {
    return {
      raftStateSize: this.#weigh(this.#raftState),
      snapshotSize: this.#weigh(this.#snapshot),
    }
  }

  /** The same content, independent from now on. */
  copy(): SavedState {
    const copy = new SavedState(this.#weigh)
    copy.save(this.#raftState.slice(), this.#snapshot.slice())
    copy.saveCount = this.saveCount
    return copy
  }
}
