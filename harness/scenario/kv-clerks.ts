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
    const taken = [...new Set(deed.clerks)].sort().map((clerk) => {
      const operations = Array.from({ length: count }, () => {
        if (op === 'get') return (asked: KvClerk) => asked.get(key)
        // Every value is another one, so that a history can be read in only one way.
        const value = `${++this.#written} `
        return (asked: KvClerk) => asked[op](key, value)
      })
      return { name: `C${clerk}`, count: this.#queues.ask(clerk, operations) }
    })
    const asked = taken.filter((one) => one.count > 0)
    if (asked.length === 0) return [undefined, []]
    this.#keys.add(key)
    const most = Math.max(...asked.map((one) => one.count))
    const names = asked.map(({ name }) => name)
    return [describeAsk({ ...deed, count: most }, names), []]
  }
}
