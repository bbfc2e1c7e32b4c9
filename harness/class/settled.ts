/**
 * Results without what depends on the machine: where a loop was looked at, what a process said
 * when it died. All that a batch writes of results comes from these, so that the same batch gives
 * the same bytes however often it was interrupted.
 */
import type { RunResult, TestResult } from '../runner/events.ts'

/** Ended by the clock of the machine, or by what it had to give. */
const BY_MACHINE = new Set(['hang', 'memory', 'crash'])

export function settle({ test, runs }: TestResult): TestResult {
  return { test, runs: runs.map(settleRun) }
}

function settleRun(run: RunResult): RunResult {
  const { failure } = run
  if (failure === undefined || !BY_MACHINE.has(failure.kind)) return run
  return { ...run, failure: { ...failure, details: [], frames: [], atMs: 0 } }
}
