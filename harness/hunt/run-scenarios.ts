/** Runs scenarios in worker processes, some at a time; results have the order of the input. */
import pLimit from 'p-limit'
import { BundleError } from '../realm/bundle.ts'
import type { TracedRun } from '../runner/events.ts'
import { Workers, type WorkersOptions } from '../runner/workers.ts'
import { HUNT } from '../scenario/perform.ts'
import type { Scenario } from '../scenario/scenario.ts'

/** Given to a worker at a time. */
const BATCH = 4

export interface RunOptions {
  /** Asked before a worker is given more. */
  readonly isOver: () => boolean
  /** The first failure in the order of the input is all that counts. */
  readonly isForFirstFailure?: boolean
  readonly isTraced?: boolean
}

/**
 * Undefined for a scenario that was not run: it was over, or one before it has failed. Those before
 * the first failure are there.
 */
export type RunScenarios = (
  scenarios: readonly Scenario[],
  options: RunOptions,
) => Promise<readonly (TracedRun | undefined)[]>

export interface ScenarioRunner {
  readonly run: RunScenarios
  close(): void
}

/**
 * Throws a BundleError when there is no code to run. What runs when `signal` comes is given up, and
 * says nothing.
 */
export function makeRunner(options: WorkersOptions): ScenarioRunner {
  for (const build of Object.values(options.builds)) if (build instanceof BundleError) throw build
  const { plan, signal } = options
  const { jobs } = plan
  const workers = new Workers(options)
  const limit = pLimit(jobs)
  signal?.addEventListener('abort', () => workers.killAll())
  const run: RunScenarios = async (scenarios, { isOver, isForFirstFailure, isTraced = false }) => {
    const results: (TracedRun | undefined)[] = scenarios.map(() => undefined)
    let hasFailed = false
    const runBatch = async (seeds: readonly number[]): Promise<void> => {
      // Batches begin in order: whatever comes before the failure has begun.
      if (isOver() || (isForFirstFailure && hasFailed)) return
      const chosen = Object.fromEntries(seeds.map((at) => [at, scenarios[at] as Scenario]))
      const lab = plan.tests[0]?.lab ?? 'raft'
      const job = { lab, test: HUNT, seeds, isTraced, scenarios: chosen }
      await workers.run(job, (result) => {
        if (signal?.aborted) return
        hasFailed ||= !result.ok
        results[result.seed] = { ...result, seed: (chosen[result.seed] as Scenario).seed }
      })
    }
    await Promise.all(batchesOf(scenarios, jobs).map((seeds) => limit(() => runBatch(seeds))))
    return results
  }
  return { run, close: () => workers.endAll() }
}

/** Numbers of scenarios; few are shared out evenly. */
function batchesOf(scenarios: readonly Scenario[], jobs: number): readonly number[][] {
  const numbers = [...scenarios.keys()]
  const size = Math.max(1, Math.min(BATCH, Math.ceil(scenarios.length / jobs)))
  const batches: number[][] = []
  for (let at = 0; at < numbers.length; at += size) batches.push(numbers.slice(at, at + size))
  return batches
}
