/** Every kind of fault on the Raft that is a pure step function. */
import type { Base } from '../entry.ts'
import { elections } from './step/elections.ts'
import { kept } from './step/kept.ts'
import { log } from './step/log.ts'
import { persistence } from './step/persistence.ts'
import { snapshots } from './step/snapshots.ts'
import { terms } from './step/terms.ts'

export const step: Base = {
  folder: 'harness/test/rafts/step',
  kinds: { ...elections, ...log, ...persistence, ...terms, ...snapshots, ...kept },
}
