/** The determinism check: two runs of one seed must be the same, and a difference is named. */
import type { TraceEvent } from '../sim/trace.ts'
import { CheckFailure } from '../tester/failure.ts'
import type { Run } from './run-test.ts'

/** The first run, failed if the second differs from it. Both must be traced. */
export function compareRuns(first: Run, second: Run): Run {
  if (first.result.traceHash === second.result.traceHash) return first
  const at = firstDifference(first.trace, second.trace)
  const failure = new CheckFailure('two runs of the same seed differ', {
    rule: 'labs/README.md: one seed, one run; chance and time come from the simulated world only',
    details: describeDifference(first.trace[at], second.trace[at]),
  }).at(first.trace[at]?.atMs ?? first.result.statistics.virtualMs)
  return { ...first, result: { ...first.result, ok: false, failure } }
}

function firstDifference(first: readonly TraceEvent[], second: readonly TraceEvent[]): number {
  const length = Math.min(first.length, second.length)
  for (let at = 0; at < length; at++) {
    if (JSON.stringify(first[at]) !== JSON.stringify(second[at])) return at
  }
  return length
}

function describeDifference(first?: TraceEvent, second?: TraceEvent): string[] {
  if (first === undefined && second === undefined) {
    return ['all events look the same: the difference is inside a message or in what was saved']
  }
  return [`first run   ${describeEvent(first)}`, `second run  ${describeEvent(second)}`]
}

function describeEvent(event: TraceEvent | undefined): string {
  if (event === undefined) return 'had ended'
  return `${event.atMs.toFixed(3)} ms  ${event.who}  ${event.kind}  ${String(event.text ?? '')}`
}
