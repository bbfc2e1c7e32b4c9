/** What a server saved is its own: nobody's later writing changes it. */
import t from 'tap'
import { SavedState } from '../../labrpc/persister.ts'

t.test('a new state is empty', async (t) => {
  const saved = new SavedState()
  t.strictSame(saved.readRaftState(), new Uint8Array(0))
  t.strictSame(saved.readSnapshot(), new Uint8Array(0))
  t.equal(saved.raftStateSize, 0)
  t.equal(saved.snapshotSize, 0)
  t.equal(saved.saveCount, 0)
})

t.test('a save replaces both, and one without a snapshot erases it', async (t) => {
  const saved = new SavedState()
  saved.save(Uint8Array.of(1, 2), Uint8Array.of(3))
  t.strictSame(saved.readRaftState(), Uint8Array.of(1, 2))
  t.strictSame(saved.readSnapshot(), Uint8Array.of(3))
  t.equal(saved.raftStateSize, 2)
  t.equal(saved.snapshotSize, 1)
  saved.save(Uint8Array.of(4))
  t.strictSame(saved.readRaftState(), Uint8Array.of(4))
  t.equal(saved.snapshotSize, 0)
  t.equal(saved.saveCount, 2)
})

t.test('bytes changed after a save or a read stay as they were saved', async (t) => {
  const saved = new SavedState()
  const raftState = Uint8Array.of(1, 2)
  const snapshot = Uint8Array.of(3, 4)
  saved.save(raftState, snapshot)
  raftState[0] = 9
  snapshot[0] = 9
  saved.readRaftState()[1] = 9
  saved.readSnapshot()[1] = 9
  t.strictSame(saved.readRaftState(), Uint8Array.of(1, 2))
  t.strictSame(saved.readSnapshot(), Uint8Array.of(3, 4))
})

t.test('bytes that are a window on a larger buffer are saved alone', async (t) => {
  const saved = new SavedState()
  const buffer = Uint8Array.of(1, 2, 3, 4)
  saved.save(buffer.subarray(1, 3))
  buffer.fill(9)
  t.strictSame(saved.readRaftState(), Uint8Array.of(2, 3))
  t.equal(saved.readRaftState().buffer.byteLength, 2)
})

t.test('a copy goes its own way', async (t) => {
  const saved = new SavedState()
  saved.save(Uint8Array.of(1), Uint8Array.of(2))
  const copy = saved.copy()
  saved.save(Uint8Array.of(3))
  t.strictSame(copy.readRaftState(), Uint8Array.of(1))
  t.strictSame(copy.readSnapshot(), Uint8Array.of(2))
  t.equal(copy.saveCount, 1)
  copy.save(Uint8Array.of(5), Uint8Array.of(6))
  t.strictSame(saved.readRaftState(), Uint8Array.of(3))
  t.equal(saved.snapshotSize, 0)
  t.equal(saved.saveCount, 2)
})
