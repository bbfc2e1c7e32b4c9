/** Every kind of fault on the Raft with pre-vote and leader stickiness. */
import type { Base } from '../entry.ts'
import { elections } from './prevote/elections.ts'
import { log } from './prevote/log.ts'
import { persistence } from './prevote/persistence.ts'
import { snapshots } from './prevote/snapshots.ts'
import { terms } from './prevote/terms.ts'

export const prevote: Base = {
  folder: 'harness/test/rafts/prevote',
  kinds: { ...elections, ...log, ...persistence, ...terms, ...snapshots },
}
