/**
 * The class at a glance, as text for the instructor: how scores are spread, which tests fail most,
 * and why, each cause with one run that shows it. Nothing of time or machine is in it.
 */

import type { Cause } from '../report/cause.ts'
import { describeIsolation, describeTests, nameSeed, replayCommand } from '../report/describe.ts'
import { clean, count, cut, formatCount } from '../report/text-layout.ts'
import type { Plan } from '../runner/events.ts'
import { countStatuses, failingTests, groupCauses, spreadScores } from './class-figures.ts'
import type { ClassState } from './gradebook.ts'
import type { Standing } from './standing.ts'

const BAR_MAX = 40
const CAUSES_MAX = 20
const TESTS_MAX = 20
const NAME_MAX = 40
/** Tests that are named for a cause. */
const NAMES_MAX = 4

export function describeClass(state: ClassState): string {
  const { plan, standings, skipped } = state
  return [
    describeWork(plan),
    describeCounts(standings),
    ...section('Scores', histogram(standings)),
    ...section('Tests that fail most', describeTestsFailing(state)),
    ...section('Why', describeCauses(state)),
    ...section('Not graded in full', describeRest(standings)),
    ...section(
      'Skipped',
      skipped.map(({ path, why }) => `${clean(path)}: ${why}`),
    ),
    '',
  ].join('\n')
}

/** `2A, 8 tests x 2 runs, isolation process (bubblewrap)` */
export function describeWork(plan: Plan): string {
  const runs = plan.runs > 1 ? ` x ${count(plan.runs, 'run')}` : ''
  return `${describeTests(plan.tests)}, ${count(plan.tests.length, 'test')}${runs}${isolationOf(plan)}`
}

/** `, isolation process (bubblewrap)` */
export function isolationOf({ isolation }: Plan): string {
  return isolation === undefined ? '' : `, ${describeIsolation(isolation)}`
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]
}

/** `6 submissions: 3 graded, 1 not built` */
export function describeCounts(standings: readonly Standing[]): string {
  const counts = countStatuses(standings).map(({ status, count: found }) => {
    return `${formatCount(found)} ${status}`
  })
  return `${count(standings.length, 'submission')}: ${counts.join(', ')}`
}

function histogram(standings: readonly Standing[]): readonly string[] {
  const spread = spreadScores(standings)
  if (spread === undefined) return []
  const { bins, mean, median } = spread
  const most = Math.max(...bins.map((bin) => bin.count))
  const width = formatCount(most).length
  const rows = bins.toReversed().map(({ label, count: size }) => {
    const length = Math.ceil((BAR_MAX * size) / Math.max(BAR_MAX, most))
    const bar = length === 0 ? '' : `  ${'█'.repeat(length)}`
    return `${label.padEnd(5)} ${formatCount(size).padStart(width)}${bar}`
  })
  return [...rows, `mean ${mean.toFixed(1)}, median ${median}`]
}

function describeTestsFailing(state: ClassState): readonly string[] {
  const failing = failingTests(state)
  const width = Math.max(...failing.map(({ name }) => name.length))
  const lines = failing.slice(0, TESTS_MAX).map(({ name, students, of, failed, made }) => {
    const share = `${formatCount(students)} of ${count(of, 'student')}`
    return `${name.padEnd(width)}  ${share}, ${formatCount(failed)} of ${count(made, 'run')}`
  })
  return [...lines, ...andMore(failing.length - TESTS_MAX, 'test')]
}

function describeCauses(state: ClassState): readonly string[] {
  const groups = groupCauses(state)
  const lines = groups.slice(0, CAUSES_MAX).flatMap(({ students, runs, tests, ...first }) => {
    const { message, rule } = first.cause
    return [
      `${count(students, 'student')}, ${count(runs, 'run')}: ${message}`,
      ...(rule === undefined ? [] : [`    rule   ${rule}`]),
      `    tests  ${listTests(tests)}`,
      `    e.g.   ${describeExample(state.plan, first.standing, first.cause)}`,
    ]
  })
  return [...lines, ...andMore(groups.length - CAUSES_MAX, 'cause')]
}

export function listTests(names: readonly string[]): string {
  return names.slice(0, NAMES_MAX).join(', ') + (names.length > NAMES_MAX ? ', ...' : '')
}

/** Whose run shows it, and how to see it again. */
export function describeExample(plan: Plan, { submission }: Standing, { example }: Cause): string {
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
