/** Tests of harness/tester/saved-sizes.ts. */
import t from 'tap'
import { checkSavedSizes } from '../../tester/saved-sizes.ts'

t.test('where no snapshots are wanted there is none, and the log may grow', async (t) => {
  checkSavedSizes('S1', { raftStateSize: 100_000, snapshotSize: 0 }, -1)
  t.throws(() => checkSavedSizes('S1', { raftStateSize: 9, snapshotSize: 1_234 }, -1), {
    message: 'S1 has saved a snapshot of 1,234 bytes, but maxRaftState is -1',
  })
})

t.test('a log that stays too long, with and without a snapshot', async (t) => {
  checkSavedSizes('S1', { raftStateSize: 8_000, snapshotSize: 0 }, 1_000)
  const message =
    'S1 has saved 8,001 bytes of Raft state, more than 8 times maxRaftState, which is 1000'
  for (const [snapshotSize, says] of [
    [0, 'S1  has saved no snapshot'],
    [1, 'S1  has saved a snapshot of 1 byte with it'],
  ] as const) {
    t.throws(() => checkSavedSizes('S1', { raftStateSize: 8_001, snapshotSize }, 1_000), {
      message,
      notes: { details: [says] },
    })
  }
})
