/**
 * The figures of a run that are plotted beside the reference's, and what they are over many runs:
 * of those that passed, for one that failed ended somewhere. Pure arithmetic.
 */
import type { RunResult, Statistics } from '../../runner/events.ts'
import { median } from '../statistics.ts'

export type FigureName = 'rpcs' | 'bytes' | 'elections' | 'latency' | 'rate'

export interface Figure {
  readonly name: FigureName
  readonly title: string
  /** Behind a number; empty for a count. */
  readonly unit: string
  readonly meaning: string
  /** Undefined for a run that has none. */
  readonly of: (statistics: Statistics) => number | undefined
}

export const FIGURES: readonly Figure[] = [
  {
    name: 'rpcs',
    title: 'RPCs',
    unit: '',
    meaning: 'RPCs of all servers and clients',
    of: ({ rpcs }) => rpcs,
  },
  {
    name: 'bytes',
    title: 'Bytes',
    unit: 'B',
    meaning: 'bytes of their arguments and replies',
    of: ({ bytes }) => bytes,
  },
  {
    name: 'elections',
    title: 'Election',
    unit: 'ms',
    meaning: 'virtual ms without a leader where a majority was connected, median of a run',
    of: ({ elections }) => elections?.median,
  },
  {
    name: 'latency',
    title: 'Commit',
    unit: 'ms',
    meaning:
      'virtual ms from start() to the first apply, in labs 3 and 4 from call to return of a clerk, median of a run',
    of: ({ latency }) => latency?.median,
  },
  {
    name: 'rate',
    title: 'Throughput',
    unit: '/s',
    meaning: 'commands or operations per virtual second',
    of: ({ operations, virtualMs }) => {
      return operations === 0 || virtualMs === 0 ? undefined : (operations / virtualMs) * 1_000
    },
  },
]

/** Some values of one figure: the lowest, the lower one in the middle, the highest. */
export interface Range {
  readonly low: number
  readonly median: number
  readonly high: number
}

/** A figure of the runs that passed, in the order of the runs. */
export function valuesOf(figure: Figure, runs: readonly RunResult[]): readonly number[] {
  return runs.flatMap(({ ok, statistics }) => {
    const value = ok ? figure.of(statistics) : undefined
    return value === undefined ? [] : [value]
  })
}

/** Undefined when there are none. */
export function rangeOf(values: readonly number[]): Range | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  const [low] = sorted
  const high = sorted.at(-1)
  if (low === undefined || high === undefined) return undefined
  return { low, median: median(sorted), high }
}
