/**
 * The zoo of lab 2 on the Raft in Go: kinds as on the others. Apart from them, because it needs a
 * Go on the machine.
 */
import { entriesOn, type ZooEntry } from './entry.ts'
import { raftKinds } from './raft-entries.ts'
import { go } from './rafts/go.ts'

export const goEntries: readonly ZooEntry[] = entriesOn(raftKinds, [go])
