/**
 * A hostile submission and what has to be said about it; the tests of this folder run lists of
 * them.
 */
import type { Test } from 'tap'
import type { FailureKind } from '../../tester/failure.ts'
import { hostileFiles, makePlan, PATIENT_LIMITS, runShort, SHORT_LIMITS } from './submission.ts'

export interface HostileCase {
  /** What the submission does. */
  readonly does: string
  /** Its `raft/raft.ts` from line 2 on; `Good` is the reference Raft. */
  readonly code: string
  /** A correct submission all the same: every test passes. */
  readonly passes?: true
  readonly kind?: FailureKind
  /** What the one failure says. */
  readonly says?: RegExp
  /** What one of its details says. */
  readonly detail?: RegExp
  /** First line of the student's stack: `raft/raft.ts:3`, followed by the column. */
  readonly at?: string
  /** One test by default; `others` still get a result. */
  readonly test?: string
  readonly others?: readonly string[]
}

const TEST = 'TestInitialElection2A'

/** A text of several lines. */
export function lines(...texts: readonly string[]): string {
  return texts.join('\n')
}

/** Runs each case in a test of its own, a few at a time. */
export function testCases(t: Test, cases: readonly HostileCase[]): void {
  t.jobs = 2
  for (const hostile of cases) t.test(hostile.does, (t) => checkCase(t, hostile))
}

async function checkCase(t: Test, hostile: HostileCase): Promise<void> {
  const { code, test = TEST, others = [] } = hostile
  const folder = t.testdir({ ...hostileFiles(code) })
  const limits = hostile.kind === 'memory' ? PATIENT_LIMITS : SHORT_LIMITS
  const plan = makePlan(folder, [test, ...others])
  const results = await runShort(plan, () => {}, undefined, limits)
  t.equal(results.length, 1 + others.length, 'every test has a result')
  t.ok(results.every(({ runs }) => runs.length === 1))
  const run = results.find((result) => result.test.name === test)?.runs[0]
  if (hostile.passes) {
    t.equal(run?.failure, undefined)
    return
  }
  const failure = run?.failure
  t.equal(run?.ok, false)
  t.equal(failure?.kind, hostile.kind ?? 'exception')
  if (hostile.says) t.match(failure?.message, hostile.says)
  if (hostile.detail) t.match(failure?.details.join('\n'), hostile.detail)
  if (hostile.at !== undefined) t.match(failure?.frames[0], new RegExp(`^${hostile.at}:`))
}
