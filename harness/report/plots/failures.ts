/**
 * Failures in groups: runs that failed alike, whatever test they are of, how many there are, and
 * one of them in the words of every report.
 */
import type { Plan, TestInfo, TestResult } from '../../runner/events.ts'
import { describeFailure, explanationOf, groupFailures, isCommand, type Line } from '../describe.ts'
import { groupBy } from '../score.ts'
import { count } from '../text-layout.ts'
import { barPlot } from './charts.ts'
import { type Child, el, type Markup } from './markup.ts'

const GROUPS_MAX = 30
const TESTS_MAX = 6

interface Group {
  /** Runs that failed so, of those made of its tests. */
  readonly runs: number
  readonly made: number
  readonly tests: readonly TestInfo[]
  readonly lines: readonly Line[]
}

/** Nothing where nothing failed. */
export function failureGroups(plan: Plan, results: readonly TestResult[]): Child {
  const groups = groupsOf(plan, results)
  if (groups.length === 0) return undefined
  const rest = groups.length - GROUPS_MAX
  return [
    el('h2', {}, 'Failures'),
    el('p', { class: 'faint' }, 'Runs that failed alike are one group; its first run is told.'),
    groups.slice(0, GROUPS_MAX).map(showGroup),
    rest > 0 ? el('p', {}, `and ${count(rest, 'other group')} with fewer runs`) : undefined,
  ]
}

/** The most frequent first. */
function groupsOf(plan: Plan, results: readonly TestResult[]): readonly Group[] {
  const all = results.flatMap((result) =>
    groupFailures(result.runs).map((group) => ({ result, group })),
  )
  const alike = groupBy(
    all,
    ({ group: { failure } }) => `${explanationOf(failure)} ${failure.rule}`,
  )
  return alike
    .map((members): Group => {
      const { result, group } = members[0] as (typeof members)[number]
      return {
        runs: sum(members.map((member) => member.group.count)),
        made: sum(members.map((member) => member.result.runs.length)),
        tests: members.map((member) => member.result.test),
        lines: describeFailure(plan, result, group),
      }
    })
    .sort((a, b) => b.runs - a.runs)
}

function showGroup({ runs, made, tests, lines }: Group): Markup {
  const names = tests.slice(0, TESTS_MAX).map(({ name }) => name)
  const more = tests.length > TESTS_MAX ? ` and ${tests.length - TESTS_MAX} more` : ''
  const share = `${runs} of ${count(made, 'run')}`
  return groupBox(
    barPlot(made === 0 ? 0 : runs / made, `${share} failed so`, 'lost', 80),
    `${share} of ${names.join(', ')}${more}`,
    lines.map(showLine),
  )
}

/** Failures alike: how many of all, where, and what there is to say about them. */
export function groupBox(bar: Markup, where: string, ...about: Child[]): Markup {
  const header = el('header', {}, bar, el('span', {}, where))
  return el('section', { class: 'group' }, header, ...about)
}

function showLine(line: Line): Markup {
  if (line.kind !== 'field') return el('p', { class: line.kind }, line.text)
  const text = isCommand(line) ? el('code', {}, line.text) : line.text
  return labelled(line.label, text)
}

/** A line of a group behind what it is. */
export function labelled(label: string, text: Child): Markup {
  return el('p', {}, el('b', {}, label), ' ', text)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
