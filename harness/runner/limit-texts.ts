/** What is said of a run that went over a limit, wherever the student's code lives. */
import type { Loudest } from '../sim/pulse.ts'
import type { WatchdogLimits } from './jobs.ts'

/** `turn`: one piece of student code; `silence`: it neither works nor answers. */
export type Limit = 'turn' | 'run' | 'silence' | 'memory'

/** Ours: real time for one piece of student code, against its CPU time. */
export const SILENCE_FACTOR = 12

/** Codes for memory that threads share; 0 is none. */
export const LIMIT_CODES: readonly (Limit | undefined)[] = [
  undefined,
  'turn',
  'run',
  'silence',
  'memory',
]

/** Ours: who prints less does not notice it. */
const LOUD_BYTES = 1_000_000

/** Lines for a run that went over a limit. */
export function describeLoudest({ name, bytes }: Loudest): string[] {
  if (bytes < LOUD_BYTES) return []
  return [
    `${name} printed ${bytes.toLocaleString('en-US')} bytes in this run, which takes CPU time`,
  ]
}

export function describeLimit(limit: Limit, limits: WatchdogLimits): string {
  const turnSeconds = limits.turnCpuMs / 1_000
  switch (limit) {
    case 'turn':
      return `a piece of code ran for more than ${turnSeconds} s without coming back: an endless loop, or one that waits for the clock, which stands still meanwhile`
    case 'run':
      return `the run took more than ${limits.runCpuMs / 1_000} s of CPU time`
    case 'silence':
      return `a piece of code did not come back for ${(SILENCE_FACTOR * limits.turnCpuMs) / 1_000} s, and did not work either`
    case 'memory':
      return `the run used more than ${Math.round(limits.rssBytes / 2 ** 20)} MB of memory`
  }
}
