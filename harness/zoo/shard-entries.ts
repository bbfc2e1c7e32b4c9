/** The zoo of lab 4: wrong shard controllers and sharded stores, as patches on `solutions/`. */
import type { ZooEntry } from './entry.ts'

export const shardEntries: readonly ZooEntry[] = []
