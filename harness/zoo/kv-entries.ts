/** The zoo of lab 3: every kind of wrong key-value service, on every right one. */
import { type Base, entriesOn, referenceBase, type ZooEntry } from './entry.ts'
import { serviceKinds } from './kv-3a.ts'
import { serviceSnapshotKinds } from './kv-3b.ts'
import { batching } from './services/batching.ts'

export const kvKinds = [...serviceKinds, ...serviceSnapshotKinds]

export const kvBases: readonly Base[] = [referenceBase(kvKinds), batching]

export const kvEntries: readonly ZooEntry[] = entriesOn(kvKinds, kvBases)
