/**
 * The figures of a test's row when it was run many times: medians over the runs that passed, or
 * over all when none did. Pure arithmetic.
 */
import type { RunResult, Statistics } from '../runner/events.ts'

/** Undefined when there are no runs. */
export function medianStatistics(runs: readonly RunResult[]): Statistics | undefined {
  if (runs.length === 0) return undefined
  const passed = runs.filter(({ ok }) => ok)
  const counted = (passed.length > 0 ? passed : runs).map(({ statistics }) => statistics)
  const middle = (pick: (statistics: Statistics) => number) => median(counted.map(pick))
  return {
    virtualMs: middle(({ virtualMs }) => virtualMs),
    servers: middle(({ servers }) => servers),
    rpcs: middle(({ rpcs }) => rpcs),
    bytes: middle(({ bytes }) => bytes),
    operations: middle(({ operations }) => operations),
  }
}

/** CPU time of the simulation, of all runs together. */
export function cpuMsOf(runs: readonly RunResult[]): number {
  return runs.reduce((total, { cpuMs }) => total + cpuMs, 0)
}

/** The lower one of the two in the middle, so that it is a value that was seen. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
}
