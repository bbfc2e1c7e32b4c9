/**
 * The Persister a server sees: its own copy of what was saved, and a message out for every save.
 *
 * Both parts can be large and are saved with every entry, so the copies live in a few buffers that
 * are used again. The world may go on looking at the bytes of a save until it has carried out a
 * later one.
 */
import type { Persister } from '../../api/lab.ts'
import { OP } from '../protocol.ts'
import type { Outbox } from './outbox.ts'
import { copyBytes, isBytes, viewOf, writeBytes } from './primordial-extras.ts'

const EMPTY = new Uint8Array(0)

export function makePersister(
  outbox: Outbox,
  savedState: Uint8Array,
  savedSnapshot: Uint8Array,
): Persister {
  const keepState = makeKeeper(outbox)
  const keepSnapshot = makeKeeper(outbox)
  let raftState = copyBytes(savedState)
  let snapshot = copyBytes(savedSnapshot)
  return {
    save(newState, newSnapshot) {
      if (!isBytes(newState)) {
        throw new TypeError('persister.save(): raftState must be a Uint8Array')
      }
      if (newSnapshot !== undefined && newSnapshot !== null && !isBytes(newSnapshot)) {
        throw new TypeError('persister.save(): snapshot must be a Uint8Array or left out')
      }
      raftState = keepState(newState)
      const isEmpty = newSnapshot === undefined || newSnapshot === null || newSnapshot.length === 0
      snapshot = isEmpty ? EMPTY : keepSnapshot(newSnapshot)
      outbox.put(OP.save, raftState, snapshot)
    },
    readRaftState: () => copyBytes(raftState),
    readSnapshot: () => copyBytes(snapshot),
    raftStateSize: () => raftState.length,
    snapshotSize: () => snapshot.length,
  }
}

/** Copies bytes into a buffer that nobody else looks at. */
function makeKeeper(outbox: Outbox): (bytes: Uint8Array) => Uint8Array {
  /** Copies made since the outbox was last taken; the world may stop at any of them. */
  let fresh: ArrayBuffer[] = []
  /** The copy the world holds on to. */
  let held: ArrayBuffer | undefined
  let spare: ArrayBuffer[] = []
  let lastRound = outbox.round

  return (bytes) => {
    if (outbox.round !== lastRound) {
      lastRound = outbox.round
      spare = held === undefined ? [] : [held]
      for (let i = 0; i + 1 < fresh.length; i++) spare[spare.length] = fresh[i] as ArrayBuffer
      held = fresh.length > 0 ? fresh[fresh.length - 1] : held
      fresh = []
    }
    let buffer = spare.length > 0 ? spare[spare.length - 1] : undefined
    if (buffer !== undefined) spare.length--
    const size = bytes.length
    if (buffer === undefined || buffer.byteLength < size || buffer.byteLength > 4 * size + 4096) {
      buffer = new ArrayBuffer(size + (size >> 1) + 64)
    }
    fresh[fresh.length] = buffer
    const copy = viewOf(buffer, size)
    writeBytes(copy, bytes)
    return copy
  }
}
