/** The whole zoo, in course order, and the right solutions that it is made from. */
import type { Base, ZooEntry } from './entry.ts'
import { kvBases, kvEntries } from './kv-entries.ts'
import { raftBases, raftEntries } from './raft-entries.ts'
import { shardBases, shardEntries } from './shard-entries.ts'

export const zooEntries: readonly ZooEntry[] = [...raftEntries, ...kvEntries, ...shardEntries]

export const zooBases: readonly Base[] = [...raftBases, ...kvBases, ...shardBases]
