/** Every kind of fault on the Raft that sends at once and streams. */
import type { Base } from '../entry.ts'

export const eager: Base = {
  folder: 'harness/test/rafts/eager',
  kinds: {},
}
