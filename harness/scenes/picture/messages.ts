/** Messages as arrows and operations as bars. Pure. */
import type { Message } from '../../page/story-model.ts'
import type { Layout } from './layout.ts'
import { SERIES } from './style.ts'
import { cross, element, label, path, px } from './svg.ts'

/** How far a lost message is drawn: a share of the way across, and to the right, in pixels. */
const LOST = { share: 0.4, px: 14 }
const HEAD = { length: 7, angle: 0.4 }
const CROSS_PX = 3.5

interface Leg {
  readonly from: readonly [x: number, y: number]
  readonly to: readonly [x: number, y: number]
  readonly isReply: boolean
  readonly isLost: boolean
}

/** A group of arrows for each method, requests thicker than replies. */
export function drawMessages(layout: Layout): string {
  const methods = methodsOf(layout)
  const groups = methods.flatMap((method, at) => {
    const legs = layout.shown.messages
      .filter(({ svcMeth }) => svcMeth === method)
      .flatMap((message) => legsOf(layout, message))
    return [false, true].map((isReply) => {
      const drawn = legs.filter((leg) => leg.isReply === isReply).map(drawLeg)
      return drawn.length === 0
        ? ''
        : element('g', { class: `m${at % SERIES} ${isReply ? 'p' : 'q'}` }, ...drawn)
    })
  })
  return groups.join('')
}

/** In the order of their colours, which are those of the page. */
export function methodsOf({ shown }: Layout): string[] {
  return [...new Set(shown.model.messages.map(({ svcMeth }) => svcMeth))].sort()
}

function legsOf({ time, y, shown }: Layout, message: Message): Leg[] {
  const { from, to, callMs, requestMs, answeredMs, endMs, why } = message
  const [yFrom, yTo] = [y(from), y(to)]
  if (yFrom === undefined || yTo === undefined) return []
  const isIn = (ms: number | undefined): ms is number =>
    ms !== undefined && ms >= shown.fromMs && ms <= shown.toMs
  const lost = (ms: number, fromY: number, toY: number, isReply: boolean): Leg => {
    const x = time.x(ms)
    const end: [number, number] = [x + LOST.px, fromY + (toY - fromY) * LOST.share]
    return { from: [x, fromY], to: end, isReply, isLost: true }
  }
  const legs: Leg[] = []
  if (isIn(callMs)) {
    if (isIn(requestMs)) {
      const end: [number, number] = [time.x(requestMs), yTo]
      legs.push({ from: [time.x(callMs), yFrom], to: end, isReply: false, isLost: false })
    } else if (requestMs === undefined) legs.push(lost(callMs, yFrom, yTo, false))
  }
  if (!isIn(answeredMs)) return legs
  if (why !== undefined) legs.push(lost(answeredMs, yTo, yFrom, true))
  else if (isIn(endMs)) {
    const end: [number, number] = [time.x(endMs), yFrom]
    legs.push({ from: [time.x(answeredMs), yTo], to: end, isReply: true, isLost: false })
  }
  return legs
}

function drawLeg({ from, to, isLost, isReply }: Leg): string {
  if (isLost) {
    const arms = element('path', { d: cross(...to, CROSS_PX) })
    return element('path', { class: 'k', d: path([from, to]) }) + arms
  }
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0])
  const length = isReply ? HEAD.length - 2 : HEAD.length
  const [[x1, y1], [x2, y2]] = [HEAD.angle, -HEAD.angle].map((turn) => [
    -length * Math.cos(angle + turn),
    -length * Math.sin(angle + turn),
  ]) as [[number, number], [number, number]]
  const head = `m0 0l${px(x1)} ${px(y1)} ${px(x2 - x1)} ${px(y2 - y1)}z`
  return element('path', { d: `${path([from, to])}${head}` })
}

/** Clients' operations as bars from call to return, open at the right while they last. */
export function drawOperations({ shown, time, y, width }: Layout): string {
  return shown.operations
    .map(({ who, words, fromMs, toMs }) => {
      const middle = y(who)
      if (middle === undefined || (toMs ?? shown.toMs) < shown.fromMs) return ''
      const left = time.x(Math.max(fromMs, shown.fromMs))
      const right = time.x(toMs ?? shown.toMs)
      const room = Math.max(right - left, 4)
      const bar = { x: left, y: middle - 9, width: room, height: 18, rx: 3, class: 'o' }
      const isNarrow = room < words.length * 6.4
      const isLast = left + words.length * 6.4 > width - 10
      const at = isNarrow
        ? { x: isLast ? right : left, y: middle - 13 }
        : { x: left + 5, y: middle + 4 }
      const anchor = isNarrow && isLast ? { 'text-anchor': 'end' } : {}
      return element('rect', bar) + label({ ...at, ...anchor, class: 'n' }, words)
    })
    .join('')
}
