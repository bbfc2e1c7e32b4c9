/** Clerks of a key-value service, sharded or not, that are asked for operations on a few keys. */
import type { CheckFailure } from '../tester/failure.ts'
import type { KvClerk } from '../tester/kv-clerk.ts'
import { ClerkQueues } from './clerk-queues.ts'
import type { DeedOf, Done } from './deeds.ts'
import { describeAsk } from './words.ts'

export class KvClerks {
  readonly #queues: ClerkQueues<KvClerk>
  readonly #keys = new Set<string>()
  #written = 0

  /** `fail` is told what an operation found to be wrong. */
  constructor(make: () => KvClerk, fail: (failure: CheckFailure) => void) {
    this.#queues = new ClerkQueues(make, fail)
  }

  /** Operations that were asked for and have not returned. */
  get waiting(): number {
    return this.#queues.waiting
  }

  /** That anybody was asked for, in order. */
  get keys(): readonly string[] {
    return [...this.#keys].sort()
  }

  get(clerk: number, key: string): void {
    this.#queues.ask(clerk, [(asked) => asked.get(key)])
  }

  ask(deed: DeedOf<'ask'>): Done {
    const { op, key, count } = deed
    const operation = (): ((clerk: KvClerk) => Promise<unknown>) => {
      if (op === 'get') return (clerk) => clerk.get(key)
      // Every value is another one, so that a history can be read in only one way.
      const value = `${++this.#written} `
      return (clerk) => clerk[op](key, value)
    }
    const asked = this.#queues.askAll(deed.clerks, () => Array.from({ length: count }, operation))
    if (asked === undefined) return [undefined, []]
    this.#keys.add(key)
    return [describeAsk({ ...deed, count: asked.most }, asked.names), []]
  }
}
