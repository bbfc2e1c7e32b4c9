/**
 * How much a pass rate says: k of n with a Wilson score interval. Pure arithmetic. Source: E. B.
 * Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22 (1927).
 */

/** Levels of confidence in percent, with the normal deviate of each (two-sided). */
const DEVIATES = { 90: 1.6448536269514722, 95: 1.959963984540054, 99: 2.5758293035489004 } as const

export type Confidence = keyof typeof DEVIATES

export const CONFIDENCES = [90, 95, 99] as const

/** What reports give: 95 %. */
const REPORTED: Confidence = 95

/** Rates, 0 to 1. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** Where the true pass rate lies, after `passed` of `made` runs; anywhere when none was made. */
export function wilson(passed: number, made: number, confidence: Confidence = REPORTED): Interval {
  if (made === 0) return { low: 0, high: 1 }
  const z2 = DEVIATES[confidence] ** 2
  const rate = passed / made
  const middle = rate + z2 / (2 * made)
  const spread = Math.sqrt(z2 * ((rate * (1 - rate)) / made + z2 / (4 * made * made)))
  const scale = 1 + z2 / made
  return {
    low: passed === 0 ? 0 : (middle - spread) / scale,
    high: passed === made ? 1 : (middle + spread) / scale,
  }
}
