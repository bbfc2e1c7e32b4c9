/**
 * What there is to say of a class as a whole, as numbers: how scores are spread, which tests fail
 * most, and why. Text and page of the class are made from here. It reads no clock and no machine.
 */

import type { Cause } from '../report/cause.ts'
import { groupBy, roundScore } from '../report/score.ts'
import { median } from '../report/statistics.ts'
import type { Plan } from '../runner/events.ts'
import type { ClassState } from './gradebook.ts'
import type { Standing, Status } from './standing.ts'

const STATUSES: readonly Status[] = [
  'graded',
  'partly built',
  'not built',
  'void',
  'grader fault',
  'waiting',
]

/** How many submissions there are of each status that any has. */
export function countStatuses(
  standings: readonly Standing[],
): readonly { readonly status: Status; readonly count: number }[] {
  return STATUSES.flatMap((status) => {
    const found = standings.filter((standing) => standing.status === status).length
    return found === 0 ? [] : [{ status, count: found }]
  })
}

export interface ScoreSpread {
  /** From the lowest: ten steps of ten percent, and the full score by itself. */
  readonly bins: readonly { readonly label: string; readonly count: number }[]
  readonly mean: number
  readonly median: number
}

/** Undefined when nobody has a score. */
export function spreadScores(standings: readonly Standing[]): ScoreSpread | undefined {
  const scores = standings.flatMap(({ score, maximum }) => {
    return score === undefined ? [] : [percentOf(score, maximum)]
  })
  if (scores.length === 0) return undefined
  const bins = Array.from({ length: 11 }, (_, i) => {
    const inside = scores.filter((score) => Math.min(10, Math.floor(score / 10)) === i)
    return { label: i === 10 ? '100' : `${i * 10}-${i * 10 + 9}`, count: inside.length }
  })
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  return { bins, mean, median: median(scores) }
}

/** Down to a tenth; all of it is 100 and nothing else is. */
export function percentOf(score: number, maximum: number): number {
  return maximum === 0 ? 0 : roundScore((100 * score) / maximum, 100, score === maximum)
}

export interface FailingTest {
  readonly name: string
  /** Of whom a run failed, of those whose code was run. */
  readonly students: number
  readonly of: number
  readonly failed: number
  readonly made: number
}

/** By students, then by runs; tests that everybody passed are left out. */
export function failingTests({ plan, standings }: ClassState): readonly FailingTest[] {
  const built = standings.filter(({ scores, status }) => scores && status !== 'not built')
  const rows = plan.tests.map(({ name }): FailingTest => {
    const scores = built.flatMap(({ scores }) => {
      return scores?.tests.filter(({ test }) => test.name === name) ?? []
    })
    const failed = scores.filter(({ passed, planned }) => passed < planned)
    const made = scores.reduce((sum, score) => sum + score.planned, 0)
    const passed = scores.reduce((sum, score) => sum + score.passed, 0)
    return { name, students: failed.length, of: built.length, failed: made - passed, made }
  })
  return rows
    .filter(({ students }) => students > 0)
    .sort((a, b) => b.students - a.students || b.failed - a.failed)
}

export interface CauseGroup {
  readonly students: number
  readonly runs: number
  /** In the order of the plan. */
  readonly tests: readonly string[]
  /** The first who failed so. */
  readonly standing: Standing
  readonly cause: Cause
}

/** Failures of one cause together, whoever's they are; the most students first. */
export function groupCauses({ plan, standings }: Pick<ClassState, 'plan' | 'standings'>) {
  const all = standings.flatMap((standing) => {
    const ofRuns = standing.causes.filter(({ example }) => example.isRun)
    return ofRuns.map((cause) => ({ standing, cause }))
  })
  return groupBy(all, ({ cause }) => cause.key)
    .map((group): CauseGroup => {
      const tests = new Set(group.flatMap(({ cause }) => cause.tests))
      return {
        students: group.length,
        runs: group.reduce((sum, { cause }) => sum + cause.runs, 0),
        tests: namesIn(plan).filter((name) => tests.has(name)),
        ...(group[0] as (typeof group)[number]),
      }
    })
    .sort((a, b) => b.students - a.students || b.runs - a.runs)
}

function namesIn({ tests }: Plan): readonly string[] {
  return tests.map(({ name }) => name)
}
