/** Every kind of fault on the Raft that does everything in one polling loop. */
import type { Base } from '../entry.ts'
import { elections } from './lazy/elections.ts'
import { kept } from './lazy/kept.ts'
import { log } from './lazy/log.ts'
import { persistence } from './lazy/persistence.ts'
import { snapshots } from './lazy/snapshots.ts'
import { terms } from './lazy/terms.ts'

export const lazy: Base = {
  folder: 'harness/test/rafts/lazy',
  kinds: { ...elections, ...log, ...persistence, ...terms, ...snapshots, ...kept },
}
