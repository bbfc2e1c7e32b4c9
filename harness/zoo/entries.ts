/** The whole zoo, in course order. */
import type { ZooEntry } from './entry.ts'
import { kvEntries } from './kv-entries.ts'
import { raftEntries } from './raft-entries.ts'
import { shardEntries } from './shard-entries.ts'

export const zooEntries: readonly ZooEntry[] = [...raftEntries, ...kvEntries, ...shardEntries]
