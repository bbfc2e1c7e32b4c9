/** Every kind of fault on the Raft that is a pure step function. */
import type { Base } from '../entry.ts'

export const step: Base = {
  folder: 'harness/test/rafts/step',
  kinds: {},
}
