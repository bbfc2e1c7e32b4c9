/** The Persister a server sees: its own copy of what was saved, and a message out for every save. */
import type { Persister } from '../../api/lab.ts'
import { OP } from '../protocol.ts'
import type { Outbox } from './outbox.ts'
import { copyBytes, isBytes } from './primordial-extras.ts'

const EMPTY = new Uint8Array(0)

export function makePersister(
  outbox: Outbox,
  savedState: Uint8Array,
  savedSnapshot: Uint8Array,
): Persister {
  let raftState = copyBytes(savedState)
  let snapshot = copyBytes(savedSnapshot)
  return {
    save(newState, newSnapshot) {
      if (!isBytes(newState))
        throw new TypeError('persister.save(): raftState must be a Uint8Array')
      if (newSnapshot !== undefined && newSnapshot !== null && !isBytes(newSnapshot)) {
        throw new TypeError('persister.save(): snapshot must be a Uint8Array or left out')
      }
      raftState = copyBytes(newState)
      snapshot = copyBytes(newSnapshot ?? EMPTY)
      outbox.put(OP.save, raftState, snapshot)
    },
    readRaftState: () => copyBytes(raftState),
    readSnapshot: () => copyBytes(snapshot),
    raftStateSize: () => raftState.length,
    snapshotSize: () => snapshot.length,
  }
}
