/** The pass rate of a test in words: an interval, rounded outwards so that it promises no less. */
import type { RunResult } from '../runner/events.ts'
import { type Interval, wilson } from '../runner/interval.ts'

/** Where the pass rate lies after these runs, at 95 %. */
export function rateOf(runs: readonly RunResult[]): Interval {
  return wilson(runs.filter(({ ok }) => ok).length, runs.length)
}

/** `53.1-88.9 %` */
export function formatRate({ low, high }: Interval): string {
  return `${percent(Math.floor, low)}-${percent(Math.ceil, high)} %`
}

/** Not moved by what is left of a number that is a tenth of a percent. */
function percent(round: (value: number) => number, rate: number): string {
  const tenths = rate * 1_000
  const nearest = Math.round(tenths)
  const rounded = Math.abs(tenths - nearest) < 1e-9 ? nearest : round(tenths)
  return String(rounded / 10)
}
