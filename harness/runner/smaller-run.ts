/** Looks for a smaller run that fails as a given one does. Never prints. */
import { type Candidate, findSmaller, type Size } from '../explain/smaller.ts'
import type { Failure } from '../tester/failure.ts'
import type { TestInfo, TracedRun } from './events.ts'
import type { MoreRuns } from './more-runs.ts'
import { testInfos } from './test-infos.ts'

export interface SmallerRunOptions {
  readonly jobs: number
  /** Of the time. */
  readonly share: number
  /** Whether two failures are of one kind. */
  readonly isAlike: (one: Failure, other: Failure) => boolean
}

/** A run of the same or another test, with its trace and its choices. */
export interface SmallerRun {
  readonly test: TestInfo
  readonly run: TracedRun
}

/** Ours: one that has more events than this share is hardly easier to read. */
const SMALLER_SHARE = 0.7

/** Undefined where there is none that is much smaller. `run` has its trace. */
export async function findSmallerRun(
  runs: MoreRuns,
  { jobs, share, isAlike }: SmallerRunOptions,
  test: TestInfo,
  run: TracedRun,
): Promise<SmallerRun | undefined> {
  const { failure, trace = [], statistics, seed } = run
  if (failure === undefined) return undefined
  const { lab } = test
  const others = testInfos.filter((one) => one.lab === lab && one.name !== test.name)
  const attempt = async (candidate: Candidate, limitMs: number): Promise<Size | undefined> => {
    const made = await runs.make({ lab, ...candidate, isTraced: false, limitMs }, share)
    if (made?.failure === undefined || !isAlike(failure, made.failure)) return undefined
    return { rpcs: made.statistics.rpcs, atMs: made.failure.atMs }
  }
  const best = await findSmaller({
    first: { test: test.name, seed, rpcs: statistics.rpcs, atMs: failure.atMs },
    others: others.map(({ name }) => name),
    jobs,
    attempt,
    isOver: () => runs.isOver(share),
  })
  const found = testInfos.find(({ name }) => name === best.test)
  if (found === undefined || (best.test === test.name && best.seed === seed)) return undefined
  const how = { isTraced: true, isRecorded: true }
  const made = await runs.make({ lab, test: best.test, seed: best.seed, ...how }, 1)
  if (made?.failure === undefined || !isAlike(failure, made.failure)) return undefined
  const events = made.trace?.length ?? 0
  const isSmaller = events > 0 && events <= SMALLER_SHARE * trace.length
  return isSmaller ? { test: found, run: made } : undefined
}
