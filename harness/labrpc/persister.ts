/**
 * What survives a server's crash: the bytes of its last save. Lives in the world, outside every realm;
 * a server sees a copy of it (`realm/inside/persister.ts`). Source: 6.5840 persister.go.
 */

const EMPTY = new Uint8Array(0)

export class SavedState {
  #raftState: Uint8Array = EMPTY
  #snapshot: Uint8Array = EMPTY
  /** Saves so far, over all lives of the server. */
  saveCount = 0

  /** Replaces both at once, keeping copies. No snapshot means an empty one. */
  save(raftState: Uint8Array, snapshot: Uint8Array = EMPTY): void {
    this.#raftState = raftState.slice()
    this.#snapshot = snapshot.slice()
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

  /** The same content, independent from now on. */
  copy(): SavedState {
    const copy = new SavedState()
    copy.#raftState = this.#raftState
    copy.#snapshot = this.#snapshot
    copy.saveCount = this.saveCount
    return copy
  }
}
