/** Many times of one run as a few numbers, so that a report of a thousand runs stays small. */

/** Virtual ms, to a thousandth. */
export interface Spread {
  readonly count: number
  readonly median: number
  /** Nine in ten are at most this. */
  readonly p90: number
  readonly most: number
}

/** Undefined when there are none. */
export function spreadOf(timesMs: readonly number[]): Spread | undefined {
  if (timesMs.length === 0) return undefined
  const sorted = Float64Array.from(timesMs).sort()
  const at = (share: number): number => {
    // The lower one where two are as near, so that it is a time that was seen.
    const ms = sorted[Math.ceil(share * sorted.length) - 1] as number
    return Math.round(ms * 1_000) / 1_000
  }
  return { count: sorted.length, median: at(0.5), p90: at(0.9), most: at(1) }
}
