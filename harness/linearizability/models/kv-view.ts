/**
 * States of one key, made cheap by knowing what will be read.
 *
 * A value that no read begins with is as good as any other such value: nobody sees it before the
 * next put. So a state is either the beginning of a value that was read, kept as (number of that
 * value, length), or `unseen`. Comparing two states is comparing two integers, and an append is a
 * look at the place behind the beginning, not a new string.
 */

/** A state of one key. Two states of the same view are the same if and only if `at` is equal. */
export interface KvState {
  readonly view: KvView
  /** Number of the value times `LENGTH_LIMIT` plus the length, or `UNSEEN`. */
  readonly at: number
}

/** Longer values than this (ours: 64 MB) cannot be told apart by `at`. */
const LENGTH_LIMIT = 2 ** 26

/** The state after which no read is right until the next put. */
export const UNSEEN = -1

/** All values that were read from one key. */
export class KvView {
  /** Sorted, so that all values with a common beginning are neighbours. */
  private readonly values: readonly string[]
  private readonly stateOfValue = new Map<string, number>()

  constructor(values: Iterable<string>) {
    this.values = [...new Set(values)].sort()
    for (const value of this.values) {
      if (value.length >= LENGTH_LIMIT)
        throw new RangeError(`a value of ${value.length} characters`)
      this.stateOfValue.set(value, this.find(value))
    }
  }

  /** The state of a key that holds `value`. */
  state(value: string): KvState {
    return { view: this, at: this.stateOfValue.get(value) ?? this.find(value) }
  }

  /** The state after appending `token`. */
  append(state: KvState, token: string): KvState {
    if (state.at === UNSEEN || token === '') return state
    const value = this.values[Math.floor(state.at / LENGTH_LIMIT)] ?? ''
    const length = state.at % LENGTH_LIMIT
    if (value.startsWith(token, length)) return { view: this, at: state.at + token.length }
    return this.state(value.slice(0, length) + token)
  }

  /** True if a read of `value` is right in this state. */
  isValue(state: KvState, value: string | undefined): boolean {
    return value !== undefined && this.stateOfValue.get(value) === state.at
  }

  /** The last value in sorted order that begins with `start` stands for all of them. */
  private find(start: string): number {
    let low = 0
    let high = this.values.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const value = this.values[middle] ?? ''
      if (value <= start || value.startsWith(start)) low = middle + 1
      else high = middle
    }
    if (low === 0 || !this.values[low - 1]?.startsWith(start)) return UNSEEN
    return (low - 1) * LENGTH_LIMIT + start.length
  }
}
