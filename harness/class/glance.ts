/**
 * The class at a glance, as text for the instructor: how scores are spread, which tests fail most,
 * and why, each cause with one run that shows it. Nothing of time or machine is in it.
 */
import { describeIsolation, describeTests, nameSeed, replayCommand } from '../report/describe.ts'
import { groupBy, roundScore } from '../report/score.ts'
import { clean, count, cut, formatCount } from '../report/text-layout.ts'
import type { Plan } from '../runner/events.ts'
import type { Cause } from './cause.ts'
import type { ClassState } from './gradebook.ts'
import type { Standing, Status } from './standing.ts'

const BAR_MAX = 40
const CAUSES_MAX = 20
const TESTS_MAX = 20
const NAME_MAX = 40

export function describeClass(state: ClassState): string {
  const { plan, standings, skipped } = state
  const runs = plan.runs > 1 ? ` x ${count(plan.runs, 'run')}` : ''
  return [
    `${describeTests(plan.tests)}, ${count(plan.tests.length, 'test')}${runs}${isolationOf(plan)}`,
    describeCounts(standings),
    ...section('Scores', histogram(standings)),
    ...section('Tests that fail most', failingTests(state)),
    ...section('Why', describeCauses(state)),
    ...section('Not graded in full', describeRest(standings)),
    ...section(
      'Skipped',
      skipped.map(({ path, why }) => `${clean(path)}: ${why}`),
    ),
    '',
  ].join('\n')
}

/** `, isolation process (bubblewrap)` */
export function isolationOf({ isolation }: Plan): string {
  return isolation === undefined ? '' : `, ${describeIsolation(isolation)}`
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]
}

const STATUSES: readonly Status[] = [
  'graded',
  'partly built',
  'not built',
  'void',
  'grader fault',
  'waiting',
]

function describeCounts(standings: readonly Standing[]): string {
  const counts = STATUSES.flatMap((status) => {
    const found = standings.filter((standing) => standing.status === status).length
    return found === 0 ? [] : [`${formatCount(found)} ${status}`]
  })
  return `${count(standings.length, 'submission')}: ${counts.join(', ')}`
}

/** Ten steps of ten percent, and the full score by itself. */
function histogram(standings: readonly Standing[]): readonly string[] {
  const scores = standings.flatMap(({ score, maximum }) => {
    return score === undefined ? [] : [percentOf(score, maximum)]
  })
  if (scores.length === 0) return []
  const bins = Array.from({ length: 11 }, (_, i) => {
    const inside = scores.filter((score) => Math.min(10, Math.floor(score / 10)) === i)
    return { label: i === 10 ? '100' : `${i * 10}-${i * 10 + 9}`, count: inside.length }
  })
  const most = Math.max(...bins.map((bin) => bin.count))
  const width = formatCount(most).length
  const rows = bins.reverse().map(({ label, count: size }) => {
    const length = Math.ceil((BAR_MAX * size) / Math.max(BAR_MAX, most))
    const bar = length === 0 ? '' : `  ${'█'.repeat(length)}`
    return `${label.padEnd(5)} ${formatCount(size).padStart(width)}${bar}`
  })
  const sorted = [...scores].sort((a, b) => a - b)
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
  return [...rows, `mean ${mean.toFixed(1)}, median ${median}`]
}

/** Down to a tenth; all of it is 100 and nothing else is. */
function percentOf(score: number, maximum: number): number {
  return maximum === 0 ? 0 : roundScore((100 * score) / maximum, 100, score === maximum)
}

/** By students, of those whose code was run. */
function failingTests({ plan, standings }: ClassState): readonly string[] {
  const built = standings.filter(({ scores, status }) => scores && status !== 'not built')
  const rows = plan.tests.map(({ name }) => {
    const scores = built.flatMap(({ scores }) => {
      return scores?.tests.filter(({ test }) => test.name === name) ?? []
    })
    const failed = scores.filter(({ passed, planned }) => passed < planned)
    const made = scores.reduce((sum, score) => sum + score.planned, 0)
    const passed = scores.reduce((sum, score) => sum + score.passed, 0)
    return { name, students: failed.length, failed: made - passed, made }
  })
  const failing = rows
    .filter(({ students }) => students > 0)
    .sort((a, b) => b.students - a.students || b.failed - a.failed)
  const width = Math.max(...failing.map(({ name }) => name.length))
  const lines = failing.slice(0, TESTS_MAX).map(({ name, students, failed, made }) => {
    const share = `${formatCount(students)} of ${count(built.length, 'student')}`
    return `${name.padEnd(width)}  ${share}, ${formatCount(failed)} of ${count(made, 'run')}`
  })
  return [...lines, ...andMore(failing.length - TESTS_MAX, 'test')]
}

function describeCauses({ plan, standings }: ClassState): readonly string[] {
  const all = standings.flatMap((standing) => {
    const ofRuns = standing.causes.filter(({ example }) => example.isRun)
    return ofRuns.map((cause) => ({ standing, cause }))
  })
  const groups = groupBy(all, ({ cause }) => cause.key).map((group) => ({
    students: group.length,
    runs: group.reduce((sum, { cause }) => sum + cause.runs, 0),
    tests: new Set(group.flatMap(({ cause }) => cause.tests)),
    first: group[0] as (typeof group)[number],
  }))
  const sorted = groups.sort((a, b) => b.students - a.students || b.runs - a.runs)
  const lines = sorted.slice(0, CAUSES_MAX).flatMap(({ students, runs, tests, first }) => {
    const inOrder = plan.tests.map(({ name }) => name).filter((name) => tests.has(name))
    const { message, rule } = first.cause
    return [
      `${count(students, 'student')}, ${count(runs, 'run')}: ${message}`,
      ...(rule === undefined ? [] : [`    rule   ${rule}`]),
      `    tests  ${inOrder.slice(0, 4).join(', ')}${inOrder.length > 4 ? ', ...' : ''}`,
      `    e.g.   ${describeExample(plan, first.standing, first.cause)}`,
    ]
  })
  return [...lines, ...andMore(sorted.length - CAUSES_MAX, 'cause')]
}

function describeExample(plan: Plan, { submission }: Standing, { example }: Cause): string {
  const { test, seed } = example
  const name = cut(clean(submission.name), NAME_MAX)
  const own = { ...plan, folder: submission.folder }
  const again = replayCommand(own, test, seed)
  return `${name}: ${clean(again ?? `${test.name}, ${nameSeed(plan, seed)}`)}`
}

function describeRest(standings: readonly Standing[]): readonly string[] {
  return standings.flatMap(({ submission, status, reason }) => {
    if (reason === undefined) return []
    return [`${cut(clean(submission.name), NAME_MAX)}: ${status}: ${reason}`]
  })
}

function andMore(rest: number, noun: string): readonly string[] {
  return rest > 0 ? [`and ${count(rest, `more ${noun}`)}`] : []
}
