/**
 * The gradebook of a class, as CSV for spreadsheets and as JSON for programs: a row a student in
 * the order they were given. Nothing of time or machine is in it. `gradebook.schema.json`
 * describes the JSON.
 */
import { csvText } from '../report/platforms/csv-text.ts'
import { roundPoints } from '../report/score.ts'
import { clean } from '../report/text-layout.ts'
import type { Plan } from '../runner/events.ts'
import type { Standing } from './standing.ts'
import type { Skipped } from './submission.ts'

const GRADEBOOK_SCHEMA = 'raft-labs/gradebook'
/** Raised when a reader of the old form would be wrong; new fields do not raise it. */
const GRADEBOOK_VERSION = 1

/** All there is to know of a class. */
export interface ClassState {
  /** What every submission is run with; its folder and jobs mean nothing here. */
  readonly plan: Plan
  readonly suite: string
  readonly standings: readonly Standing[]
  readonly skipped: readonly Skipped[]
}

/** Columns: student, status, score, each part, each test, reason. Points, never shares. */
export function gradebookCsv({ plan, standings }: ClassState): string {
  const parts = partsOf(plan)
  const heading = ['student', 'status', 'score', ...parts, ...plan.tests.map(({ name }) => name)]
  return csvText([
    [...heading, 'reason'],
    ...standings.map((standing) => [...rowOf(standing, parts, plan), standing.reason ?? '']),
  ])
}

function rowOf(
  { submission, status, score, scores }: Standing,
  parts: readonly string[],
  plan: Plan,
): readonly (string | number)[] {
  const blank = [...parts, ...plan.tests].map(() => '')
  const figures = scores && [
    ...parts.map((name) => scores.parts.find(({ part }) => part === name)?.score ?? ''),
    ...scores.tests.map(({ earned }) => roundPoints(earned)),
  ]
  return [clean(submission.name), status, score ?? '', ...(figures ?? blank)]
}

function partsOf({ tests }: Plan): readonly string[] {
  return [...new Set(tests.map(({ part }) => part))]
}

export function gradebookJson(state: ClassState): string {
  const { plan, suite, standings, skipped } = state
  const { folder: _, jobs: __, hashes: ___, tests, ...rest } = plan
  const book = {
    schema: GRADEBOOK_SCHEMA,
    version: GRADEBOOK_VERSION,
    state: standings.some(({ status }) => status === 'waiting') ? 'running' : 'finished',
    suite,
    plan: { ...rest, tests: tests.map(({ name, part, points }) => ({ name, part, points })) },
    students: standings.map(studentOf),
    skipped,
  }
  return `${JSON.stringify(book, null, 1)}\n`
}

function studentOf({ submission, status, reason, score, maximum, scores, causes }: Standing) {
  const { name, folder, fileName } = submission
  return {
    name,
    folder,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(score === undefined || scores === undefined
      ? {}
      : {
          score,
          maximum,
          parts: scores.parts,
          tests: scores.tests.map(({ test, earned, passed, made, planned }) => ({
            name: test.name,
            part: test.part,
            points: test.points,
            earned,
            passed,
            made,
            planned,
          })),
          causes: causes.map(({ message, rule, tests, runs, example }) => ({
            message,
            ...(rule === undefined ? {} : { rule }),
            tests,
            runs,
            example: { test: example.test.name, seed: example.seed },
          })),
          handBack: `students/${fileName}.txt`,
          report: `reports/${fileName}.json`,
        }),
  }
}
