/**
 * `report=FILE`: a grade as one page to look at. Scores, pass rates and their intervals, figures of
 * the runs beside the reference's, and failures in groups. Made of results alone, so that the same
 * results give the same bytes; it decides no score and no wording of a failure.
 */
import { VOID } from '../console.ts'
import { describePlan, describeTests } from '../describe.ts'
import type { Standing } from '../file-reporter.ts'
import { ENDS, passedText } from '../platforms/outline.ts'
import { formatRate } from '../rate.ts'
import {
  groupBy,
  resultOf,
  roundPoints,
  type Scores,
  scoreResults,
  type TestScore,
} from '../score.ts'
import { noteLines } from '../test-text.ts'
import { clean, count, formatCount } from '../text-layout.ts'
import { barPlot, ratePlot } from './charts.ts'
import { failureGroups } from './failures.ts'
import { captionOf, figuresSection } from './figure-table.ts'
import { type Child, el, type Markup, page, table } from './markup.ts'
import { STYLE } from './style.ts'

const NOTES_MAX = 3
const TESTS =
  'The dot is the share of runs that passed; the bar, where the true pass rate lies (Wilson, 95 %).'

export function makeReportPage(standing: Standing): string {
  const { plan, results, state } = standing
  const scores = scoreResults(plan, results)
  const parts = groupBy(scores.tests, ({ test }) => `${test.lab} ${test.part}`)
  const title = clean(`${describeTests(plan.tests)} in ${plan.folder}`)
  return page(
    title,
    STYLE,
    el('h1', {}, title),
    el('p', { class: 'about' }, clean(describePlan(plan))),
    ENDS[state].map((sentence) => el('p', {}, sentence)),
    scores.isVoid ? el('p', {}, el('strong', {}, VOID)) : undefined,
    scoreList(scores),
    el('h2', {}, 'Tests'),
    el('p', { class: 'faint' }, TESTS),
    parts.map((tests) => testTable(standing, tests)),
    figuresSection(parts.map((tests) => tests.map(({ test }) => resultOf(results, test)))),
    failureGroups(plan, results),
  )
}

function scoreList({ parts, labs, total }: Scores): Markup {
  const item = (name: string, score: number, maximum: number, words: string): Markup => {
    const share = maximum === 0 ? 0 : score / maximum
    return el(
      'li',
      {},
      el('b', {}, `${score}/${maximum}`),
      ` ${name}`,
      barPlot(share, `${name}: ${score} of ${maximum}`),
      el('span', { class: 'faint' }, words),
    )
  }
  return el(
    'ul',
    { class: 'scores' },
    parts.map((part) => item(part.part, part.score, part.maximum, passedText(part))),
    parts.length < 2
      ? []
      : labs.map((lab) => item(lab.lab, lab.score, 100, `mean of ${lab.parts.join(', ')}`)),
    total === undefined ? undefined : item('total', total.score, total.maximum, 'by weights'),
  )
}

function testTable(standing: Standing, tests: readonly TestScore[]): Markup {
  const heads = ['Test', 'Passed', 'Pass rate', '95 % interval', 'Points']
  return table(
    heads.map((text) => el('th', { scope: 'col', class: text === 'Points' ? 'n' : '' }, text)),
    tests.map((score) => testRow(standing, score)),
    { class: 'stack rates', caption: captionOf(tests) },
  )
}

function testRow(standing: Standing, score: TestScore): Markup {
  const { test, passed, made, planned, rate, earned, endedEarly } = score
  const notes = noteLines(resultOf(standing.results, test), NOTES_MAX)
  const share = made === 0 ? 0 : passed / made
  const runsWords = `${formatCount(passed)}/${formatCount(planned)}`
  const missing = made < planned ? `, ${formatCount(planned - made)} not made` : ''
  const words = `${passed} of ${count(made, 'run')} passed, ${formatRate(rate)}`
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, testName(test), notes.map(showNote)),
    cell(runsWords, missing, endedEarly ? ', ended early' : ''),
    cell(made === 0 ? 'not run' : ratePlot(share, rate, words)),
    cell(made === 0 ? '' : formatRate(rate)),
    el('td', { class: 'n' }, `${roundPoints(earned)} of ${roundPoints(test.points)}`),
  )
}

function cell(...children: Child[]): Markup {
  return el('td', {}, ...children)
}

/** Its Go name, and below it what it is about. */
function testName({ name, title, origin }: TestScore['test']): Child {
  const about = title.replace(/^Test( \(\w+\))?: /, '').replace(/ (\(\w+\)|\.\.\.)$/, '')
  return [name, el('small', {}, about, origin === 'ours' ? ' (ours)' : '')]
}

function showNote(text: string): Markup {
  return el('small', { class: 'note' }, text)
}
