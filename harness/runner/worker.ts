/**
 * The worker process: reads jobs from standard input, runs them one after another, writes results
 * on file descriptor 3. Student code runs only here. A watchdog thread ends the process when a run
 * does not come back.
 */

import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { labTests } from '../../labs/suites.ts'
import { collectGarbage } from '../realm/collect-garbage.ts'
import { tuneV8 } from '../realm/tune-v8.ts'
import { performScenario } from '../scenario/perform.ts'
import type { Outcome } from '../scenario/scenario.ts'
import { Pulse } from '../sim/pulse.ts'
import type { WallClock } from '../sim/sim.ts'
import type { TraceEvent } from '../sim/trace.ts'
import { HarnessError } from '../tester/failure.ts'
import type { LabTest } from '../tester/lab-test.ts'
import { compareRuns } from './compare-runs.ts'
import type { RunResult, TracedRun } from './events.ts'
import type { Job, WorkerSetup } from './jobs.ts'
import { describeLimit } from './limit-texts.ts'
import { cpuMsOfDescendants } from './process-tree.ts'
import { type Run, type RunOptions, runTest, type Submission } from './run-test.ts'
import { onStrayErrors } from './stray-errors.ts'
import { Submissions } from './submissions.ts'
import {
  asciiJson,
  writeBailOut,
  writeEvents,
  writePlan,
  writePoint,
  writeVersion,
} from './tap-writer.ts'
import type { WatchdogMessage, WatchdogSetup } from './watchdog.ts'

/** Above this the worker collects garbage between two runs. */
const COLLECT_ABOVE_BYTES = 200 * 2 ** 20

/** The verdict stands: what is still looked for is the student's line. */
const WATCHED_PATIENCE = 4

tuneV8()

const tests = new Map(labTests.map((test) => [test.name, test]))
/** Shared with the watchdog. */
const pulse = new Pulse()
let pointCount = 0

class RunningWorker {
  readonly #setup: WorkerSetup
  readonly #submissions: Submissions
  readonly #watchdog: Worker
  /** Names of tests whose stuck lines were looked for. */
  readonly #located = new Set<string>()

  constructor(setup: WorkerSetup) {
    this.#setup = setup
    this.#submissions = new Submissions(setup, pulse)
    const workerData: WatchdogSetup = {
      pulse: pulse.memory,
      limits: setup.limits,
      hasGuests: setup.guests !== undefined,
      builds: setup.bundles,
    }
    this.#watchdog = new Worker(new URL('./watchdog.js', import.meta.url), { workerData })
    this.#watchdog.unref()
  }

  async run(job: Job): Promise<void> {
    for (const seed of job.seeds) await this.#runSeed(job, testOf(job, seed), seed)
  }

  /** Ends all processes that this one has started. */
  close(): void {
    this.#submissions.close()
  }

  async #runSeed(job: Job, { test, chance, outcome }: Made, seed: number): Promise<void> {
    const { lab } = job
    const started: WatchdogMessage = { lab, test: test.name, seed, point: pointCount + 1 }
    this.#watchdog.postMessage(started)
    const events: string[] = []
    const keep = (some: readonly TraceEvent[]): void => void events.push(asciiJson(some))
    const run = await this.#runGuarded(test, chance, this.#submissions.of(lab), job, keep)
    const result = await this.#locate(job, test, run.result)
    if (job.isTraced) {
      keep(run.trace)
      // Not sooner: the watchdog may write while the run goes on.
      for (const list of events) writeEvents(list)
    }
    const told: TracedRun = {
      ...result,
      seed,
      ...(outcome === undefined ? {} : { outcome: outcome() }),
      ...(job.isRecorded ? { choices: run.choices, lent: run.lent } : {}),
      ...(job.redraw === undefined ? {} : { redrawn: run.redrawn }),
      ...(run.firstFresh === undefined ? {} : { firstFresh: run.firstFresh }),
    }
    writePoint(result.ok, ++pointCount, `${test.name} seed=${seed}`, told)
    collectGarbage(COLLECT_ABOVE_BYTES)
  }

  /**
   * The same result; where a guest was stuck at work, with the lines it was stuck in. Once for each
   * test, because it costs as much as to get stuck a second time.
   */
  async #locate(job: Job, test: LabTest, result: RunResult): Promise<RunResult> {
    const { failure } = result
    const isStuck = failure?.message === describeLimit('turn', this.#setup.limits)
    if (failure === undefined || !isStuck || this.#located.has(test.name)) return result
    this.#located.add(test.name)
    const watched = this.#submissions.watched(job.lab)
    if (watched === undefined) return result
    pulse.patience = WATCHED_PATIENCE
    const again = await this.#runGuarded(test, result.seed, watched, { ...job, isTraced: false })
    pulse.patience = 1
    watched.close()
    const frames = again.result.failure?.frames ?? []
    return { ...result, failure: { ...failure, frames } }
  }

  async #runGuarded(
    test: LabTest,
    seed: number,
    submission: Submission,
    { isTraced, isRecorded = false, play, redraw, limitMs }: Job,
    onEvents?: (events: readonly TraceEvent[]) => void,
  ): Promise<Run> {
    const { checksDeterminism, isRealTime } = this.#setup
    const options: RunOptions = {
      isTraced: isTraced || checksDeterminism,
      // Two runs are compared by their whole traces.
      ...(onEvents === undefined || checksDeterminism ? {} : { onEvents }),
      record: isRecorded,
      ...(play === undefined ? {} : { play }),
      ...(redraw === undefined ? {} : { redraw }),
      ...(limitMs === undefined ? {} : { limitMs }),
      pulse,
      ...(this.#setup.guests === undefined ? {} : { guestCpuMs: cpuMsOfDescendants }),
      ...(isRealTime ? { wallClock: makeWallClock } : {}),
    }
    pulse.isRunning = true
    try {
      const first = await runTest(test, seed, submission, options)
      if (!checksDeterminism) return first
      return compareRuns(first, await runTest(test, seed, submission, options))
    } finally {
      pulse.isRunning = false
    }
  }
}

/** A test to run, the seed of its chance, and of a scenario what it brings about. */
interface Made {
  readonly test: LabTest
  readonly chance: number
  readonly outcome?: () => Outcome
}

function testOf(job: Job, seed: number): Made {
  const scenario = job.scenarios?.[seed]
  if (scenario !== undefined) return { ...performScenario(scenario), chance: scenario.seed }
  const test = tests.get(job.test)
  if (test === undefined) throw new HarnessError(`no test named ${job.test}`)
  return { test, chance: seed }
}

function makeWallClock(): WallClock {
  const startMs = performance.now()
  const nowMs = (): number => performance.now() - startMs
  return {
    nowMs,
    async waitUntil(atMs) {
      const leftMs = atMs - nowMs()
      if (leftMs > 0) await sleep(leftMs)
    },
  }
}

function bailOut(error: unknown): never {
  writeBailOut(error instanceof Error ? (error.stack ?? error.message) : String(error))
  process.exit(70)
}

onStrayErrors(bailOut)
// Ctrl-C at the terminal reaches every process; the parent decides what becomes of the runs.
process.on('SIGINT', () => {})

writeVersion()
let running: RunningWorker | undefined
for await (const line of createInterface({ input: process.stdin })) {
  if (running === undefined) running = new RunningWorker(JSON.parse(line))
  else await running.run(JSON.parse(line))
}
running?.close()
writePlan(pointCount)
process.exit(0)
