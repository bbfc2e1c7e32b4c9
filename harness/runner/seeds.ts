/**
 * Which seeds a plan runs every test under, and which of them are nobody's to see but the
 * instructor's. Everything that makes runs or names one asks here.
 */
import type { Plan } from './events.ts'

/** What the seeds of a plan depend on. */
export type SeedPlan = Pick<Plan, 'firstSeed' | 'runs' | 'secretSeeds'>

const lists = new WeakMap<SeedPlan, readonly number[]>()
const places = new WeakMap<readonly number[], ReadonlyMap<number, number>>()

/** The seeds of every test of the plan, in order: public ones first, then those of a secret. */
export function seedsOf(plan: SeedPlan): readonly number[] {
  let known = lists.get(plan)
  if (known === undefined) {
    const open = Array.from({ length: publicCount(plan) }, (_, run) =>
      publicSeed(plan.firstSeed, run),
    )
    known = [...open, ...(plan.secretSeeds ?? [])]
    lists.set(plan, known)
  }
  return known
}

/** The first of them. */
export function firstSeedOf(plan: SeedPlan): number {
  const { firstSeed, secretSeeds: [first = firstSeed] = [] } = plan
  return publicCount(plan) > 0 ? publicSeed(firstSeed, 0) : first
}

function publicCount({ runs, secretSeeds = [] }: SeedPlan): number {
  return Math.max(0, runs - secretSeeds.length)
}

/** Whether a student must not be told this seed, nor a command that holds it. */
export function isSecret(plan: Pick<Plan, 'secretSeeds'>, seed: number): boolean {
  return secretNumber(plan, seed) !== undefined
}

/** Its number among the secret seeds, from 1; undefined for a public one. It may be shown. */
export function secretNumber(plan: Pick<Plan, 'secretSeeds'>, seed: number): number | undefined {
  const { secretSeeds } = plan
  if (secretSeeds === undefined) return undefined
  let known = places.get(secretSeeds)
  if (known === undefined) {
    known = new Map(secretSeeds.map((secret, index) => [secret, index + 1]))
    places.set(secretSeeds, known)
  }
  return known.get(seed)
}

/** Seed of the k-th public run, 0 is the first. */
export function publicSeed(firstSeed: number, run: number): number {
  return (firstSeed + run) % Number.MAX_SAFE_INTEGER
}
