/**
 * The figures of many runs beside the reference's: a row per test, a plot per figure, all on one
 * axis of ratios so that tests can be compared; and the same as plain numbers. Never judges.
 */
import type { TestInfo, TestResult } from '../../runner/events.ts'
import { formatCount } from '../text-layout.ts'
import { stripPlot } from './charts.ts'
import { FIGURES, type Figure, type Range, rangeOf, valuesOf } from './figures.ts'
import { type Child, el, type Markup } from './markup.ts'
import { REFERENCE_RUNS, referenceOf } from './reference.ts'

/** Ours: further from the reference than a correct solution of another style tends to be. */
const FAR = 2

interface Shown {
  readonly figure: Figure
  readonly values: readonly number[]
  readonly range: Range | undefined
  readonly reference: Range | undefined
}

/** Results by part; nothing where nothing passed. */
export function figuresSection(parts: readonly (readonly TestResult[])[]): Child {
  const shown = parts
    .map((tests) => tests.filter(({ runs }) => runs.some(({ ok }) => ok)))
    .filter((tests) => tests.length > 0)
  const title = el('h2', {}, 'Figures beside the reference')
  if (shown.length === 0) {
    return [title, el('p', { class: 'faint' }, 'No run has passed; of others they say nothing.')]
  }
  return [title, legend(), shown.map((tests) => [plotTable(tests), numberTable(tests)])]
}

function legend(): Markup {
  const key = (kind: string, words: string): Markup => {
    const shape = { class: kind, width: 14, height: 10 }
    const svg = { width: 14, height: 10, viewBox: '0 0 14 10', 'aria-hidden': 'true' }
    return el('span', {}, el('svg', svg, el('rect', shape)), words)
  }
  const runs = `${REFERENCE_RUNS} runs of the reference, lowest to highest`
  return el(
    'p',
    { class: 'legend' },
    key('bar', 'runs that passed'),
    key('band', runs),
    el(
      'span',
      {},
      'axis: ¼, ½, 1, 2 and 4 times the median of the reference; ×: the median beside it',
    ),
  )
}

function figuresOf({ test, runs }: TestResult): readonly Shown[] {
  const row = referenceOf(test.name)
  return FIGURES.map((figure) => {
    const values = valuesOf(figure, runs)
    return { figure, values, range: rangeOf(values), reference: row[figure.name] }
  })
}

function plotTable(tests: readonly TestResult[]): Markup {
  return el(
    'div',
    { class: 'wide' },
    el(
      'table',
      { class: 'stack figures' },
      el('caption', {}, partOf(tests)),
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          el('th', { scope: 'col' }, 'Test'),
          FIGURES.map(({ title, unit, meaning }) => {
            const words = unit === '' ? title : `${title}, ${unit}`
            return el('th', { scope: 'col', title: meaning }, words)
          }),
        ),
      ),
      el(
        'tbody',
        {},
        tests.map((result) => {
          const cells = figuresOf(result).map((shown) =>
            el('td', { 'data-of': shown.figure.title }, plotCell(shown)),
          )
          return el('tr', {}, el('th', { scope: 'row' }, result.test.name), cells)
        }),
      ),
    ),
  )
}

function plotCell({ figure, values, range, reference }: Shown): Markup {
  if (range === undefined) return el('span', { class: 'faint' }, '-')
  const number = el('span', {}, formatValue(range.median))
  if (reference === undefined || reference.median === 0) return el('div', { class: 'cell' }, number)
  const ratio = range.median / reference.median
  const isFar = ratio > FAR || ratio < 1 / FAR
  return el(
    'div',
    { class: 'cell' },
    number,
    stripPlot(values, reference, describe(figure, range, reference)),
    el('span', { class: isFar ? 'ratio far' : 'ratio' }, `×${Number(ratio.toPrecision(2))}`),
  )
}

function describe({ title }: Figure, range: Range, reference: Range): string {
  const [own, other] = [range, reference].map(({ low, median, high }) => {
    return `${formatValue(median)}, from ${formatValue(low)} to ${formatValue(high)}`
  })
  return `${title}: ${own}; reference: ${other}`
}

/** The plots again as numbers, for those who read or copy them. */
function numberTable(tests: readonly TestResult[]): Markup {
  const heads = ['Test', 'Figure', 'lowest', 'median', 'highest', 'reference: lowest', 'median']
  const rows = tests.flatMap((result) =>
    figuresOf(result).flatMap(({ figure, range, reference }) =>
      range === undefined ? [] : [numberRow(result.test, figure, range, reference)],
    ),
  )
  return el(
    'details',
    {},
    el('summary', {}, `${partOf(tests)}: the same as numbers`),
    el(
      'div',
      { class: 'wide' },
      el(
        'table',
        {},
        el(
          'thead',
          {},
          el(
            'tr',
            {},
            [...heads, 'highest'].map((text, at) =>
              el('th', { scope: 'col', class: at > 1 ? 'n' : '' }, text),
            ),
          ),
        ),
        el('tbody', {}, rows),
      ),
    ),
  )
}

function numberRow(test: TestInfo, figure: Figure, range: Range, reference?: Range): Markup {
  const numbers = [range, reference].flatMap((one) =>
    one === undefined ? ['', '', ''] : [one.low, one.median, one.high].map(formatValue),
  )
  const { title, unit } = figure
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, test.name),
    el('td', {}, unit === '' ? title : `${title}, ${unit}`),
    numbers.map((text) => el('td', { class: 'n' }, text)),
  )
}

function partOf([first]: readonly TestResult[]): string {
  return first === undefined ? '' : `${first.test.part}, ${first.test.lab}`
}

/** Three digits at least; whole numbers from a hundred on. */
export function formatValue(value: number): string {
  return value >= 100 ? formatCount(value) : String(Number(value.toPrecision(3)))
}
