/**
 * What the tests of the platforms' forms are given: a plan of three parts of which tests passed,
 * passed in part, failed and were not run; and texts in which student code has tried everything.
 */

import type { Standing } from '../../../report/file-reporter.ts'
import type { Plan, TestResult } from '../../../runner/events.ts'
import type { Failure } from '../../../tester/failure.ts'
import {
  backup,
  basic,
  election,
  kvBasic,
  kvSpeed,
  makePlan,
  makeRun,
  split,
  stranded,
} from '../samples.ts'

/** 2026-01-02T03:04:05Z */
export const STARTED_MS = Date.UTC(2026, 0, 2, 3, 4, 5)

export function makeStanding(
  plan: Plan,
  results: readonly TestResult[],
  more: Partial<Standing> = {},
): Standing {
  const nowMs = STARTED_MS + 1_234.5
  return { plan, results, startedMs: STARTED_MS, nowMs, state: 'finished', ...more }
}

const timeout: Failure = { kind: 'timeout', message: 'too long', details: [], atMs: 9, frames: [] }

/** 2A is passed, 2B is 40 + 20 of 100 (a third of the tests failed), of 3A the half is not run. */
export const mixedPlan = makePlan([election, basic, backup, stranded, kvBasic, kvSpeed], {
  runs: 2,
  folder: 'some/where',
})

export const mixedResults: readonly TestResult[] = [
  { test: election, runs: [makeRun(election, 41), makeRun(election, 42)] },
  { test: basic, runs: [makeRun(basic, 41, { warnings: ['a word'] }), makeRun(basic, 42)] },
  { test: backup, runs: [makeRun(backup, 41), makeRun(backup, 42, { failure: split })] },
  {
    test: stranded,
    runs: [
      makeRun(stranded, 41, { failure: timeout }),
      makeRun(stranded, 42, { failure: { ...split, message: 'another' } }),
    ],
  },
  { test: kvBasic, runs: [makeRun(kvBasic, 41), makeRun(kvBasic, 42)] },
]

export const mixed = makeStanding(mixedPlan, mixedResults, { state: 'interrupted' })

/** What student code may say; each of them alone has broken some reader of some form. */
export const HOSTILE: readonly string[] = [
  '::error file=x.ts,line=1::forged',
  '\t ::add-mask::forged',
  '\u00a0::stop-commands::forged',
  'seen ##[error]forged',
  '##vso[task.setvariable variable=x]forged',
  '##teamcity[testFailed]',
  '\u001b[2J\u001b]0;title\u0007',
  '\u0000 \ud800 \ufffe \u2028',
  '</failure></testcase><testcase name="forged"/>',
  ']]>',
  '<script>alert(1)</script>',
  '`````',
  '</details> | a | b |',
  '=HYPERLINK("http://x","y")',
  '"},"score":100,{"',
  '%0A::error::forged%0D',
  'x'.repeat(5_000),
]

/** Every text of a failed run, and its warnings, are hostile ones. */
export function hostileResults(): readonly TestResult[] {
  const failure: Failure = {
    ...split,
    message: HOSTILE.join('\n'),
    details: HOSTILE,
    rule: HOSTILE[0] as string,
    frames: HOSTILE,
  }
  return [
    { test: election, runs: [makeRun(election, 41, { failure, warnings: [...HOSTILE] })] },
    { test: basic, runs: [makeRun(basic, 41, { notForced: [...HOSTILE], showedNothing: true })] },
    { test: backup, runs: [makeRun(backup, 41)] },
  ]
}

export const hostile = makeStanding(makePlan([election, basic, backup]), hostileResults())

/** Nothing was built. */
export const unbuilt = makeStanding(makePlan([election, basic]), [
  ...[election, basic].map((test) => {
    const details = ['raft/raft.ts:2:8: Unexpected "="', '    ::error::forged']
    const message = 'the lab raft does not build'
    const failure: Failure = { kind: 'build', message, details, atMs: 0, frames: [] }
    return { test, runs: [makeRun(test, 41, { failure })] }
  }),
])
