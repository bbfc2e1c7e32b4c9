/**
 * Splits a plan over machines that know nothing of each other. Every run, one test under one seed,
 * belongs to exactly one shard, by its place in the plan alone. Runs are dealt like cards, so that
 * every shard gets some of every test where there are enough. With `until=` whole tests are dealt:
 * which runs a test needs shows only where all those before them are.
 */
import type { Plan, Shard, TestInfo } from './events.ts'
import { type SeedPlan, seedsOf } from './seeds.ts'

/** Ours, of a shard's report: Node reads no longer text; 1,000 runs of all tests have a tenth. */
export const SHARD_BYTES_MAX = 400 * 2 ** 20
/** Ours, per test: such a report holds no more, and no made-up number may fill the memory. */
export const SHARD_RUNS_MAX = 1_000_000

type ShardedPlan = SeedPlan & Pick<Plan, 'tests' | 'shard' | 'until'>

/** Whether the thing at a place in a list, 0 is the first, belongs to this shard. */
export function isInShard(shard: Shard | undefined, place: number): boolean {
  return shard === undefined || place % shard.of === shard.number - 1
}

/** Whether a run belongs to the plan's shard: by the places of test and seed in the plan. */
export function isRunHere(plan: ShardedPlan, testPlace: number, seedPlace: number): boolean {
  const isWhole = plan.until !== undefined
  return isInShard(plan.shard, isWhole ? testPlace : testPlace * plan.runs + seedPlace)
}

/** The seeds under which a test is run here, in the plan's order: all of them without a shard. */
export function seedsHere(plan: ShardedPlan, test: TestInfo): readonly number[] {
  const seeds = seedsOf(plan)
  if (plan.shard === undefined) return seeds
  const testPlace = plan.tests.findIndex(({ name }) => name === test.name)
  return seeds.filter((_, place) => isRunHere(plan, testPlace, place))
}

/** How many runs of a test are made here, at most. */
export function runsHere(plan: ShardedPlan, test: TestInfo): number {
  return plan.shard === undefined ? plan.runs : seedsHere(plan, test).length
}
