/** Every kind of fault on the Raft that does everything in one polling loop. */
import type { Base } from '../entry.ts'

export const lazy: Base = {
  folder: 'harness/test/rafts/lazy',
  kinds: {},
}
