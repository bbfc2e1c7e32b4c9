/** Pearson's chi-square statistic, for tests on how draws are spread. */

/** How far counts are from what was expected: about one per bin when it is chance alone. */
export function chiSquare(counts: readonly number[], expected: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < expected.length; i++) {
    const want = expected[i] as number
    sum += ((counts[i] ?? 0) - want) ** 2 / want
  }
  return sum
}

/** The same when every bin should be equally full. */
export function chiSquareUniform(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return chiSquare(
    counts,
    counts.map(() => total / counts.length),
  )
}

/** How many of the values fall into each of `binCount` equal bins from 0 up to `end`. */
export function histogram(values: readonly number[], end: number, binCount: number): number[] {
  const counts = new Array<number>(binCount).fill(0)
  for (const value of values) {
    const bin = Math.floor((value / end) * binCount)
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return counts
}
