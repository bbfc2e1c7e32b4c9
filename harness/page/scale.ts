/**
 * Time bends: a millisecond in which much happens is wide, a quiet second is short. A place is
 * counted in units; up to a millisecond a gap between two events is as wide as it is long, beyond
 * that it grows with its logarithm. Pure.
 */

/** Width that a gap of 1 ms and each further e-fold of it take. */
const GAP = { shortMs: 1, growth: 0.35 }

export interface Gap {
  readonly fromMs: number
  readonly toMs: number
}

export class Scale {
  /** Moments of events, each once, ascending; and the place of each. */
  readonly #times: readonly number[]
  readonly #places: readonly number[]

  constructor(timesMs: readonly number[]) {
    const times = [...new Set([0, ...timesMs])].sort((a, b) => a - b)
    const places = [0]
    for (let at = 1; at < times.length; at++) {
      const gapMs = (times[at] as number) - (times[at - 1] as number)
      places.push((places[at - 1] as number) + widthOf(gapMs))
    }
    this.#times = times
    this.#places = places
  }

  /** Units from the first moment to the last. */
  get length(): number {
    return this.#places.at(-1) as number
  }

  get endMs(): number {
    return this.#times.at(-1) as number
  }

  placeOf(ms: number): number {
    return between(this.#times, this.#places, ms)
  }

  timeAt(place: number): number {
    return between(this.#places, this.#times, place)
  }

  /** Stretches between two places in which nothing happens for so long. */
  quietGaps(fromPlace: number, toPlace: number, leastMs: number): readonly Gap[] {
    const gaps: Gap[] = []
    const first = Math.max(0, lastAtMost(this.#places, fromPlace))
    for (let at = first; at + 1 < this.#times.length; at++) {
      if ((this.#places[at] as number) > toPlace) break
      const [fromMs, toMs] = [this.#times[at] as number, this.#times[at + 1] as number]
      if (toMs - fromMs >= leastMs) gaps.push({ fromMs, toMs })
    }
    return gaps
  }
}

function widthOf(gapMs: number): number {
  if (gapMs <= GAP.shortMs) return gapMs
  return GAP.shortMs + GAP.growth * Math.log(gapMs / GAP.shortMs)
}

/** Maps from one ascending list to the other, straight between neighbours. */
function between(from: readonly number[], to: readonly number[], value: number): number {
  const at = lastAtMost(from, value)
  if (at < 0) return to[0] as number
  if (at >= from.length - 1) return to.at(-1) as number
  const [a, b] = [from[at] as number, from[at + 1] as number]
  const [c, d] = [to[at] as number, to[at + 1] as number]
  return c + ((value - a) / (b - a)) * (d - c)
}

/** Where the last number stands that is not above the limit; -1 for none. */
export function lastAtMost(ascending: readonly number[], limit: number): number {
  return countFirst(ascending, (value) => value <= limit) - 1
}

/** Where the first number stands that is not below the limit. */
export function firstFrom(ascending: readonly number[], limit: number): number {
  return countFirst(ascending, (value) => value < limit)
}

/** How many are so, of a list in which those stand before all others. */
export function countFirst<T>(list: readonly T[], isSo: (one: T) => boolean): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isSo(list[middle] as T)) low = middle + 1
    else high = middle
  }
  return low
}
