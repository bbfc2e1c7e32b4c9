/** The zoo of lab 3: wrong key-value services. */
import type { ZooEntry } from './entry.ts'
import { kvServiceEntries } from './kv-3a.ts'
import { kvSnapshotEntries } from './kv-3b.ts'
import { batchServiceEntries, batchSnapshotEntries } from './kv-batches.ts'

export const kvEntries: readonly ZooEntry[] = [
  ...kvServiceEntries,
  ...batchServiceEntries,
  ...kvSnapshotEntries,
  ...batchSnapshotEntries,
]
