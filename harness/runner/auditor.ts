/**
 * Audits: runs are made in realms, at full speed, and some of those that passed again with every
 * life in a process of its own. Which ones is drawn here, by real chance and after their result is
 * in, where no student code can know. A run that passed only in a realm was tampered with.
 */
import { randomInt } from 'node:crypto'
import pLimit from 'p-limit'
import type { RunResult } from './events.ts'
import type { Job } from './jobs.ts'
import { Workers, type WorkersOptions } from './workers.ts'

const FINENESS = 1_000_000
/** Ours: at 5 %, one audits for many more than that. */
const JOBS_PER_AUDITOR = 4

export class Auditor {
  readonly #percent: number
  readonly #workers: Workers
  /** Guests are dear to start: few workers have some, and others go on meanwhile. */
  readonly #limit

  constructor(options: WorkersOptions) {
    this.#percent = options.plan.isolation?.audit ?? 0
    this.#workers = new Workers(options, 'process')
    this.#limit = pLimit(Math.ceil(options.plan.jobs / JOBS_PER_AUDITOR))
  }

  /** Runs a job on workers without guests; what is audited is told once it is. */
  async run(workers: Workers, job: Job, onResult: (result: RunResult) => void): Promise<void> {
    const drawn: RunResult[] = []
    await workers.run(job, (result) => {
      if (result.ok && this.#draws()) drawn.push(result)
      else onResult(result)
    })
    const seeds = drawn.map(({ seed }) => seed)
    if (seeds.length === 0) return
    const onAgain = (again: RunResult): void => {
      const first = drawn.find(({ seed }) => seed === again.seed)
      if (first !== undefined) onResult(judge(first, again))
    }
    await this.#limit(() => this.#workers.run({ ...job, seeds }, onAgain))
  }

  endAll(): void {
    this.#workers.endAll()
  }

  killAll(): void {
    this.#workers.killAll()
  }

  #draws(): boolean {
    return randomInt(100 * FINENESS) < this.#percent * FINENESS
  }
}

/** The first result, if the second bears it out. */
function judge(first: RunResult, again: RunResult): RunResult {
  if (again.ok && again.traceHash === first.traceHash) return first
  const { failure } = again
  // A process has less room than a realm: that blames nobody of tampering.
  if (failure?.kind === 'memory' || failure?.kind === 'hang') return again
  const ended = failure === undefined ? 'passed in another way' : `failed: ${failure.message}`
  return {
    ...again,
    ok: false,
    failure: {
      kind: 'void',
      message: 'the run is not the same with every server in a process of its own',
      details: [
        `in a realm it passed, trace ${first.traceHash}`,
        `in processes it ${ended}, trace ${again.traceHash || 'none'}`,
        'equal code and an equal seed give equal runs: something has reached past its server',
      ],
      atMs: failure?.atMs ?? again.statistics.virtualMs,
      frames: failure?.frames ?? [],
    },
  }
}
