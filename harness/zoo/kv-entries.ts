/** The zoo of lab 3: wrong key-value services, as patches on `solutions/kvraft`. */
import type { ZooEntry } from './entry.ts'
import { kvServiceEntries } from './kv-3a.ts'
import { kvSnapshotEntries } from './kv-3b.ts'

export const kvEntries: readonly ZooEntry[] = [...kvServiceEntries, ...kvSnapshotEntries]
