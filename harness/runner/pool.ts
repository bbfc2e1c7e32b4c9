/**
 * Runs a plan in worker processes and emits `RunEvent`s. A worker that dies costs the run it was on
 * and is replaced; what it had not reached is given to another. Never prints.
 */
import pLimit, { type LimitFunction } from 'p-limit'
import { BundleError } from '../realm/bundle.ts'
import type { Failure } from '../tester/failure.ts'
import { Auditor } from './auditor.ts'
import type { Builds } from './build-labs.ts'
import { Collector } from './collector.ts'
import {
  emptyResult,
  type Plan,
  type RunEvent,
  type RunResult,
  type TestInfo,
  type TestResult,
  type TracedRun,
} from './events.ts'
import type { Job } from './jobs.ts'
import { seedsHere } from './shards.ts'
import { Workers, type WorkersOptions } from './workers.ts'

/** Runs given to a worker at a time, so that workers end together but seldom wait. */
const BATCH_MAX = 25
/** Ours: with `until=`, what is begun when a test is decided is made for nothing. */
const UNTIL_BATCH_MAX = 5

export interface PoolOptions extends WorkersOptions {
  readonly emit: (event: RunEvent) => void
  /** Results that are there already: their runs are not made again, and emitted as they are. */
  readonly known?: (test: string, seed: number) => RunResult | undefined
  /** Every run is traced and handed in here as it is made; events have it without its trace. */
  readonly onTraced?: ((run: TracedRun) => unknown) | undefined
  /** The caller's own, in place of `plan.jobs`, to have more or fewer workers as it goes. */
  readonly limit?: LimitFunction
}

/** Runs every test of the plan under every seed. */
export async function runPlan(options: PoolOptions): Promise<TestResult[]> {
  const { plan, emit, signal } = options
  const startMs = performance.now()
  emit({ kind: 'run-planned', plan })
  const collector = new Collector(plan, emit)
  const workers = new Workers(options)
  const limit = options.limit ?? pLimit(plan.jobs)
  let endEarly: () => void = () => {}
  let giveUp: (error: unknown) => void = () => {}
  const endedEarly = new Promise<void>((resolve, reject) => {
    endEarly = resolve
    giveUp = reject
  })
  const stop = (): void => {
    limit.clearQueue()
    workers.killAll()
    auditor?.killAll()
    endEarly()
  }
  signal?.addEventListener('abort', stop)
  const { onTraced } = options
  const jobs = makeJobs(plan, onTraced !== undefined)
  const canRun = ({ lab }: Job): boolean => !(options.builds[lab] instanceof BundleError)
  const auditor = plan.isolation?.audit === undefined ? undefined : new Auditor(options)
  /** A worker that was interrupted says nothing about the submission. */
  const add = (result: RunResult): void => {
    if (signal?.aborted) return
    try {
      collector.add(result)
    } catch (error) {
      giveUp(error)
    }
  }
  for (const job of jobs.filter((job) => !canRun(job))) addUnbuilt(job, options.builds, add)
  const left = jobs.filter(canRun).flatMap((job) => addKnown(job, options.known, add))
  const addTraced = ({ trace, ...result }: TracedRun): void => {
    if (trace !== undefined && !signal?.aborted) onTraced?.({ ...result, trace })
    add(result)
  }
  const runJob = async (job: Job): Promise<void> => {
    if (!collector.wants(job.test)) return
    if (auditor === undefined) await workers.run(job, onTraced === undefined ? add : addTraced)
    else await auditor.run(workers, job, add)
  }
  const all = Promise.all(left.map((job) => limit(() => runJob(job))))
  all.catch(() => {})
  try {
    await Promise.race([all, endedEarly])
  } finally {
    workers.endAll()
    auditor?.endAll()
    signal?.removeEventListener('abort', stop)
  }
  const isInterrupted = signal?.aborted ?? false
  const results = collector.results()
  emit({ kind: 'all-finished', results, isInterrupted, wallMs: performance.now() - startMs })
  return results
}

/** What there is to say about runs that could not be made. */
function addUnbuilt(
  { lab, test, seeds }: Job,
  builds: Builds,
  add: (run: RunResult) => void,
): void {
  const { message } = builds[lab] as BundleError
  const failure: Failure = {
    kind: 'build',
    message: `the lab ${lab} does not build`,
    details: message.split('\n'),
    atMs: 0,
    frames: [],
  }
  for (const seed of seeds) add(emptyResult(test, seed, failure))
}

/** Adds what is known of a job already, and answers what is left of it: one job or none. */
function addKnown(job: Job, known: PoolOptions['known'], add: (run: RunResult) => void): Job[] {
  if (known === undefined) return [job]
  const left = job.seeds.filter((seed) => {
    const result = known(job.test, seed)
    if (result !== undefined) add(result)
    return result === undefined
  })
  return left.length === 0 ? [] : [{ ...job, seeds: left }]
}

/** Runs one test under one seed with its trace; `how` may ask for choices, or bring some. */
export async function runTraced(
  options: WorkersOptions,
  { lab, name: test }: TestInfo,
  seed: number,
  how: Pick<Job, 'isRecorded' | 'play' | 'redraw'> = {},
): Promise<TracedRun> {
  const workers = new Workers(options)
  let traced: TracedRun | undefined
  try {
    await workers.run({ lab, test, seeds: [seed], isTraced: true, ...how }, (result) => {
      traced = result
    })
  } finally {
    workers.endAll()
  }
  return traced as TracedRun
}

function makeJobs(plan: Plan, isTraced: boolean): Job[] {
  const share = Math.ceil(plan.runs / (4 * plan.jobs))
  const most = plan.until === undefined ? BATCH_MAX : UNTIL_BATCH_MAX
  const size = Math.max(1, Math.min(most, share))
  const jobs: Job[] = []
  for (const test of plan.tests) {
    const { lab, name } = test
    const seeds = seedsHere(plan, test)
    for (let run = 0; run < seeds.length; run += size) {
      jobs.push({ lab, test: name, seeds: seeds.slice(run, run + size), isTraced })
    }
  }
  return jobs
}
