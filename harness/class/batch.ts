/**
 * Grades the submissions of a class, as many at a time as there are cores. Each run is journalled
 * as it ends; what the journal or the cache knows is not run again. A submission on which the
 * grader fails costs only itself. Never prints.
 */
import { setMaxListeners } from 'node:events'
import pLimit from 'p-limit'
import { UsageError } from '../report/usage-error.ts'
import type { Builds } from '../runner/build-labs.ts'
import type { Plan, RunEvent, RunResult, TestResult } from '../runner/events.ts'
import { DEFAULT_LIMITS } from '../runner/jobs.ts'
import { runPlan } from '../runner/pool.ts'
import type { ProcessIsolation } from '../runner/process-isolation.ts'
import type { Cache, CacheScope } from './cache.ts'
import { Cores } from './cores.ts'
import { type Journal, type JournalState, runKey } from './journal.ts'
import { faulted, type Standing, standingOf } from './standing.ts'
import type { Submission } from './submission.ts'

/** A submission with what was built of it. */
export interface BuiltSubmission {
  readonly submission: Submission
  readonly builds: Builds
  readonly hash: string
}

export interface BatchOptions {
  /** For every submission; its folder is put in, and its jobs are the cores of the batch. */
  readonly plan: Plan
  readonly suite: string
  readonly node: string
  readonly built: readonly BuiltSubmission[]
  readonly journal: Pick<Journal, 'add'>
  readonly known: JournalState['runs']
  readonly cache?: Cache
  /** For plans whose student code lives in processes of its own, or is audited there. */
  readonly isolation?: ProcessIsolation | undefined
  readonly observer: BatchObserver
  readonly signal?: AbortSignal
}

/** Who is told what happens; what it throws ends the batch. */
export interface BatchObserver {
  began(submission: Submission): void
  ran(submission: Submission, run: RunResult): void
  ended(standing: Standing, graded?: Graded): void
}

/** A submission that was run to its end. */
export interface Graded {
  readonly plan: Plan
  readonly results: readonly TestResult[]
  readonly wallMs: number
}

/** Throws a UsageError when something cannot be written; everything is ended then. */
export async function gradeBatch(options: BatchOptions): Promise<void> {
  const { built, plan, signal } = options
  const cores = new Cores(plan.jobs, built.length)
  const stop = new AbortController()
  // Each submission that is going on listens to it.
  setMaxListeners(0, stop.signal)
  if (signal?.aborted) return
  signal?.addEventListener('abort', () => stop.abort(), { once: true })
  const turns = pLimit(plan.jobs)
  let problem: UsageError | undefined
  const grade = async (one: BuiltSubmission): Promise<void> => {
    if (stop.signal.aborted) return
    const limit = cores.begin()
    try {
      await gradeOne(options, one, { limit, signal: stop.signal })
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      problem ??= error
      stop.abort()
    } finally {
      cores.end(limit)
    }
  }
  await Promise.all(built.map((one) => turns(() => grade(one))))
  if (problem !== undefined) throw problem
}

type RunSettings = Pick<Parameters<typeof runPlan>[0], 'limit' | 'signal'>

async function gradeOne(
  options: BatchOptions,
  { submission, builds, hash }: BuiltSubmission,
  settings: RunSettings,
): Promise<void> {
  const { observer, suite, isolation } = options
  const hashes = { suite, submission: hash }
  const plan: Plan = { ...options.plan, folder: submission.folder, jobs: 1, hashes }
  const memory = new Memory(options, plan, submission)
  let wallMs = 0
  const emit = (event: RunEvent): void => {
    if (event.kind === 'run-finished') {
      memory.keep(event.result)
      observer.ran(submission, event.result)
    } else if (event.kind === 'test-finished') memory.keepTest(event.result)
    else if (event.kind === 'all-finished') wallMs = event.wallMs
  }
  observer.began(submission)
  try {
    const known = (test: string, seed: number) => memory.find(test, seed)
    const results = await runPlan({ plan, builds, emit, known, isolation, ...settings })
    if (settings.signal?.aborted) return
    const standing = standingOf(submission, plan, builds, results)
    observer.ended(standing, { plan, results, wallMs })
  } catch (error) {
    if (error instanceof UsageError || settings.signal?.aborted) throw error
    observer.ended(faulted(submission, error))
  }
}

/** What journal and cache know of one submission, and what they are told. */
class Memory {
  readonly #options: BatchOptions
  readonly #scope: CacheScope
  readonly #name: string
  readonly #journalled: ReadonlyMap<string, RunResult>
  /** By test, read when they are needed. */
  readonly #cached = new Map<string, ReadonlyMap<number, RunResult>>()

  constructor(options: BatchOptions, plan: Plan, { name }: Submission) {
    this.#options = options
    this.#name = name
    this.#journalled = options.known.get(name) ?? new Map()
    const hashes = plan.hashes ?? { suite: '', submission: '' }
    this.#scope = { hashes, node: options.node, plan, limits: plan.limits ?? DEFAULT_LIMITS }
  }

  find(test: string, seed: number): RunResult | undefined {
    return this.#journalled.get(runKey(test, seed)) ?? this.#cachedOf(test).get(seed)
  }

  /** Cached ones too, so that the batch can be resumed without the cache. */
  keep(run: RunResult): void {
    if (this.#journalled.get(runKey(run.test, run.seed)) === run) return
    this.#options.journal.add(this.#name, run)
  }

  keepTest({ test, runs }: TestResult): void {
    const { cache } = this.#options
    const cached = this.#cachedOf(test.name)
    const isNew = ({ seed }: RunResult): boolean => !cached.has(seed)
    if (runs.some(isNew)) cache?.add(this.#scope, test.name, runs)
  }

  #cachedOf(test: string): ReadonlyMap<number, RunResult> {
    const { cache } = this.#options
    const known = this.#cached.get(test)
    if (known !== undefined || cache === undefined) return known ?? new Map()
    const read = cache.read(this.#scope, test)
    this.#cached.set(test, read)
    return read
  }
}
