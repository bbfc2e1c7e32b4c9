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
  scenes: {
    TestFigure8Steps2C:
      'The leader of (c) hears one follower of four until it is seen to lead and 500 ms more; 600 ms are enough for it to step down.',
  },
}
