/** Every kind of fault on the Raft that answers late and keeps its log in segments. */
import type { Base } from '../entry.ts'

export const late: Base = {
  folder: 'harness/test/rafts/late',
  kinds: {},
}
