/** What a worker is told, one JSON line each on its standard input. */
import type { Build } from '../realm/build.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Choices, Redraw } from '../sim/chance.ts'

/** The first line: the submission, and how every run of this worker is made. */
export interface WorkerSetup {
  /** By lab. */
  readonly bundles: Readonly<Record<string, Build>>
  readonly isRealTime: boolean
  /** Run everything twice and compare event by event. */
  readonly checksDeterminism: boolean
  readonly limits: WatchdogLimits
  /** Where student code lives; without it, in the worker itself. */
  readonly guests?: GuestSetup
}

/** How the processes are started in which student code lives. */
export interface GuestSetup {
  readonly sandbox: Sandbox
  /** The guest's program, in a place that everybody may read. */
  readonly file: string
  /** Tells the workers of a grader apart. */
  readonly worker: number
  /** Number of the core that the worker and its guests stay on, where that can be arranged. */
  readonly core?: number
}

/** Every further line: one test under some seeds. */
export interface Job {
  readonly lab: string
  readonly test: string
  readonly seeds: readonly number[]
  /** Send the trace along with the result. */
  readonly isTraced: boolean
  /** Send the choices along with the result. */
  readonly isRecorded?: boolean
  /** Choices to make again. */
  readonly play?: Choices
  /** In place of the test: what each run performs, by the number that stands for its seed. */
  readonly scenarios?: Readonly<Record<number, Scenario>>
  /** A stretch in which they are drawn anew. */
  readonly redraw?: Redraw
  /** Virtual ms after which a run is given up as a timeout. */
  readonly limitMs?: number
}

/** When a run is given up. CPU time, so that a busy machine blames nobody. */
export interface WatchdogLimits {
  /** One piece of student code that does not come back. */
  readonly turnCpuMs: number
  /** A whole run. */
  readonly runCpuMs: number
  /** Memory of the worker, in bytes. */
  readonly rssBytes: number
}

export const DEFAULT_LIMITS: WatchdogLimits = {
  turnCpuMs: 5_000,
  runCpuMs: 60_000,
  rssBytes: 450 * 2 ** 20,
}

/**
 * How much more a Go program is given. Each of its servers has a memory of its own that only grows;
 * right ones have been seen to need 700 MB in a run of 2C.
 */
const GO_FACTOR = 3

/** The same limits for a submission in Go. */
export function limitsForGo({ turnCpuMs, runCpuMs, rssBytes }: WatchdogLimits): WatchdogLimits {
  return { turnCpuMs, runCpuMs: GO_FACTOR * runCpuMs, rssBytes: GO_FACTOR * rssBytes }
}
