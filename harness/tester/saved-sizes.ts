/** How much a server of labs 3 and 4B may have saved, and what it says that one has saved more. */
import type { SavedSizes } from '../labrpc/persister.ts'
import { CheckFailure } from './failure.ts'
import { formatBytes } from './format-bytes.ts'
import { RULE } from './rules.ts'

/** 6.5840 kvraft and shardkv: a log may be so many times as large as asked for. */
const LOG_FACTOR = 8

/** The log must have been trimmed, where snapshots are wanted; there must be none where not. */
export function checkSavedSizes(who: string, saved: SavedSizes, maxRaftState: number): void {
  const { raftStateSize, snapshotSize } = saved
  if (maxRaftState < 0) {
    if (snapshotSize === 0) return
    throw new CheckFailure(
      `${who} has saved a snapshot of ${formatBytes(snapshotSize)}, but maxRaftState is ${maxRaftState}`,
      { rule: RULE.noSnapshots },
    )
  }
  if (raftStateSize <= LOG_FACTOR * maxRaftState) return
  throw new CheckFailure(
    `${who} has saved ${formatBytes(raftStateSize)} of Raft state, more than ${LOG_FACTOR} times maxRaftState, which is ${maxRaftState}`,
    { rule: RULE.snapshotInTime, details: [describeSnapshot(who, snapshotSize)] },
  )
}

function describeSnapshot(who: string, size: number): string {
  return size === 0
    ? `${who}  has saved no snapshot`
    : `${who}  has saved a snapshot of ${formatBytes(size)} with it`
}
