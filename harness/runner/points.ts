/**
 * What runs are worth: the share of a test's points they earn, and how points are rounded. Pure
 * arithmetic, so that the runner can tell when points will not change any more.
 */
import type { Plan } from './events.ts'

/** The share of its points that a test earns with `passed` of `planned` runs, 0 to 1. */
export function earnedShare(policy: Plan['policy'], passed: number, planned: number): number {
  if (passed === planned) return 1
  return policy === 'all' ? 0 : passed / planned
}

/**
 * One decimal, rounded down: 99.99 of 100 is 99.9. Something never shows as nothing: above zero it
 * is at least 0.1.
 */
export function roundScore(earned: number, maximum: number, isFull: boolean): number {
  if (isFull) return maximum
  const floor = Math.floor(earned * 10 + 1e-6) / 10
  const belowFull = Math.round((maximum - 0.1) * 10) / 10
  return earned > 0 ? Math.max(0.1, Math.min(floor, belowFull)) : 0
}
