/** The zoo of lab 4: every wrong shard controller and sharded store there is, in course order. */
import type { ZooEntry } from './entry.ts'
import { ctrlerEntries } from './shard-4a.ts'
import { storeEntries } from './shard-4b.ts'
import { leaderEntries } from './shard-4b-leaders.ts'

export const shardEntries: readonly ZooEntry[] = [
  ...ctrlerEntries,
  ...storeEntries,
  ...leaderEntries,
]
