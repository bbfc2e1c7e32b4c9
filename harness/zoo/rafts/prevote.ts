/** Every kind of fault on the Raft with pre-vote and leader stickiness. */
import type { Base } from '../entry.ts'

export const prevote: Base = {
  folder: 'harness/test/rafts/prevote',
  kinds: {},
}
