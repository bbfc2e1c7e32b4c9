/**
 * Takes results as workers hand them in and emits them; tests are finished in the plan's order.
 * With `until=` a test takes its runs in the order of the seeds and no more than it needs, however
 * many are in.
 */
import type { Plan, RunEvent, RunResult, TestInfo, TestResult } from './events.ts'
import { seedsOf } from './seeds.ts'
import { runsHere } from './shards.ts'
import { isDecided } from './until.ts'

interface Going {
  readonly test: TestInfo
  readonly runs: RunResult[]
  /** Runs to make here, at most. */
  readonly planned: number
  passed: number
  /** With `until=`, by place: runs that wait for one before them. */
  readonly waiting: Map<number, RunResult>
  isOver: boolean
}

export class Collector {
  readonly #plan: Plan
  readonly #emit: (event: RunEvent) => void
  readonly #tests = new Map<string, Going>()
  /** Where each seed stands in the plan. */
  readonly #places: ReadonlyMap<number, number>
  #total: number
  #done = 0
  #nextTest = 0

  constructor(plan: Plan, emit: (event: RunEvent) => void) {
    this.#plan = plan
    this.#emit = emit
    this.#places = new Map(seedsOf(plan).map((seed, place) => [seed, place]))
    this.#total = 0
    for (const test of plan.tests) {
      const planned = runsHere(plan, test)
      this.#total += planned
      const going = { test, runs: [], planned, passed: 0, waiting: new Map() }
      this.#tests.set(test.name, { ...going, isOver: planned === 0 })
    }
  }

  /** Whether further runs of the test are of use. */
  wants(test: string): boolean {
    return this.#tests.get(test)?.isOver !== true
  }

  add(result: RunResult): void {
    const going = this.#tests.get(result.test)
    if (going === undefined || going.isOver) return
    if (this.#plan.until === undefined) this.#take(going, result)
    else {
      going.waiting.set(this.#placeOf(result), result)
      this.#takeInOrder(going)
    }
    this.#finishTests()
  }

  /** Every test that has at least one run. */
  results(): TestResult[] {
    return [...this.#tests.values()].filter(({ runs }) => runs.length > 0).map(this.#resultOf)
  }

  #takeInOrder(going: Going): void {
    while (!going.isOver) {
      const next = going.waiting.get(going.runs.length)
      if (next === undefined) return
      going.waiting.delete(going.runs.length)
      this.#take(going, next)
    }
    going.waiting.clear()
  }

  #take(going: Going, result: RunResult): void {
    const { test, runs, planned } = going
    runs.push(result)
    if (result.ok) going.passed++
    const left = planned - runs.length
    if (left === 0 || isDecided(this.#plan, test.points, going.passed, runs.length)) {
      going.isOver = true
      this.#total -= left
    }
    this.#done++
    this.#emit({ kind: 'run-finished', result, done: this.#done, total: this.#total })
  }

  #finishTests(): void {
    for (;;) {
      const going = this.#tests.get(this.#plan.tests[this.#nextTest]?.name ?? '')
      if (going === undefined || !going.isOver) return
      this.#nextTest++
      if (going.planned === 0) continue
      this.#emit({ kind: 'test-finished', result: this.#resultOf(going) })
    }
  }

  /** Sorted only once a test is over, or all is: a test may have many thousand runs. */
  readonly #resultOf = ({ test, runs }: Going): TestResult => {
    return { test, runs: runs.toSorted((a, b) => this.#placeOf(a) - this.#placeOf(b)) }
  }

  #placeOf({ seed }: RunResult): number {
    return this.#places.get(seed) ?? 0
  }
}
