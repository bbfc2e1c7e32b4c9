/**
 * Makes a failing scenario simple, by running it again and again: a change stays if the run still
 * fails in the same way. Delta debugging over the steps (Zeller and Hildebrandt, "Simplifying and
 * Isolating Failure-Inducing Input", 2002), then servers, settings and the numbers in each step.
 * Which runs are made does not depend on how many workers make them.
 */
import type { TracedRun } from '../runner/events.ts'
import type { Scenario, Step } from '../scenario/scenario.ts'
import type { RunScenarios } from './run-scenarios.ts'
import { wayOf } from './same-way.ts'
import { calmer, plainer, without } from './simpler.ts'

/** Tried side by side; the first that fails counts, so that the result is one for any number. */
const WAVE = 8
/** Runs at most. */
const RUNS_MAX = 600
/** A run that hangs costs as much CPU as a whole hunt of others. */
const COSTLY_RUNS_MAX = 8
/**
 * RPCs in all of these runs at most: some two minutes of CPU. Counted, so that machines agree; only
 * runs of many servers that wait long for what never comes use it up.
 */
const RPCS_MAX = 1_000_000
/** Rounds over all ways to be simpler, of which the second seldom finds much. */
const ROUNDS_MAX = 4

/** A scenario and the run that it failed in. */
export interface FailedScenario {
  readonly scenario: Scenario
  readonly run: TracedRun
}

export interface Shrunk extends FailedScenario {
  /** Runs that it took. */
  readonly runs: number
}

export interface ShrinkOptions {
  readonly run: RunScenarios
  /** Ends it early; the best so far counts. */
  readonly isOver: () => boolean
  /** Told after every wave. */
  readonly onWave?: (runs: number, best: Scenario) => void
}

export async function shrink(failed: FailedScenario, options: ShrinkOptions): Promise<Shrunk> {
  const shrinker = new Shrinker(failed, options)
  await shrinker.work()
  return { ...shrinker.best, runs: shrinker.runs }
}

class Shrinker {
  best: FailedScenario
  runs = 0
  #rpcs = 0
  readonly #way: string
  readonly #runsMax: number
  readonly #options: ShrinkOptions
  /** What was tried, so that nothing is tried twice. */
  readonly #tried = new Set<string>()

  constructor(failed: FailedScenario, options: ShrinkOptions) {
    this.best = failed
    this.#options = options
    const { failure } = failed.run
    this.#way = failure === undefined ? '' : wayOf(failure)
    const isCostly = failure?.kind === 'hang' || failure?.kind === 'memory'
    this.#runsMax = isCostly ? COSTLY_RUNS_MAX : RUNS_MAX
    this.#tried.add(JSON.stringify(failed.scenario))
  }

  async work(): Promise<void> {
    await this.#dropWhatDidNothing()
    for (let round = 0; round < ROUNDS_MAX && !this.#isOver; round++) {
      const before = this.best
      await this.#dropSteps()
      await this.#calm()
      await this.#plainSteps()
      if (this.best === before) return
    }
  }

  get #isOver(): boolean {
    return this.runs >= this.#runsMax || this.#rpcs >= RPCS_MAX || this.#options.isOver()
  }

  /** Steps behind the failure, and those that changed nothing. */
  async #dropWhatDidNothing(): Promise<void> {
    const { scenario, run } = this.best
    const { begun = scenario.steps.length, idle = [] } = run.outcome ?? {}
    const reached = scenario.steps.slice(0, Math.max(begun, 0))
    const acting = reached.filter((_, at) => !idle.includes(at))
    await this.#firstOf([
      { ...scenario, steps: acting },
      { ...scenario, steps: reached },
    ])
  }

  async #dropSteps(): Promise<void> {
    let size = Math.max(1, Math.ceil(this.best.scenario.steps.length / 2))
    for (;;) {
      const isSimpler = await this.#dropPieces(size)
      if (size === 1 && !isSimpler) return
      size = Math.ceil(size / 2)
    }
  }

  /** One pass from the last step to the first: takes out so many in a row wherever that can be. */
  async #dropPieces(size: number): Promise<boolean> {
    let isSimpler = false
    let end = this.best.scenario.steps.length
    while (end > 0 && !this.#isOver) {
      const { steps } = this.best.scenario
      const ends = Array.from({ length: WAVE }, (_, at) => end - at * size).filter((at) => at > 0)
      const fewer = ends.map((at) => this.#withSteps(without(steps, at - size, at)))
      const found = await this.#firstOf(fewer)
      isSimpler ||= found !== undefined
      end = found === undefined ? (ends.at(-1) as number) - size : (ends[found] as number) - size
    }
    return isSimpler
  }

  async #calm(): Promise<void> {
    while ((await this.#firstOf(calmer(this.best.scenario))) !== undefined);
  }

  async #plainSteps(): Promise<void> {
    for (let at = 0; at < this.best.scenario.steps.length && !this.#isOver; ) {
      const { steps } = this.best.scenario
      const ways = plainer(steps[at] as Step).map((step) => this.#withSteps(steps.with(at, step)))
      if ((await this.#firstOf(ways)) === undefined) at++
    }
  }

  #withSteps(steps: readonly Step[]): Scenario {
    return { ...this.best.scenario, steps }
  }

  /** Takes the first of some that fails in the same way, and answers which; or none. */
  async #firstOf(scenarios: readonly Scenario[]): Promise<number | undefined> {
    const { run, isOver, onWave } = this.#options
    const fresh = [...scenarios.entries()].filter(([, scenario]) => this.#isFresh(scenario))
    for (let at = 0; at < fresh.length && !this.#isOver; at += WAVE) {
      const wave = fresh.slice(at, at + WAVE)
      const results = await run(
        wave.map(([, scenario]) => scenario),
        { isOver },
      )
      this.runs += wave.length
      for (const result of results) this.#rpcs += result?.statistics.rpcs ?? 0
      const found = results.findIndex((result) => this.#failsAlike(result))
      const [number, scenario] = wave[found] ?? []
      const failed = results[found]
      if (scenario !== undefined && failed !== undefined) this.best = { scenario, run: failed }
      onWave?.(this.runs, this.best.scenario)
      if (number !== undefined) return number
    }
    return undefined
  }

  #isFresh(scenario: Scenario): boolean {
    const text = JSON.stringify(scenario)
    const isFresh = !this.#tried.has(text)
    this.#tried.add(text)
    return isFresh
  }

  #failsAlike(run: TracedRun | undefined): boolean {
    return run?.failure !== undefined && wayOf(run.failure) === this.#way
  }
}
