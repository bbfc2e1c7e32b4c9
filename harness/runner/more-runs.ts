/** Runs beside a failing one, in worker processes, some at a time, within a time. Never prints. */
import pLimit, { type LimitFunction } from 'p-limit'
import type { TracedRun } from './events.ts'
import type { Job } from './jobs.ts'
import { Workers, type WorkersOptions } from './workers.ts'

export interface MoreRunsOptions extends WorkersOptions {
  /** Runs at a time. */
  readonly jobs: number
  /** Real time; what is found until then counts. */
  readonly withinMs: number
  /** Told after every run how many were made. */
  readonly onRun: (count: number) => unknown
}

export class MoreRuns {
  /** Runs made. */
  count = 0
  readonly #options: MoreRunsOptions
  readonly #workers: Workers
  readonly #limit: LimitFunction
  readonly #beginMs = performance.now()
  readonly #stop = (): void => this.#workers.killAll()

  constructor(options: MoreRunsOptions) {
    this.#options = options
    this.#workers = new Workers(options)
    this.#limit = pLimit(options.jobs)
    options.signal?.addEventListener('abort', this.#stop)
  }

  /** Whether that share of the time is over, or the user had enough. */
  isOver(share: number): boolean {
    const { signal, withinMs } = this.#options
    return (signal?.aborted ?? false) || performance.now() - this.#beginMs >= share * withinMs
  }

  /** Of what is left of the time that share, told as one of all of it. */
  shareFrom(share: number): number {
    const { withinMs } = this.#options
    const used = Math.min(1, (performance.now() - this.#beginMs) / Math.max(withinMs, 1))
    return used + (1 - used) * share
  }

  /** Undefined where there is no time: that share of it is over. */
  make(
    job: Omit<Job, 'seeds'> & { readonly seed: number },
    share: number,
  ): Promise<TracedRun | undefined> {
    return this.#limit(async () => {
      if (this.isOver(share)) return undefined
      const { seed, ...rest } = job
      let made: TracedRun | undefined
      await this.#workers.run({ ...rest, seeds: [seed] }, (result) => {
        made = result
      })
      if (made === undefined || this.#options.signal?.aborted) return undefined
      this.#options.onRun(++this.count)
      return made
    })
  }

  close(): void {
    this.#options.signal?.removeEventListener('abort', this.#stop)
    this.#workers.endAll()
  }
}
