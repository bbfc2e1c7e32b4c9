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

t.test('bytes changed after a read stay as they were saved', async (t) => {
  const saved = new SavedState()
  saved.save(Uint8Array.of(1, 2), Uint8Array.of(3, 4))
  saved.readRaftState()[1] = 9
  saved.readSnapshot()[1] = 9
  t.strictSame(saved.readRaftState(), Uint8Array.of(1, 2))
  t.strictSame(saved.readSnapshot(), Uint8Array.of(3, 4))
})

t.test('a copy does not see later writing into the bytes that were saved', async (t) => {
  const saved = new SavedState()
  const raftState = Uint8Array.of(1, 2)
  saved.save(raftState)
  const copy = saved.copy()
  raftState[0] = 9
  t.strictSame(copy.readRaftState(), Uint8Array.of(1, 2))
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
