/** Workers by need: at most as many as jobs run at a time. */
import { type Build, isGo } from '../realm/build.ts'
import { BundleError } from '../realm/bundle.ts'
import { HarnessError } from '../tester/failure.ts'
import type { Builds } from './build-labs.ts'
import type { Plan, TracedRun } from './events.ts'
import {
  DEFAULT_LIMITS,
  type GuestSetup,
  type Job,
  limitsForGo,
  type WatchdogLimits,
} from './jobs.ts'
import type { ProcessIsolation } from './process-isolation.ts'
import { WorkerProcess } from './worker-process.ts'

export interface WorkersOptions {
  readonly plan: Plan
  /** Of every lab of the plan. The tests of one that does not build count as failed. */
  readonly builds: Builds
  readonly limits?: WatchdogLimits
  /** For plans whose student code lives in processes of its own, or is audited there. */
  readonly isolation?: ProcessIsolation | undefined
  /** Ends the run early; what is in stays. */
  readonly signal?: AbortSignal
}

export class Workers {
  readonly #options: WorkersOptions
  readonly #hasGuests: boolean
  readonly #bundles: Record<string, Build> = {}
  readonly #idle: WorkerProcess[] = []
  /** With how the guests of each are started, where they have some. */
  readonly #all = new Map<WorkerProcess, GuestSetup | undefined>()

  /** Student code lives in guests of the workers, or not, as `level` says. */
  constructor(options: WorkersOptions, level = options.plan.isolation?.level ?? 'realm') {
    this.#options = options
    this.#hasGuests = level === 'process'
    for (const [lab, build] of Object.entries(options.builds)) {
      if (!(build instanceof BundleError)) this.#bundles[lab] = build
    }
  }

  async run(job: Job, onResult: (result: TracedRun) => void): Promise<void> {
    let seeds: readonly number[] = job.seeds
    while (seeds.length > 0) {
      if (this.#options.signal?.aborted) return
      const worker = this.#idle.pop() ?? this.#start()
      seeds = await worker.run({ ...job, seeds }, onResult)
      if (worker.isUsable && seeds.length === 0) this.#idle.push(worker)
      else this.#forget(worker)
    }
  }

  endAll(): void {
    for (const worker of [...this.#all.keys()]) {
      worker.end()
      this.#forget(worker)
    }
  }

  killAll(): void {
    for (const worker of this.#all.keys()) worker.kill()
  }

  #start(): WorkerProcess {
    const { plan, limits = this.#limits(), isolation } = this.#options
    const { isRealTime, checksDeterminism } = plan
    const guests = this.#hasGuests ? isolation?.acquire() : undefined
    if (this.#hasGuests && guests === undefined) throw new HarnessError('nothing starts guests')
    const setup = {
      bundles: this.#bundles,
      isRealTime,
      checksDeterminism,
      limits,
      ...(guests === undefined ? {} : { guests }),
    }
    const worker = new WorkerProcess(setup, guests === undefined ? isolation?.wallsOfWorkers : [])
    this.#all.set(worker, guests)
    return worker
  }

  #limits(): WatchdogLimits {
    const { limits = DEFAULT_LIMITS } = this.#options.plan
    return Object.values(this.#bundles).some(isGo) ? limitsForGo(limits) : limits
  }

  #forget(worker: WorkerProcess): void {
    const guests = this.#all.get(worker)
    if (guests !== undefined) this.#options.isolation?.release(guests)
    this.#all.delete(worker)
  }
}
