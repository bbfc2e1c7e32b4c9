/**
 * What is kept of a submission once it is graded: its scores and why runs failed, not the runs. A
 * class of hundreds fits into memory so. It decides no wording.
 */

import { BundleError } from '../realm/bundle.ts'
import { type Cause, causesOf } from '../report/cause.ts'
import { roundScore, type Scores, scoreResults } from '../report/score.ts'
import { clean } from '../report/text-layout.ts'
import { allFailed, type Builds } from '../runner/build-labs.ts'
import type { Plan, TestResult } from '../runner/events.ts'
import { settle } from './settled.ts'
import type { Submission } from './submission.ts'

/**
 * `graded`: all labs were run; `partly built`: some were; `not built`: none was; `grader fault`: we
 * failed, and there is no score; `void`: an audit has shown that it tampers with its runs; `waiting`: there is none yet.
 */
export type Status = 'graded' | 'partly built' | 'not built' | 'void' | 'grader fault' | 'waiting'

const FULL = 100

export interface Standing {
  readonly submission: Submission
  readonly status: Status
  /** Why it was not graded in full, one line. */
  readonly reason?: string
  /** Undefined where nothing was graded. */
  readonly scores?: Scores
  /** Of all parts together, rounded down: by their weights, or the mean of their shares. */
  readonly score?: number
  /** What `score` is of: the sum of the weights, or 100. */
  readonly maximum: number
  readonly causes: readonly Cause[]
}

export function waiting(submission: Submission): Standing {
  return { submission, status: 'waiting', maximum: FULL, causes: [] }
}

export function faulted(submission: Submission, error: unknown): Standing {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  const reason = clean(line).slice(0, 300)
  return { submission, status: 'grader fault', reason, maximum: FULL, causes: [] }
}

export function standingOf(
  submission: Submission,
  plan: Plan,
  builds: Builds,
  results: readonly TestResult[],
): Standing {
  const settled = results.map(settle)
  const scores = scoreResults(plan, settled)
  return {
    submission,
    ...statusOf(scores, builds),
    scores,
    score: scores.total?.score ?? meanOf(scores),
    maximum: scores.total?.maximum ?? FULL,
    causes: causesOf(settled),
  }
}

function statusOf({ isVoid }: Scores, builds: Builds): Pick<Standing, 'status' | 'reason'> {
  if (isVoid)
    return { status: 'void', reason: 'its runs are not the same in processes of their own' }
  const first = Object.values(builds).find((build) => build instanceof BundleError)
  if (first === undefined) return { status: 'graded' }
  const reason = clean(first.message.split('\n')[0] ?? '').slice(0, 300)
  return { status: allFailed(builds) ? 'not built' : 'partly built', reason }
}

/** All parts weigh alike, whatever points were chosen of them. */
function meanOf({ parts }: Scores): number {
  const shares = parts.map(({ score, maximum }) => (maximum === 0 ? 0 : score / maximum))
  const mean = (FULL * shares.reduce((sum, share) => sum + share, 0)) / Math.max(1, parts.length)
  return roundScore(
    mean,
    FULL,
    parts.every(({ isFull }) => isFull),
  )
}
