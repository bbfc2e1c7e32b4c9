/**
 * The text that a student gets back: the score of each part, a row for each test, and each failure
 * as the terminal shows it, with commands to run in one's own folder. Secret seeds are not in it.
 */
import {
  describeFailure,
  describeTests,
  explanationOf,
  type FailureGroup,
  groupFailures,
  groupNotes,
  isToldAgain,
  type Line,
  plainLine,
} from '../report/describe.ts'
import { studentPlan, studentResult } from '../report/for-students.ts'
import { resultOf, roundScore, type TestScore } from '../report/score.ts'
import { clean, count } from '../report/text-layout.ts'
import type { Plan, TestResult } from '../runner/events.ts'
import { isolationOf } from './glance.ts'
import { settle } from './settled.ts'
import type { Standing } from './standing.ts'

/** Kinds of failures shown for a test. */
const GROUPS_MAX = 3

/** `plan` is the submission's own; students run the same in `labs`. */
export function handBack(plan: Plan, standing: Standing, results: readonly TestResult[]): string {
  const { submission, reason, status, scores, score } = standing
  const own = studentPlan({ ...plan, folder: 'labs' })
  const parts = scores?.parts ?? []
  const explained = new Set<string>()
  return [
    clean(submission.name),
    `${describeTests(plan.tests)}, ${count(plan.tests.length, 'test')} x ${count(plan.runs, 'run')}${isolationOf(plan)}`,
    '',
    ...parts.map(
      (part) =>
        `  ${part.part.padEnd(8)}${`${part.score}/${part.maximum}`.padStart(9)}  ` +
        `${part.testsPassed} of ${count(part.tests, 'test')} passed`,
    ),
    ...(parts.length > 1
      ? [`  ${'all'.padEnd(8)}${`${score}/${standing.maximum}`.padStart(9)}`]
      : []),
    ...(reason === undefined ? [] : ['', `  ${status}: ${reason}`]),
    '',
    ...(scores?.tests ?? []).flatMap((test) => {
      const result = settle(studentResult(plan, resultOf(results, test.test)))
      return describeTest(own, explained, test, result)
    }),
    '',
  ].join('\n')
}

/** `explained` holds the explanations that were given. */
function describeTest(
  plan: Plan,
  explained: Set<string>,
  { test, passed, planned, earned }: TestScore,
  result: TestResult,
): readonly string[] {
  const isFull = passed === planned
  const full = Math.round(test.points * 10) / 10
  const runs = planned > 1 ? `, ${passed} of ${count(planned, 'run')} passed` : ''
  const mark = isFull ? '✓' : '✗'
  const row = `${mark} ${test.title}: ${roundScore(earned, full, isFull)}/${full} points${runs}`
  const groups = groupFailures(result.runs)
  const lines = groups
    .slice(0, GROUPS_MAX)
    .flatMap((group) => describeOnce(explained, group, describeFailure(plan, result, group)))
  const rest = groups.length - GROUPS_MAX
  const more = rest > 0 ? [`and ${count(rest, 'other failure')}`] : []
  const notes = groupNotes(result.runs).map(({ text }) => `note: ${text}`)
  const below = [...lines, ...more, ...notes].map((line) => `  ${line}`)
  return [row, ...below, ...(lines.length > 0 ? [''] : [])]
}

/** Of a failure that was told before, only that it is there and how to see it. */
function describeOnce(
  explained: Set<string>,
  { failure }: FailureGroup,
  lines: readonly Line[],
): readonly string[] {
  const key = explanationOf(failure)
  const isKnown = explained.has(key)
  explained.add(key)
  return lines.filter((line) => !isKnown || isToldAgain(line)).map(plainLine)
}
