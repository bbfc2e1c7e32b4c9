/**
 * The class at a glance as a page for the instructor: how scores are spread, which tests fail most
 * and why, and who has what. The same numbers as `class.txt`; nothing of time or machine is in it.
 */
import { describeTests } from '../report/describe.ts'
import { barPlot } from '../report/plots/charts.ts'
import { groupBox, labelled } from '../report/plots/failures.ts'
import { type Child, el, type Markup, page, picture, table } from '../report/plots/markup.ts'
import { STYLE } from '../report/plots/style.ts'
import { clean, count, cut, formatCount } from '../report/text-layout.ts'
import {
  type CauseGroup,
  failingTests,
  groupCauses,
  percentOf,
  type ScoreSpread,
  spreadScores,
} from './class-figures.ts'
import { describeCounts, describeExample, describeWork, listTests } from './glance.ts'
import type { ClassState } from './gradebook.ts'
import type { Standing } from './standing.ts'

const TESTS_MAX = 40
const CAUSES_MAX = 30
const NAME_MAX = 60

export function makeClassPage(state: ClassState): string {
  const { plan, standings, skipped } = state
  return page(
    `A class: ${describeTests(plan.tests)}`,
    STYLE,
    el('h1', {}, describeCounts(standings)),
    el('p', { class: 'about' }, describeWork(plan)),
    section('Scores', scoresOf(standings)),
    section('Tests that fail most', testsOf(state)),
    section('Why', causesOf(state)),
    section('Students', studentsOf(state)),
    section(
      'Skipped',
      skipped.length === 0
        ? undefined
        : skipped.map(({ path, why }) => el('p', {}, clean(`${path}: ${why}`))),
    ),
  )
}

function section(title: string, content: Child): Child {
  return content === undefined ? undefined : [el('h2', {}, title), content]
}

/** Of the histogram; each bin has room for its number above it and its label below. */
const BINS = { step: 58, bar: 40, height: 130 }

function scoresOf(standings: readonly Standing[]): Child {
  const spread = spreadScores(standings)
  if (spread === undefined) return undefined
  const { bins, mean, median } = spread
  const words = bins.map(({ label, count: size }) => `${label}: ${size}`).join(', ')
  return [
    el('div', { class: 'wide' }, histogram(spread, `submissions by score in percent: ${words}`)),
    el('p', { class: 'faint' }, `percent of the points; mean ${mean.toFixed(1)}, median ${median}`),
  ]
}

function histogram({ bins }: ScoreSpread, words: string): Markup {
  const { step, bar, height } = BINS
  const most = Math.max(...bins.map((bin) => bin.count))
  const shown = bins.map(({ label, count: size }, at) => {
    const high = Math.round((size / most) * height)
    const [x, middle] = [at * step + (step - bar) / 2, (at + 0.5) * step]
    const top = 20 + height - high
    const kind = at === bins.length - 1 ? 'bar' : 'lost'
    const number = { class: 'value', x: middle, y: top - 5 }
    return [
      el('rect', { class: kind, x, y: top, width: bar, height: high }),
      el('text', number, size === 0 ? '' : formatCount(size)),
      el('text', { class: 'label', x: middle, y: height + 36 }, label),
    ]
  })
  const axis = el('path', { class: 'axis', d: `M0 ${height + 20.5}H${bins.length * step}` })
  return picture({ width: bins.length * step, height: height + 44 }, words, shown, axis)
}

function testsOf(state: ClassState): Child {
  const failing = failingTests(state)
  if (failing.length === 0) return undefined
  const rows = failing.slice(0, TESTS_MAX).map(({ name, students, of, failed, made }) => {
    const share = `${formatCount(students)} of ${count(of, 'student')}`
    return el(
      'tr',
      {},
      el('th', { scope: 'row' }, name),
      el('td', {}, barPlot(students / of, `${name}: ${share}`, 'lost')),
      el('td', {}, share),
      el('td', { class: 'n' }, `${formatCount(failed)} of ${count(made, 'run')}`),
    )
  })
  return [
    el(
      'div',
      { class: 'wide' },
      table(['Test', 'Students', '', 'Runs that failed'].map(heading), rows),
    ),
    andMore(failing.length - TESTS_MAX, 'test'),
  ]
}

function causesOf(state: ClassState): Child {
  const groups = groupCauses(state)
  if (groups.length === 0) return undefined
  const most = state.standings.length
  return [
    groups.slice(0, CAUSES_MAX).map((group) => showCause(state, group, most)),
    andMore(groups.length - CAUSES_MAX, 'cause'),
  ]
}

function showCause({ plan }: ClassState, group: CauseGroup, most: number): Markup {
  const { students, runs, tests, standing, cause } = group
  const share = `${count(students, 'student')}, ${count(runs, 'run')}`
  return groupBox(
    barPlot(students / most, share, 'lost', 80),
    `${share}, in ${listTests(tests)}`,
    el('p', { class: 'headline' }, cause.message),
    cause.rule === undefined ? undefined : labelled('rule', cause.rule),
    labelled('e.g.', el('code', {}, describeExample(plan, standing, cause))),
  )
}

function studentsOf({ plan, standings }: ClassState): Child {
  const parts = [...new Set(plan.tests.map(({ part }) => part))]
  const rows = standings.map(({ submission, status, reason, score, maximum, scores }) => {
    const name = cut(clean(submission.name), NAME_MAX)
    const points = score === undefined ? '' : `${score}/${maximum}`
    const share = score === undefined ? 0 : percentOf(score, maximum) / 100
    const kind = share === 1 ? 'bar' : 'lost'
    const why = reason === undefined ? undefined : el('small', { class: 'note' }, reason)
    return el(
      'tr',
      {},
      el('th', { scope: 'row' }, name, why),
      el('td', {}, status),
      el('td', { class: 'n' }, points),
      el('td', {}, score === undefined ? '' : barPlot(share, `${name}: ${points}`, kind, 100)),
      parts.map((part) => {
        const found = scores?.parts.find((one) => one.part === part)
        return el('td', { class: 'n' }, found === undefined ? '' : found.score)
      }),
    )
  })
  return el(
    'div',
    { class: 'wide' },
    table(['Student', 'Status', 'Score', '', ...parts].map(heading), rows),
  )
}

function heading(text: string): Markup {
  const right = /^(Score|\d[A-D]|Runs that failed)$/
  return el('th', { scope: 'col', class: right.test(text) ? 'n' : undefined }, text)
}

function andMore(rest: number, noun: string): Child {
  return rest > 0 ? el('p', {}, `and ${count(rest, `more ${noun}`)}`) : undefined
}
