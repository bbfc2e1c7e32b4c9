/**
 * The only contract between running and reporting. The runner emits these events and never prints;
 * terminal, JSON, JUnit and TAP are readers of the same stream. Names are in the past tense.
 */

import type { Outcome } from '../scenario/scenario.ts'
import type { Choices, TimedChoice } from '../sim/chance.ts'
import type { FreshChoice } from '../sim/sim.ts'
import type { TraceEvent } from '../sim/trace.ts'
import type { Failure } from '../tester/failure.ts'
import type { Confidence } from './interval.ts'
import type { WatchdogLimits } from './jobs.ts'
import type { Spread } from './spread.ts'

/** A test as a table row knows it. */
export interface TestInfo {
  /** `TestBackup2B` */
  readonly name: string
  /** `Test (2B): leader backs up quickly over incorrect follower logs` */
  readonly title: string
  /** `raft`, `kvraft`, `shardctrler`, `shardkv` */
  readonly lab: string
  /** `2B` */
  readonly part: string
  /** A part's points add up to 100. */
  readonly points: number
  /** A port of a Go test, or one of our own. */
  readonly origin: 'go' | 'ours'
}

/** The numbers of the Go suites' passed line. */
export interface Statistics {
  readonly virtualMs: number
  readonly servers: number
  readonly rpcs: number
  readonly bytes: number
  /** Commands committed (lab 2) or operations completed (labs 3 and 4). */
  readonly operations: number
  /** Times without a leader where there could be one, each ended by a server that led. */
  readonly elections?: Spread
  /** From start() to the first apply (lab 2); from call to return of a clerk (labs 3 and 4). */
  readonly latency?: Spread
}

/** One test under one seed. */
export interface RunResult {
  readonly test: string
  readonly seed: number
  readonly ok: boolean
  readonly failure?: Failure
  /** Things worth saying that cost nothing, a sentence each. */
  readonly warnings: readonly string[]
  /**
   * Steps of the test that could not be forced on this submission, as clauses: `a rival asks the
   * voter in the term of its vote`. What they lead to was not tested.
   */
  readonly notForced: readonly string[]
  /** It passed, and nothing that the test is about came off. */
  readonly showedNothing: boolean
  readonly statistics: Statistics
  /** Hash of everything that happened; equal for equal code and seed. */
  readonly traceHash: string
  /** CPU time of the simulation in ms; the only figure here that depends on the machine. */
  readonly cpuMs: number
}

/** A run with its events and its choices, where they were asked for. */
export type TracedRun = RunResult & {
  readonly trace?: readonly TraceEvent[]
  readonly choices?: Choices
  /** With the choices: draws of student code with their moments. */
  readonly lent?: readonly TimedChoice[]
  /** What was drawn anew where that was asked for. */
  readonly redrawn?: readonly TimedChoice[]
  /** Where a run that plays choices needed one that was not among them. */
  readonly firstFresh?: FreshChoice
  /** Of a run that performed a scenario. */
  readonly outcome?: Outcome
}

/** A run that ended, or never began, with nothing to count. */
export function emptyResult(test: string, seed: number, failure: Failure): RunResult {
  return {
    test,
    seed,
    ok: false,
    failure,
    warnings: [],
    notForced: [],
    showedNothing: false,
    statistics: { virtualMs: failure.atMs, servers: 0, rpcs: 0, bytes: 0, operations: 0 },
    traceHash: '',
    cpuMs: 0,
  }
}

/** Whether there was a run at all, which could be shown again; not where the lab does not build. */
export function wasMade({ failure }: RunResult): boolean {
  return failure?.kind !== 'build'
}

/** What ends a test before all its runs are made. */
export type Until =
  /** Its points are the same however the rest of the runs end. */
  | { readonly kind: 'points' }
  /** The interval of its pass rate is within so many percentage points of its middle. */
  | { readonly kind: 'rate'; readonly confidence: Confidence; readonly within: number }

/** Where student code lives, and what stands around it. */
export interface Isolation {
  /**
   * `realm`: in contexts of the worker that also judges. `process`: every life in a process of its
   * own.
   */
  readonly level: 'realm' | 'process'
  /** The walls around those processes, where there are some. */
  readonly sandbox?: 'bubblewrap' | 'user' | 'permission'
  /** What those walls do not stop, a clause each. */
  readonly doesNotStop?: readonly string[]
  /** Percent of the runs at level `realm` that are made again at level `process`. */
  readonly audit?: number
}

/** A share of the runs of a plan: `number` is from 1 to `of`. */
export interface Shard {
  readonly number: number
  readonly of: number
}

/** What is going to be run. */
export interface Plan {
  /** The submission's folder as the user named it. */
  readonly folder: string
  /** Folder that the layers below come from (`on=solutions`), if not the submission. */
  readonly on?: string
  readonly tests: readonly TestInfo[]
  readonly runs: number
  /** Seed of the first public run; each further one has the next. */
  readonly firstSeed: number
  /** Seeds of the last runs, drawn from a secret: for the instructor's eyes only. */
  readonly secretSeeds?: readonly number[]
  readonly jobs: number
  readonly policy: 'share' | 'all'
  /** When a test is over before all its runs are made; without it, never. */
  readonly until?: Until
  /** What each part counts in a total, by part; without them there is no total. */
  readonly weights?: Readonly<Record<string, number>>
  /** Where student code lives; without it, in the workers. */
  readonly isolation?: Isolation
  /** When a run is given up, if not as usual. */
  readonly limits?: WatchdogLimits
  readonly isRealTime: boolean
  readonly checksDeterminism: boolean
  /** The file whose choices the one run makes again. */
  readonly replay?: string
  /** The file of the scenario that the one run performs. */
  readonly scenario?: string
  /** The share of the runs that is made here, if not all. */
  readonly shard?: Shard
  /** Of a submission in Go, the Go that has built it and the edition of the labs. */
  readonly language?: string
  /** How that edition was told, and what its parts are here. */
  readonly languageNote?: string
  /** Of the code that judges and the code that is judged, as `content-hash.ts` makes them. */
  readonly hashes?: { readonly suite: string; readonly submission: string }
}

/** All runs of one test. */
export interface TestResult {
  readonly test: TestInfo
  /** In the order of the plan's seeds. */
  readonly runs: readonly RunResult[]
}

export type RunEvent =
  | { readonly kind: 'run-planned'; readonly plan: Plan }
  | {
      readonly kind: 'run-finished'
      readonly result: RunResult
      readonly done: number
      readonly total: number
    }
  /** All runs of a test are in. Tests are finished in the plan's order. */
  | { readonly kind: 'test-finished'; readonly result: TestResult }
  /** Everything is in, or the user interrupted. */
  | {
      readonly kind: 'all-finished'
      readonly results: readonly TestResult[]
      readonly isInterrupted: boolean
      readonly wallMs: number
    }

/** A reader of the stream. `handle` is called in order; `close` once, at the end. */
export interface Reporter {
  handle(event: RunEvent): void
  close?(): void | Promise<void>
}
