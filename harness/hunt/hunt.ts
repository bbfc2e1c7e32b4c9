/**
 * The hunt itself: generations of scenarios, each drawn from what those before have reached, until
 * one fails or it is told to stop. The same seed and number of runs give the same hunt, whatever
 * the number of workers: a generation is drawn as a whole, and taken in in the order of its runs.
 */
import type { TracedRun } from '../runner/events.ts'
import type { HuntPart } from '../scenario/scenario.ts'
import { Corpus } from './corpus.ts'
import type { Draft } from './draw.ts'
import type { RunScenarios } from './run-scenarios.ts'
import { wayOf } from './same-way.ts'
import { type Shrunk, shrink } from './shrink.ts'

/** Scenarios of a generation. */
const GENERATION = 64

export interface HuntOptions {
  readonly seed: number
  readonly part: HuntPart
  readonly isGuided: boolean
  /** Runs to make; without it, until it is over. */
  readonly runs?: number
  /** Go on behind a failure. */
  readonly isAll: boolean
  /** Of a hunt before: the first run's number, and what is tried before anything is drawn. */
  readonly firstRun?: number
  readonly drafts?: readonly Draft[]
  readonly run: RunScenarios
  /** Whether the time is over; what has failed by then is still made simpler. */
  readonly isOver: () => boolean
  readonly isInterrupted: () => boolean
  readonly onProgress?: (progress: Progress) => void
  readonly onFound?: (found: Found) => void
}

export interface Progress {
  readonly runs: number
  readonly states: number
  /** How many of the states are of the generation that has just ended. */
  readonly newStates: number
  readonly failures: number
  /** While a failure is made simpler: runs that took so far, and steps that are left. */
  readonly shrinking?: { readonly runs: number; readonly steps: number }
}

/** A failure of a kind that was not seen before in this hunt. */
export interface Found extends Shrunk {
  /** The number of its run, from 1. */
  readonly number: number
  /** As it was found. */
  readonly original: Draft['scenario']
}

export interface Hunted {
  readonly runs: number
  readonly states: number
  readonly failures: number
  /** The number of the last run that reached something new. */
  readonly lastNewRun: number
  readonly found: readonly Found[]
  readonly drafts: readonly Draft[]
}

export async function hunt(options: HuntOptions): Promise<Hunted> {
  const going = new Hunt(options)
  await going.work()
  return going.result()
}

class Hunt {
  readonly #options: HuntOptions
  readonly #corpus: Corpus
  readonly #found: Found[] = []
  readonly #ways = new Set<string>()
  #runs = 0
  #drawn: number
  #failures = 0
  #lastNewRun = 0

  constructor(options: HuntOptions) {
    this.#options = options
    this.#corpus = new Corpus(options)
    this.#drawn = options.firstRun ?? 0
  }

  result(): Hunted {
    const { stateCount: states, drafts } = this.#corpus
    return {
      runs: this.#runs,
      states,
      failures: this.#failures,
      lastNewRun: this.#lastNewRun,
      found: this.#found,
      drafts,
    }
  }

  async work(): Promise<void> {
    const { drafts = [] } = this.#options
    for (let at = 0; at < drafts.length && !this.#isOver; at += GENERATION) {
      await this.#runGeneration(drafts.slice(at, at + GENERATION))
    }
    while (!this.#isOver) {
      const { runs = Number.POSITIVE_INFINITY } = this.#options
      const size = Math.min(GENERATION, runs - this.#runs)
      const generation = Array.from({ length: size }, () => this.#corpus.draw(this.#drawn++))
      await this.#runGeneration(generation)
    }
  }

  get #isOver(): boolean {
    const { runs = Number.POSITIVE_INFINITY, isAll } = this.#options
    const isFound = !isAll && this.#found.length > 0
    return this.#runs >= runs || isFound || this.#isTimeOver()
  }

  readonly #isTimeOver = (): boolean => this.#options.isOver() || this.#options.isInterrupted()

  async #runGeneration(drafts: readonly Draft[]): Promise<void> {
    const scenarios = drafts.map(({ scenario }) => scenario)
    const results = await this.#options.run(scenarios, {
      isOver: this.#isTimeOver,
      isForFirstFailure: !this.#options.isAll,
    })
    const failed: { draft: Draft; run: TracedRun; number: number }[] = []
    let newStates = 0
    for (const [at, draft] of drafts.entries()) {
      const run = results[at]
      if (run === undefined) break
      this.#runs++
      if (run.ok) {
        const found = this.#corpus.take(draft, run.outcome?.reached ?? [])
        if (found > 0) this.#lastNewRun = this.#runs
        newStates += found
        continue
      }
      failed.push({ draft, run, number: this.#runs })
      if (!this.#options.isAll) break
    }
    this.#failures += failed.length
    this.#corpus.learn()
    this.#tellProgress(newStates)
    for (const one of failed) await this.#takeFailure(one.draft, one.run, one.number)
  }

  async #takeFailure({ scenario }: Draft, run: TracedRun, number: number): Promise<void> {
    const { failure } = run
    if (failure === undefined) return
    const way = wayOf(failure)
    if (this.#ways.has(way)) return
    this.#ways.add(way)
    const shrunk = await shrink(
      { scenario, run },
      {
        run: this.#options.run,
        isOver: this.#options.isInterrupted,
        onWave: (runs, { steps }) => this.#tellProgress(0, { runs, steps: steps.length }),
      },
    )
    const found = { ...shrunk, number, original: scenario }
    this.#found.push(found)
    this.#options.onFound?.(found)
  }

  #tellProgress(newStates: number, shrinking?: Progress['shrinking']): void {
    this.#options.onProgress?.({
      runs: this.#runs,
      states: this.#corpus.stateCount,
      newStates,
      failures: this.#failures,
      ...(shrinking === undefined ? {} : { shrinking }),
    })
  }
}
