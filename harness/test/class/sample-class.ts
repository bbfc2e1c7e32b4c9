/** A small class with every status, and the results of its members, all figures written down. */

import type { ClassState } from '../../class/gradebook.ts'
import { faulted, type Standing, standingOf, waiting } from '../../class/standing.ts'
import type { Submission } from '../../class/submission.ts'
import { BundleError } from '../../realm/bundle.ts'
import type { Plan, RunResult, TestResult } from '../../runner/events.ts'
import type { Failure } from '../../tester/failure.ts'
import { backup, basic, makePlan, makeRun, split, stranded } from '../report/samples.ts'

export const plan = makePlan([basic, backup, stranded], { runs: 2 })
export const SEEDS = [41, 42]

export function member(name: string, more: Partial<Submission> = {}): Submission {
  return { name, fileName: name, folder: `class/${name}`, ...more }
}

/** Runs of every test of the plan; `failureOf` says which fail. */
export function resultsOf(
  failureOf: (test: string, seed: number) => Failure | undefined = () => undefined,
  of: Plan = plan,
): TestResult[] {
  return of.tests.map((test) => ({
    test,
    runs: SEEDS.map((seed): RunResult => {
      const failure = failureOf(test.name, seed)
      return makeRun(test, seed, failure === undefined ? {} : { failure })
    }),
  }))
}

export function graded(submission: Submission, results: readonly TestResult[]): Standing {
  const bundle = { code: '', map: '', digest: '' }
  return standingOf(submission, plan, { raft: bundle }, results)
}

/** Where the check fails at another index and under other servers. */
export const otherSplit: Failure = {
  ...split,
  message: 'S1 and S4 applied different commands at index 1,012',
}

export const hang: Failure = {
  kind: 'hang',
  message: 'a piece of code ran for more than 5 s without coming back: an endless loop',
  details: [],
  atMs: 12.5,
  frames: ['raft/raft.ts:3:7 (in start)'],
}

const unbuilt = 'raft/raft.ts:2:8: Unexpected "="\n    me = = 1'
const build: Failure = {
  kind: 'build',
  message: 'the lab raft does not build',
  details: unbuilt.split('\n'),
  atMs: 0,
  frames: [],
}

export const bobsResults = resultsOf((test, seed) =>
  test === backup.name && seed === 42 ? split : undefined,
)
export const bob = graded(member('bob'), bobsResults)

export const sampleClass: ClassState = {
  plan,
  suite: 'abc',
  standings: [
    graded(member('=ann,"x"'), resultsOf()),
    bob,
    graded(
      member('cat'),
      resultsOf((test) => (test === basic.name ? otherSplit : hang)),
    ),
    standingOf(
      member('dan'),
      plan,
      { raft: new BundleError(unbuilt) },
      resultsOf(() => build),
    ),
    faulted(member('eve'), new Error('a worker died\nin the night')),
    waiting(member('f\u001b[31my')),
  ],
  skipped: [{ path: 'class/notes.txt', why: 'a file, no folder' }],
}
