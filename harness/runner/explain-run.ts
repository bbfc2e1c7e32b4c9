/** Finds when a failing run was decided, and the nearest that passes. Never prints. */
import { findNearest, type Nearest, type Variant, withoutLent } from '../explain/nearest.ts'
import { findWhen, type When } from '../explain/when.ts'
import type { Choices, Redraw } from '../sim/chance.ts'
import type { Failure } from '../tester/failure.ts'
import { TEST_LIMIT_MS } from '../tester/world.ts'
import type { TestInfo, TracedRun } from './events.ts'
import type { Job } from './jobs.ts'
import type { MoreRuns } from './more-runs.ts'

export interface ExplainOptions {
  /** Whether two failures are of one kind. */
  readonly isAlike: (one: Failure, other: Failure) => boolean
}

/** What other runs tell of a failing one. */
export interface Explained {
  readonly when: When
  readonly nearest?: Nearest & { readonly run: TracedRun }
  /** All runs that were made beside the failing one. */
  readonly runs: number
  /** The time was over, or the user had enough, before all was tried. */
  readonly isCut: boolean
}

/**
 * Ours: a run that has not failed so long after the moment is not waited for, though its test may
 * take much longer.
 */
const WAITED = { times: 1.5, moreMs: 2_000 }
/** Of the time that is left, so much at most for finding the moment. */
const WHEN_SHARE = 0.75

/** `run` has failed, and has its trace and choices. */
export async function explainRun(
  runs: MoreRuns,
  options: ExplainOptions,
  { lab, name }: TestInfo,
  run: TracedRun,
): Promise<Explained> {
  const { choices = {}, lent = [], trace = [], seed, failure } = run
  const limitMs = WAITED.times * (failure?.atMs ?? 0) + WAITED.moreMs
  let part = runs.shareFrom(WHEN_SHARE)
  const make = (how: Partial<Job>): Promise<TracedRun | undefined> =>
    runs.make({ lab, test: name, seed, isTraced: false, ...how }, part)
  const again = (redraw: Redraw): Promise<TracedRun | undefined> =>
    make({ play: withoutLent(choices, lent, redraw), redraw, limitMs })
  let passing: Redraw | undefined
  const moments = momentsOf(run)
  const when = await findWhen(
    moments,
    async (redraw) => {
      const made = await again(redraw)
      if (made === undefined) return undefined
      if (isPassed(made, limitMs) && isLater(redraw, passing)) passing = redraw
      return isAlike(options, failure, made)
    },
    () => runs.isOver(part),
  )
  part = 1
  const play = (changed: Choices): Promise<Variant | undefined> =>
    make({ play: changed, limitMs }).then((made) => variantOf(made, limitMs))
  const redraw = (stretch: Redraw): Promise<Variant | undefined> =>
    again(stretch).then((made) => variantOf(made, limitMs))
  const found =
    passing === undefined || trace.length === 0
      ? undefined
      : await findNearest(passing, { choices, moments, redraw, play })
  const near = found === undefined ? undefined : await make({ play: found.choices, isTraced: true })
  return {
    when,
    ...(found !== undefined && near?.ok ? { nearest: { ...found, run: near } } : {}),
    runs: runs.count,
    isCut: runs.isOver(1),
  }
}

function isAlike(
  { isAlike: isOneKind }: ExplainOptions,
  failure: Failure | undefined,
  { failure: other }: TracedRun,
): boolean {
  return failure !== undefined && other !== undefined && isOneKind(failure, other)
}

/** Of equal moments the first try, whatever came in first. */
function isLater(redraw: Redraw, than: Redraw | undefined): boolean {
  if (than === undefined || redraw.fromMs > than.fromMs) return true
  return redraw.fromMs === than.fromMs && redraw.number < than.number
}

function variantOf(run: TracedRun | undefined, limitMs: number): Variant | undefined {
  return run && { isOk: isPassed(run, limitMs), redrawn: run.redrawn ?? [] }
}

/** It has passed, or was given up before anything was wrong. */
function isPassed({ ok, failure }: TracedRun, limitMs: number): boolean {
  return ok || (failure?.kind === 'timeout' && limitMs < TEST_LIMIT_MS)
}

/** When anything happened up to the failure, each moment once. */
function momentsOf({ trace = [], failure }: TracedRun): readonly number[] {
  const endMs = failure?.atMs ?? 0
  return [...new Set(trace.map(({ atMs }) => atMs).filter((atMs) => atMs <= endMs))]
}
