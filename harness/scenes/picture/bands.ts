/** What lies along the lanes: quiet stretches, names, lives, cuts and leaderships. Pure. */
import { BAND_PX, LABEL_PX, type Layout, TOP_PX } from './layout.ts'
import { SERIES } from './style.ts'
import { cross, element, label, path } from './svg.ts'

/** A quiet stretch of so long is said in words. */
const QUIET_MS = 20

export function drawQuiet({ time, shown, axisY }: Layout): string {
  return time
    .quiet(QUIET_MS)
    .filter(({ fromMs, toMs }) => fromMs >= shown.fromMs && toMs <= shown.toMs)
    .map(({ fromMs, toMs }) => {
      const right = time.x(toMs)
      // A pause at its beginning stands still there.
      const left = Math.min(right, time.x(fromMs + 1e-6))
      if (right - left < 4) return ''
      const shade = { x: left, y: TOP_PX, width: right - left, height: axisY - TOP_PX, class: 's' }
      const words = `+${Math.round(toMs - fromMs)} ms`
      const at = { x: (left + right) / 2, y: axisY + 27, class: 'n c f' }
      const isRoomy = right - left > words.length * 6
      return element('rect', shade) + (isRoomy ? label(at, words) : '')
    })
    .join('')
}

/** Names, lives, cuts and leaderships. */
export function drawBands(layout: Layout): string {
  const { shown, y, width } = layout
  const names = shown.lanes.map((lane) => {
    const middle = y(lane) as number
    const dotted = {
      d: path([
        [LABEL_PX, middle],
        [width, middle],
      ]),
      class: 'r',
    }
    return element('path', dotted) + label({ x: 8, y: middle + 4, class: 'b' }, lane)
  })
  return [...names, ...livesOf(layout), ...cutsOf(layout), ...leadershipsOf(layout)].join('')
}

interface Span {
  readonly left: number
  readonly right: number
  readonly middle: number
}

/** The part of a band that is in sight. */
function spanOf(
  { shown, time, y, width }: Layout,
  { who, fromMs, toMs }: { readonly who: string; readonly fromMs: number; readonly toMs: number },
): Span | undefined {
  const middle = y(who)
  if (middle === undefined || toMs <= shown.fromMs || fromMs >= shown.toMs) return undefined
  const left = fromMs <= shown.fromMs ? LABEL_PX : time.x(fromMs)
  // What lasts to the end lasts through the last pause.
  const right = toMs >= shown.toMs ? width : time.x(toMs)
  return { left, right, middle }
}

function livesOf(layout: Layout): string[] {
  const { shown } = layout
  return shown.model.lives.flatMap((life) => {
    const span = spanOf(layout, life)
    if (span === undefined) return []
    const { left, right, middle } = span
    const line = element('path', {
      d: path([
        [left, middle],
        [right, middle],
      ]),
      class: 'i',
    })
    const isBorn = life.fromMs > shown.fromMs
    const birth = isBorn ? element('circle', { cx: left, cy: middle, r: 3.5, class: 'o' }) : ''
    if (life.toMs >= shown.toMs) return [line, birth]
    const end = { d: cross(right, middle, 5), class: 'x' }
    return [line, birth, element('path', end)]
  })
}

function cutsOf(layout: Layout): string[] {
  return layout.shown.model.cutOffs.flatMap((band) => {
    const span = spanOf(layout, band)
    const isDown = !layout.shown.model.lives.some(({ who, fromMs, toMs }) => {
      return who === band.who && fromMs <= band.fromMs && band.fromMs < toMs
    })
    if (span === undefined || isDown) return []
    const { left, right, middle } = span
    const px = right - left
    if (px < 2) return []
    const half = BAND_PX + 5
    const hatch: string[] = []
    for (let x = left + 4; x + 6 < right; x += 8) {
      hatch.push(
        path([
          [x, middle + half],
          [x + 6, middle - half],
        ]),
      )
    }
    const words = { x: left + 4, y: middle + half + 9, class: 'n f' }
    return [
      element('path', { d: hatch.join(''), class: 'l' }),
      px > 44 && !layout.hasLogs ? label(words, 'cut off') : '',
    ]
  })
}

function leadershipsOf(layout: Layout): string[] {
  return layout.shown.model.leaderships.flatMap((leader) => {
    const span = spanOf(layout, leader)
    if (span === undefined) return []
    const { left, right, middle } = span
    const colour = `t${leader.term % SERIES}`
    const box = { x: left, y: middle - BAND_PX, height: 2 * BAND_PX }
    return [
      element('rect', { ...box, width: Math.max(right - left, 2), class: `${colour} v` }),
      element('rect', { ...box, width: 2.5, class: colour }),
    ]
  })
}

/** Who leads in which term, above what is drawn there. */
export function drawTerms(layout: Layout): string {
  const labels = layout.shown.model.leaderships.flatMap((leader) => {
    const span = spanOf(layout, leader)
    if (span === undefined) return []
    const { left, right, middle } = span
    const full = `leader, term ${leader.term}`
    const words = right - left > 92 ? full : right - left > 30 ? `term ${leader.term}` : ''
    const at = { x: left + 5, y: middle - BAND_PX - 3, class: 'n b y' }
    return words === '' ? [] : [label(at, words)]
  })
  return labels.join('')
}
