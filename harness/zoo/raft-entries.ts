/** The zoo of lab 2: every wrong Raft there is, in course order. */
import type { ZooEntry } from './entry.ts'
import { electionEntries } from './raft-2a.ts'
import { logEntries } from './raft-2b.ts'
import { persistEntries } from './raft-2c.ts'
import { termEntries } from './raft-2c-terms.ts'
import { snapshotEntries } from './raft-2d.ts'

export const raftEntries: readonly ZooEntry[] = [
  ...electionEntries,
  ...logEntries,
  ...persistEntries,
  ...termEntries,
  ...snapshotEntries,
]
