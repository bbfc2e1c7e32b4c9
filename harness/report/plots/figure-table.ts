/**
 * The figures of many runs beside the reference's: a row per test, a plot per figure, all on one
 * axis of ratios so that tests can be compared; and the same as plain numbers. Never judges.
 */
import type { TestInfo, TestResult } from '../../runner/events.ts'
import { formatCount } from '../text-layout.ts'
import { stripPlot } from './charts.ts'
import { FIGURES, type Figure, type Range, rangeOf, valuesOf } from './figures.ts'
import { type Child, el, type Markup, table } from './markup.ts'
import { REFERENCE_RUNS, referenceOf } from './reference.ts'

/** Ours: further from the reference than a correct solution of another style tends to be. */
const FAR = 2

interface Shown {
  readonly figure: Figure
  readonly values: readonly number[]
  readonly range: Range | undefined
  readonly reference: Range | undefined
}

interface Row {
  readonly test: TestInfo
  readonly figures: readonly Shown[]
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
  const tables = shown.map((results) => {
    const rows = results.map((result) => ({ test: result.test, figures: figuresOf(result) }))
    return [plotTable(rows), numberTable(rows)]
  })
  return [title, legend(), tables]
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

function plotTable(rows: readonly Row[]): Markup {
  const heads = FIGURES.map((figure) => {
    return el('th', { scope: 'col', title: figure.meaning }, titleOf(figure))
  })
  const cells = rows.map(({ test, figures }) => {
    const plots = figures.map((shown) => {
      return el('td', { 'data-of': shown.figure.title }, plotCell(shown))
    })
    return el('tr', {}, el('th', { scope: 'row' }, test.name), plots)
  })
  const kind = { class: 'stack figures', caption: captionOf(rows) }
  return el(
    'div',
    { class: 'wide' },
    table([el('th', { scope: 'col' }, 'Test'), ...heads], cells, kind),
  )
}

/** With the unit, where there is one. */
function titleOf({ title, unit }: Figure): string {
  return unit === '' ? title : `${title}, ${unit}`
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
function numberTable(rows: readonly Row[]): Markup {
  const heads = ['Test', 'Figure', 'lowest', 'median', 'highest', 'reference: lowest', 'median']
  const cells = [...heads, 'highest'].map((text, at) => {
    return el('th', { scope: 'col', class: at > 1 ? 'n' : '' }, text)
  })
  const numbers = rows.flatMap(({ test, figures }) =>
    figures.flatMap(({ figure, range, reference }) =>
      range === undefined ? [] : [numberRow(test, figure, range, reference)],
    ),
  )
  return el(
    'details',
    {},
    el('summary', {}, `${captionOf(rows)}: the same as numbers`),
    el('div', { class: 'wide' }, table(cells, numbers)),
  )
}

function numberRow(test: TestInfo, figure: Figure, range: Range, reference?: Range): Markup {
  const numbers = [range, reference].flatMap((one) =>
    one === undefined ? ['', '', ''] : [one.low, one.median, one.high].map(formatValue),
  )
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, test.name),
    el('td', {}, titleOf(figure)),
    numbers.map((text) => el('td', { class: 'n' }, text)),
  )
}

/** The part that some tests are of: `2A, raft`. */
export function captionOf([first]: readonly { readonly test: TestInfo }[]): string {
  return first === undefined ? '' : `${first.test.part}, ${first.test.lab}`
}

/** Three digits at least; whole numbers from a hundred on. */
export function formatValue(value: number): string {
  return value >= 100 ? formatCount(value) : String(Number(value.toPrecision(3)))
}
