/**
 * What a hunt has learned: scenarios that reached abstract states nobody else had, how often each
 * state was reached, and which pieces lead to new ones. The next generation is drawn from it; it
 * depends on nothing but the results taken in, in their order.
 */
import { type HuntPart, labOf } from '../scenario/scenario.ts'
import type { Stream } from '../sim/chance.ts'
import { type Draft, drawScenario, pieceNames, streamOf, type Weights } from './draw.ts'
import { mutate } from './mutate.ts'

/** So many scenarios are kept: those with the rarest states. */
const KEPT_MAX = 400
/** This share of a generation is drawn anew, so that a hunt does not go in circles. */
const FRESH_SHARE = 0.4
/** A piece counts at most so much more, or less, than the average. */
const WEIGHT_MAX = 3
/** As if every piece had been tried so often with average luck. */
const PRIOR = 20

interface Kept extends Draft {
  readonly reached: readonly number[]
  /** How many were made from it. */
  children: number
  score: number
}

export interface CorpusOptions {
  readonly seed: number
  readonly part: HuntPart
  /** Without it every scenario is drawn anew. */
  readonly isGuided: boolean
}

export class Corpus {
  readonly #options: CorpusOptions
  /** By state: in how many runs. */
  readonly #hits = new Map<number, number>()
  readonly #names: readonly string[]
  readonly #luck: ReadonlyMap<string, { tried: number; found: number }>
  #kept: Kept[] = []
  #weights: Weights = {}

  constructor(options: CorpusOptions) {
    this.#options = options
    this.#names = pieceNames(labOf(options.part))
    this.#luck = new Map(this.#names.map((name) => [name, { tried: 0, found: 0 }]))
  }

  /** How many different states were reached. */
  get stateCount(): number {
    return this.#hits.size
  }

  /** What is worth to be gone on with. */
  get drafts(): readonly Draft[] {
    return this.#kept.map(({ scenario, pieces }) => ({ scenario, pieces }))
  }

  /** The scenario of that number of the hunt. */
  draw(run: number): Draft {
    const { seed, part, isGuided } = this.#options
    const stream = streamOf(seed, run)
    if (!isGuided || this.#kept.length === 0 || stream.isHit(FRESH_SHARE)) {
      return drawScenario(stream, part, isGuided ? this.#weights : {})
    }
    const parent = this.#choose(stream)
    parent.children++
    return mutate(stream, parent, this.#choose(stream), this.#evenWeights())
  }

  /** Takes in what a scenario has reached; answers how many states were new. */
  take(draft: Draft, reached: readonly number[]): number {
    let found = 0
    for (const state of reached) {
      const hits = this.#hits.get(state) ?? 0
      if (hits === 0) found++
      this.#hits.set(state, hits + 1)
    }
    for (const name of new Set(draft.pieces)) {
      const luck = this.#luck.get(name)
      if (luck === undefined) continue
      luck.tried++
      luck.found += found
    }
    if (found > 0) this.#kept.push({ ...draft, reached, children: 0, score: 0 })
    return found
  }

  /** Behind a generation: judges anew what is kept, and the pieces. */
  learn(): void {
    for (const kept of this.#kept) {
      let rare = 0
      for (const state of kept.reached) rare += 1 / (this.#hits.get(state) as number)
      kept.score = rare / (1 + kept.children)
    }
    this.#kept.sort((a, b) => b.score - a.score)
    this.#kept.length = Math.min(this.#kept.length, KEPT_MAX)
    const all = [...this.#luck.values()]
    const tried = all.reduce((sum, luck) => sum + luck.tried, 0)
    const found = all.reduce((sum, luck) => sum + luck.found, 0)
    if (tried === 0 || found === 0) return
    const usual = found / tried
    this.#weights = Object.fromEntries(
      [...this.#luck].map(([name, luck]) => {
        const rate = (luck.found + PRIOR * usual) / (luck.tried + PRIOR) / usual
        return [name, Math.min(WEIGHT_MAX, Math.max(1 / WEIGHT_MAX, rate))]
      }),
    )
  }

  #evenWeights(): Weights {
    return Object.fromEntries(this.#names.map((name) => [name, this.#weights[name] ?? 1]))
  }

  /** By score: the better of a few. */
  #choose(stream: Stream): Kept {
    const tries = [0, 0, 0].map(() => stream.below(this.#kept.length))
    return this.#kept[Math.min(...tries)] as Kept
  }
}
