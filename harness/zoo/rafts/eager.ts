/** Every kind of fault on the Raft that sends at once and streams. */
import type { Base } from '../entry.ts'
import { elections } from './eager/elections.ts'
import { kept } from './eager/kept.ts'
import { log } from './eager/log.ts'
import { persistence } from './eager/persistence.ts'
import { snapshots } from './eager/snapshots.ts'
import { terms } from './eager/terms.ts'

export const eager: Base = {
  folder: 'harness/test/rafts/eager',
  kinds: { ...elections, ...log, ...persistence, ...terms, ...snapshots, ...kept },
}
