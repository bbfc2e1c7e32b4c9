/**
 * What the log amounts to: keys with their values, and which writes have been carried out. The same
 * on every server after the same entries.
 */
import { decode, encode } from '#lab'
import type { Operation } from './common.ts'

/** A snapshot, in columns: `values[i]` belongs to `keys[i]`, `serials[i]` to `clerks[i]`. */
interface Columns {
  index: number
  keys: string[]
  values: string[]
  clerks: number[]
  serials: number[]
}

export class State {
  /** The last entry that is in here, all of it. */
  index = 0
  readonly #values = new Map<string, string>()
  /** By clerk, its last write. It has had an answer to all before, so they need not be known. */
  readonly #lastWrites = new Map<number, number>()

  /** Carries out one operation, unless it is a write that was carried out before. */
  apply(operation: Operation): string {
    const { kind, key, value, clerk, serial } = operation
    const before = this.#values.get(key) ?? ''
    if (kind === 'get') return before
    if (this.isDone(operation)) return ''
    this.#lastWrites.set(clerk, serial)
    this.#values.set(key, kind === 'put' ? value : before + value)
    return ''
  }

  /** A clerk that had no answer sends its write again, and so it comes to stand in two batches. */
  isDone({ clerk, serial }: Operation): boolean {
    return serial <= (this.#lastWrites.get(clerk) ?? 0)
  }

  save(): Uint8Array {
    const columns: Columns = {
      index: this.index,
      keys: [...this.#values.keys()],
      values: [...this.#values.values()],
      clerks: [...this.#lastWrites.keys()],
      serials: [...this.#lastWrites.values()],
    }
    return encode(columns)
  }

  /** Becomes what was saved, whatever it was. */
  load(snapshot: Uint8Array): void {
    const { index, keys, values, clerks, serials } = decode<Columns>(snapshot)
    this.index = index
    this.#values.clear()
    this.#lastWrites.clear()
    for (const [at, key] of keys.entries()) this.#values.set(key, values[at] ?? '')
    for (const [at, clerk] of clerks.entries()) this.#lastWrites.set(clerk, serials[at] ?? 0)
  }
}
