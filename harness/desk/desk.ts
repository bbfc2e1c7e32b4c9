/**
 * `watch` without its surroundings: what is built and run after each save, and what is known of it.
 * A save ends what is going on at once, if it changed anything. It neither prints nor reads files.
 */

import { BundleError } from '../realm/bundle.ts'
import type { Builds } from '../runner/build-labs.ts'
import { faultsOf } from '../runner/build-labs.ts'
import type { Plan, RunResult, TestInfo } from '../runner/events.ts'
import { type KeptSeed, KeptSeeds } from './kept-seeds.ts'
import { type Batch, keptRound, widerRound, widthOf } from './rounds.ts'

/** What has become of one test since the last save. */
export interface Tally {
  readonly test: TestInfo
  made: number
  readonly failed: RunResult[]
}

/** Of the runs that are made together. */
export interface Round {
  readonly done: number
  readonly total: number
  /** Its first and its last seed, where all tests have the same ones. */
  readonly seeds?: readonly [first: number, last: number]
}

/** All that a screen shows. */
export interface DeskState {
  readonly plan: Plan
  /** `kept` and `wider` are rounds; `done` and `failed` wait for a save. */
  readonly phase: 'building' | 'kept' | 'wider' | 'done' | 'failed' | 'unbuilt'
  /** Why it does not build. */
  readonly faults: readonly string[]
  /** Saved last, and whether that changed anything. */
  readonly saved: { readonly files: readonly string[]; readonly isOther: boolean } | undefined
  readonly tallies: readonly Tally[]
  readonly kept: readonly KeptSeed[]
  /** Of the round that goes on. */
  readonly round: Round
}

export interface DeskPorts {
  build(): Promise<Builds>
  /** Runs what is wanted of the batches; answers early when the signal says so. */
  run(
    batches: readonly Batch[],
    builds: Builds,
    port: {
      wants(test: TestInfo): boolean
      onResult(test: TestInfo, result: RunResult): void
      readonly signal: AbortSignal
    },
  ): Promise<void>
  show(state: DeskState): void
}

export class Desk {
  readonly #plan: Plan
  readonly #ports: DeskPorts
  /** The same first seeds after every save; without, it goes on where it was. */
  readonly #isSeeded: boolean
  readonly #most: number
  readonly #kept = new KeptSeeds()
  #made = 0
  #builds: Builds | undefined
  #key: string | undefined
  #cycle = new AbortController()
  #isBuilding = false
  #isStale = false
  #state: DeskState

  /** `plan.runs` above one is an end to the seeds of each test. */
  constructor(plan: Plan, isSeeded: boolean, ports: DeskPorts) {
    this.#plan = plan
    this.#isSeeded = isSeeded
    this.#most = plan.runs > 1 ? plan.runs : Number.POSITIVE_INFINITY
    this.#ports = ports
    this.#state = {
      plan,
      phase: 'building',
      faults: [],
      saved: undefined,
      tallies: [],
      kept: [],
      round: { done: 0, total: 0 },
    }
  }

  get state(): DeskState {
    return this.#state
  }

  /** Builds, and runs what there is to run; ends early when another cycle takes its place. */
  async saved(files: readonly string[] = []): Promise<void> {
    this.#isStale = true
    if (this.#isBuilding) return
    this.#isBuilding = true
    let builds: Builds = {}
    while (this.#isStale) {
      this.#isStale = false
      builds = await this.#ports.build()
    }
    this.#isBuilding = false
    const key = keyOf(builds)
    const isOther = key !== this.#key
    if (files.length > 0) this.#change({ saved: { files, isOther } })
    if (!isOther) return
    this.#key = key
    this.#builds = builds
    await this.again()
  }

  /** The same again, from the kept seeds on. */
  async again(): Promise<void> {
    if (this.#builds === undefined) return
    const { signal } = this.#begin()
    const faults = faultsOf(this.#builds)
    const tallies = this.#plan.tests.map((test) => ({ test, made: 0, failed: [] }))
    this.#change({ faults, tallies, phase: faults.length > 0 ? 'unbuilt' : 'building' })
    if (faults.length > 0) return
    if (this.#kept.all.length > 0) await this.#run('kept', keptRound(this.#kept.all), signal)
    if (signal.aborted) return
    if (this.#kept.failing.length > 0) this.#change({ phase: 'failed' })
    else await this.#widen(signal)
  }

  /** More seeds, though something fails. */
  async wider(): Promise<void> {
    if (this.#state.phase === 'failed') await this.#widen(this.#begin().signal)
  }

  /** Ends what is going on. */
  stop(): void {
    this.#cycle.abort()
  }

  #begin(): AbortController {
    this.#cycle.abort()
    this.#cycle = new AbortController()
    return this.#cycle
  }

  async #widen(signal: AbortSignal): Promise<void> {
    const first = this.#isSeeded ? 0 : this.#made
    const before = this.#failedTests()
    let made = 0
    for (let number = 0; ; number++) {
      const width = widthOf(number, made, this.#most)
      const isOver = width <= 0 || before === this.#plan.tests.length
      if (isOver) return this.#change({ phase: before > 0 ? 'failed' : 'done' })
      await this.#run('wider', widerRound(this.#plan, first + made, width), signal)
      if (signal.aborted) return
      made += width
      this.#made = first + made
      if (this.#failedTests() > before) return this.#change({ phase: 'failed' })
    }
  }

  #failedTests(): number {
    return this.#state.tallies.filter(({ failed }) => failed.length > 0).length
  }

  async #run(
    phase: 'kept' | 'wider',
    batches: readonly Batch[],
    signal: AbortSignal,
  ): Promise<void> {
    const tallies = new Map(this.#state.tallies.map((tally) => [tally.test, tally]))
    const hasFailed = (test: TestInfo): boolean => (tallies.get(test)?.failed.length ?? 0) > 0
    const total = batches.reduce((sum, { seeds }) => sum + seeds.length, 0)
    const [first, last] = [batches[0]?.seeds[0], batches.at(-1)?.seeds.at(-1)]
    const hasSeeds = phase === 'wider' && first !== undefined && last !== undefined
    const round = { total, ...(hasSeeds ? { seeds: [first, last] as const } : {}) }
    let done = 0
    this.#change({ phase, round: { ...round, done } })
    await this.#ports.run(batches, this.#builds as Builds, {
      // A kept seed says something also where another one of its test has failed.
      wants: (test) => phase === 'kept' || !hasFailed(test),
      onResult: (test, result) => {
        const tally = tallies.get(test)
        if (signal.aborted || tally === undefined) return
        tally.made += 1
        if (!result.ok) tally.failed.push(result)
        this.#kept.take(test, result)
        this.#change({ round: { ...round, done: ++done }, kept: this.#kept.all })
      },
      signal,
    })
  }

  #change(change: Partial<DeskState>): void {
    this.#state = { ...this.#state, ...change }
    this.#ports.show(this.#state)
  }
}

/** Equal for builds that run alike. */
function keyOf(builds: Builds): string {
  const parts = Object.entries(builds).map(([lab, build]) => {
    return [lab, build instanceof BundleError ? build.message : build.digest]
  })
  return JSON.stringify(parts)
}
