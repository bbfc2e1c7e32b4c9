/** Every kind of fault on the Raft that answers late and keeps its log in segments. */
import type { Base } from '../entry.ts'
import { elections } from './late/elections.ts'
import { log } from './late/log.ts'
import { persistence } from './late/persistence.ts'
import { snapshots } from './late/snapshots.ts'
import { terms } from './late/terms.ts'

export const late: Base = {
  folder: 'harness/test/rafts/late',
  kinds: { ...elections, ...log, ...persistence, ...terms, ...snapshots },
  scenes: {
    TestSnapshotKeepsAcknowledged2D:
      'It sends a message three times before it sends another, so the snapshot leaves when the follower has heard nothing for 600 ms. By then that one mostly stands for election; under a seed now and then it does in every round.',
  },
}
