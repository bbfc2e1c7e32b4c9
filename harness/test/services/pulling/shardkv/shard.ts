/** The keys of one shard, and which writes have been carried out on them. */
import type { Contents, Operation } from './common.ts'

export class Shard {
  readonly #values: Map<string, string>
  /** By clerk: the last one. */
  readonly #lastWrites: Map<number, number>

  /** Holds nothing of the contents it is made from. */
  constructor({ values, lastWrites }: Contents = { values: [], lastWrites: [] }) {
    this.#values = new Map(values)
    this.#lastWrites = new Map(lastWrites)
  }

  /** What the clerk is answered. A write that was carried out before has no further effect. */
  execute({ kind, key, value, clerk, serial }: Operation): string {
    const before = this.#values.get(key) ?? ''
    if (kind === 'get') return before
    if (serial <= (this.#lastWrites.get(clerk) ?? 0)) return ''
    this.#lastWrites.set(clerk, serial)
    this.#values.set(key, kind === 'put' ? value : before + value)
    return ''
  }

  contents(): Contents {
    return { values: [...this.#values], lastWrites: [...this.#lastWrites] }
  }
}
