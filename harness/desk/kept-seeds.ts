/**
 * The seeds that failed last, in the order in which they are to be run first: those that fail, then
 * those that failed before and passed since, for a bug comes back. They are kept as long as the
 * command goes on.
 */
import type { RunResult, TestInfo } from '../runner/events.ts'

/** Ours: more would keep a save waiting. */
const KEPT_MAX = 20

export interface KeptSeed {
  readonly test: TestInfo
  readonly seed: number
  /** Whether its last run failed. */
  readonly isFailing: boolean
}

export class KeptSeeds {
  #seeds: readonly KeptSeed[] = []

  /** The failing ones first, of each kind in the order in which they first failed. */
  get all(): readonly KeptSeed[] {
    return this.#seeds
  }

  get failing(): readonly KeptSeed[] {
    return this.#seeds.filter(({ isFailing }) => isFailing)
  }

  /** A run ended. One that passes is kept only if it failed before. */
  take(test: TestInfo, { seed, ok }: RunResult): void {
    const at = this.#seeds.findIndex((kept) => kept.test === test && kept.seed === seed)
    if (ok && at < 0) return
    const now = { test, seed, isFailing: !ok }
    const all = at < 0 ? [...this.#seeds, now] : this.#seeds.with(at, now)
    const failing = all.filter(({ isFailing }) => isFailing).slice(0, KEPT_MAX)
    const passing = all.filter(({ isFailing }) => !isFailing)
    const left = KEPT_MAX - failing.length
    this.#seeds = [...failing, ...(left > 0 ? passing.slice(-left) : [])]
  }
}
