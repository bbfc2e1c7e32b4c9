/**
 * What the reference solution needs for each test, to plot others beside it. Measured once and kept
 * in `reference.json`, which `npm run bench reference` makes; nothing is run for it when grading.
 */
import type { FigureName, Range } from './figures.ts'
import kept from './reference.json' with { type: 'json' }

/** Of one test; a figure that its runs do not have is missing. */
export type ReferenceRow = Readonly<Partial<Record<FigureName, Range>>>

interface Kept {
  /** Runs per test, with seeds from 1. */
  readonly runs: number
  /** By the test's name and figure: lowest, median, highest. */
  readonly tests: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>
}

const { runs, tests } = kept as Kept

/** Runs that each range of the reference is of. */
export const REFERENCE_RUNS = runs

/** Names of the tests that it was measured on. */
export const referenceTests: readonly string[] = Object.keys(tests)

/** Empty for a test that it was not measured on. */
export function referenceOf(test: string): ReferenceRow {
  const row = Object.hasOwn(tests, test) ? (tests[test] ?? {}) : {}
  return Object.fromEntries(
    Object.entries(row).map(([name, [low = 0, median = 0, high = 0]]) => {
      return [name, { low, median, high }]
    }),
  )
}
