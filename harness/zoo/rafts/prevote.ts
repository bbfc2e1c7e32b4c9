/** Every kind of fault on the Raft with pre-vote, leader stickiness and own entries. */
import type { Base } from '../entry.ts'
import { elections } from './prevote/elections.ts'
import { kept } from './prevote/kept.ts'
import { log } from './prevote/log.ts'
import { persistence } from './prevote/persistence.ts'
import { snapshots } from './prevote/snapshots.ts'
import { terms } from './prevote/terms.ts'

export const prevote: Base = {
  folder: 'harness/test/rafts/prevote',
  kinds: { ...elections, ...log, ...persistence, ...terms, ...snapshots, ...kept },
  scenes: {
    TestFigure8Steps2C:
      'The leader of (b) begins its term with an entry of its own, which those who elect it have before it crashes: one of them is elected then, and not who has the first command.',
  },
}
