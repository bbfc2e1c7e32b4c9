/**
 * What `watch` runs after a save, round by round: the seeds that are kept, then every test, and
 * again with twice as many seeds each time.
 */
import type { Plan, TestInfo } from '../runner/events.ts'
import { publicSeed } from '../runner/seeds.ts'
import type { KeptSeed } from './kept-seeds.ts'

/** Runs of one test that are made one after another. */
export interface Batch {
  readonly test: TestInfo
  readonly seeds: readonly number[]
}

/** Ours: a round of more would take long to say anything new. */
const ROUND_MAX = 64
/** Small, so that a test that has failed is soon left alone. */
const BATCH_MAX = 4

/** One batch for each test, in the order in which they were kept. */
export function keptRound(kept: readonly KeptSeed[]): readonly Batch[] {
  const tests = new Set(kept.map(({ test }) => test))
  return [...tests].map((test) => {
    return { test, seeds: kept.filter((one) => one.test === test).map(({ seed }) => seed) }
  })
}

/**
 * How many seeds round `number` has, from 0: 1, 2, 4 and so on; `made` are those of the rounds
 * before it, of at most `most`.
 */
export function widthOf(number: number, made: number, most: number): number {
  return Math.min(ROUND_MAX, 2 ** number, most - made)
}

/** Every test of the plan under `width` seeds, after the first `made` of them. */
export function widerRound({ tests, firstSeed }: Plan, made: number, width: number): Batch[] {
  const seeds = Array.from({ length: width }, (_, at) => publicSeed(firstSeed, made + at))
  const starts = Array.from({ length: Math.ceil(width / BATCH_MAX) }, (_, at) => at * BATCH_MAX)
  return starts.flatMap((start) => {
    return tests.map((test) => ({ test, seeds: seeds.slice(start, start + BATCH_MAX) }))
  })
}
