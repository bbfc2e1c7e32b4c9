/**
 * The zoo of lab 4, in course order: wrong shard controllers, and every kind of wrong sharded store
 * on every right one.
 */
import { type Base, entriesOn, referenceBase, type ZooEntry } from './entry.ts'
import { pulling } from './services/pulling.ts'
import { ctrlerKinds } from './shard-4a.ts'
import { storeKinds } from './shard-4b.ts'
import { lateKinds } from './shard-4b-late.ts'
import { leaderKinds } from './shard-4b-leaders.ts'

export const shardKinds = [...storeKinds, ...lateKinds, ...leaderKinds]

export const shardBases: readonly Base[] = [referenceBase(shardKinds), pulling]

export const shardEntries: readonly ZooEntry[] = [
  ...entriesOn(ctrlerKinds, [referenceBase(ctrlerKinds)]),
  ...entriesOn(shardKinds, shardBases),
]
