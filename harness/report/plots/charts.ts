/**
 * The plots: a bar, where a pass rate lies, and a figure of many runs beside the reference's. Pure
 * functions from numbers to SVG; colours are classes, which the style sheet has for light and dark.
 */
import type { Interval } from '../../runner/interval.ts'
import type { Range } from './figures.ts'
import { el, type Markup, picture } from './markup.ts'

const RATE = { width: 130, height: 16 }

/** A pass rate: the interval as a bar, the share as a dot, on a line from 0 to 100 %. */
export function ratePlot(share: number, { low, high }: Interval, words: string): Markup {
  const { width, height } = RATE
  const middle = height / 2
  const at = (rate: number): number => round(4 + rate * (width - 8))
  return picture(
    RATE,
    words,
    el('path', {
      class: 'axis',
      d: `M4 ${middle}H${width - 4}M4 4V12M${width / 2} 6V10M${width - 4} 4V12`,
    }),
    el('path', { class: 'interval', d: `M${at(low)} ${middle}H${at(high)}` }),
    el('circle', { class: share === 1 ? 'good' : 'bad', cx: at(share), cy: middle, r: 3.5 }),
  )
}

/** A share of something, as a bar in a frame. */
export function barPlot(share: number, words: string, kind = 'bar', width = 160): Markup {
  const filled = round(Math.min(1, Math.max(0, share)) * width)
  return picture(
    { width, height: 10, stretches: true },
    words,
    el('rect', { class: 'frame', width, height: 10, rx: 2 }),
    el('rect', { class: kind, width: filled, height: 10, rx: 2 }),
  )
}

/** Of the plots beside the reference: a quarter to four times its median, in steps. */
const STRIP = { width: 84, height: 20, bins: 42, octaves: 2 }

/** Where on the axis a ratio to the reference's median lies, 0 to 1; beyond it, at its end. */
export function placeOf(ratio: number): number {
  if (!(ratio > 0)) return 0
  const { octaves } = STRIP
  const place = (Math.log2(ratio) + octaves) / (2 * octaves)
  return Math.min(1, Math.max(0, place))
}

/**
 * How the values of many runs are spread: a bar for each step of the axis, as high as runs are
 * there; behind it the range of the reference, whose median is the line in the middle.
 */
export function stripPlot(values: readonly number[], reference: Range, words: string): Markup {
  const { width, height, bins } = STRIP
  const counts = new Array<number>(bins).fill(0)
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.floor(placeOf(value / reference.median) * bins))
    counts[bin] = (counts[bin] as number) + 1
  }
  const most = Math.max(1, ...counts)
  const step = width / bins
  const bars = counts.flatMap((count, bin) => {
    if (count === 0) return []
    const top = round(height - 2 - Math.max(3, (count / most) * (height - 4)))
    return [`M${round((bin + 0.5) * step)} ${height - 2}V${top}`]
  })
  const from = placeOf(reference.low / reference.median) * width
  const to = placeOf(reference.high / reference.median) * width
  return picture(
    STRIP,
    words,
    el('rect', { class: 'band', x: round(from), width: round(to - from), height: height - 2 }),
    el('path', { class: 'axis', d: `M0 ${height - 1.5}H${width}${ticks()}` }),
    el('path', { class: 'median', d: `M${width / 2} 0V${height - 2}` }),
    el('path', { class: 'runs', d: bars.join('') }),
  )
}

/** At a quarter, half, one, two and four times. */
function ticks(): string {
  const { width, height } = STRIP
  return [0.5, width / 4, width / 2, (3 * width) / 4, width - 0.5]
    .map((x) => `M${x} ${height - 4}V${height}`)
    .join('')
}

/** Numbers of a file that people may read: no more digits than a screen has. */
function round(value: number): number {
  return Math.round(value * 10) / 10
}
