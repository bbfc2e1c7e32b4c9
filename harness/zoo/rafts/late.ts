/** Every kind of fault on the Raft that answers late and keeps its log in segments. */
import type { Base } from '../entry.ts'
import { elections } from './late/elections.ts'
import { kept } from './late/kept.ts'
import { log } from './late/log.ts'
import { persistence } from './late/persistence.ts'
import { snapshots } from './late/snapshots.ts'
import { terms } from './late/terms.ts'

export const late: Base = {
  folder: 'harness/test/rafts/late',
  kinds: { ...elections, ...log, ...persistence, ...terms, ...snapshots, ...kept },
}
