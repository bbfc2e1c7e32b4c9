/** The zoo of lab 2: every kind of wrong Raft, in course order, on every right one. */
import { type Base, entriesOn, type ReferenceKind, referenceBase, type ZooEntry } from './entry.ts'
import { electionKinds } from './raft-2a.ts'
import { logKinds } from './raft-2b.ts'
import { persistKinds } from './raft-2c.ts'
import { termKinds } from './raft-2c-terms.ts'
import { snapshotKinds } from './raft-2d.ts'
import { keptKinds } from './raft-kept.ts'
import { eager } from './rafts/eager.ts'
import { late } from './rafts/late.ts'
import { lazy } from './rafts/lazy.ts'
import { prevote } from './rafts/prevote.ts'
import { step } from './rafts/step.ts'

const kinds: readonly ReferenceKind[] = [
  ...electionKinds,
  ...logKinds,
  ...persistKinds,
  ...termKinds,
  ...snapshotKinds,
  ...keptKinds,
]

export const raftKinds = kinds.toSorted((a, b) => a.part.localeCompare(b.part, 'en'))

export const raftBases: readonly Base[] = [
  referenceBase(raftKinds),
  eager,
  lazy,
  prevote,
  step,
  late,
]

export const raftEntries: readonly ZooEntry[] = entriesOn(raftKinds, raftBases)
