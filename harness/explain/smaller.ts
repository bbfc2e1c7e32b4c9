/**
 * A smaller run that fails in the same way: the other tests of the lab as far as they are short,
 * the same test under other seeds, the others in full, then the best of all under more seeds. Each
 * try is given up when it has lasted as long as the best so far, so the search gets cheaper as it
 * goes.
 */

export interface Candidate {
  readonly test: string
  readonly seed: number
}

/** How much happened in a run that failed in that way, and when it failed. */
export interface Size {
  readonly rpcs: number
  readonly atMs: number
}

export interface Smaller extends Size, Candidate {}

export interface SmallerOptions {
  readonly first: Smaller
  /** Other tests of the lab. */
  readonly others: readonly string[]
  /** Tries at a time. */
  readonly jobs: number
  /** Undefined where it failed otherwise, or not by then, or there was no time. */
  attempt(candidate: Candidate, limitMs: number): Promise<Size | undefined>
  isOver(): boolean
}

/** Ours: seeds tried of the test itself at first, and tries without success before it gives up. */
const OWN_SEEDS = 12
/** Virtual ms in which most tests that are about one thing have failed. */
const SHORT_MS = 3_000
const IN_VAIN_MAX = 40
const SEEDS_MAX = 320

/** The first one itself where nothing smaller was found. */
export async function findSmaller(options: SmallerOptions): Promise<Smaller> {
  const { first, others } = options
  const search = new Search(options)
  const once = others.map((test) => ({ test, seed: 1 }))
  await search.run(once, SHORT_MS)
  await search.run(seedsOf(first.test, 1, OWN_SEEDS))
  await search.run(once)
  for (let seed = 1; !search.isOver && seed < SEEDS_MAX; seed += IN_VAIN_MAX) {
    const before = search.best
    await search.run(seedsOf(before.test, seed, IN_VAIN_MAX))
    if (search.best === before) break
  }
  return search.best
}

function seedsOf(test: string, from: number, many: number): readonly Candidate[] {
  return Array.from({ length: many }, (_, more) => ({ test, seed: from + more }))
}

class Search {
  best: Smaller
  readonly #options: SmallerOptions
  /** For how long. */
  readonly #tried = new Map<string, number>()

  constructor(options: SmallerOptions) {
    this.#options = options
    this.best = options.first
    this.#isNew(options.first, Number.MAX_VALUE)
  }

  get isOver(): boolean {
    return this.#options.isOver()
  }

  /** Some at a time, so that each knows the best so far. */
  async run(candidates: readonly Candidate[], withinMs = Number.MAX_VALUE): Promise<void> {
    const queue = candidates.filter((candidate) => this.#isNew(candidate, withinMs))
    const work = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined && !this.isOver; next = queue.shift()) {
        const size = await this.#options.attempt(next, Math.min(withinMs, this.best.atMs))
        if (size !== undefined && isLess(size, this.best)) this.best = { ...next, ...size }
      }
    }
    await Promise.all(Array.from({ length: this.#options.jobs }, work))
  }

  /** What was tried for as long as the best takes by now has nothing smaller. */
  #isNew({ test, seed }: Candidate, withinMs: number): boolean {
    const key = `${test} ${seed}`
    const limitMs = Math.min(withinMs, this.best.atMs)
    if ((this.#tried.get(key) ?? -1) >= limitMs) return false
    this.#tried.set(key, limitMs)
    return true
  }
}

function isLess(one: Size, other: Size): boolean {
  return one.rpcs < other.rpcs || (one.rpcs === other.rpcs && one.atMs < other.atMs)
}
