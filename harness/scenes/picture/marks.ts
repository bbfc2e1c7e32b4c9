/** What stands on the lanes: marks, shards, and at the steps badges and logs. Pure. */
import { MARKS } from '../../page/marks.ts'
import { formatCount } from '../../report/text-layout.ts'
import type { TraceEvent } from '../../sim/trace.ts'
import { BAND_PX, CELL_PX, type Layout, type Pause, TOP_PX, widthOf } from './layout.ts'
import { SERIES } from './style.ts'
import { element, label, path } from './svg.ts'

/** Starts, applies and snapshots; saves are left to the page. */
export function drawMarks({ shown, time, y }: Layout): string {
  return shown.model.marks
    .map(({ kind, who, atMs }) => {
      const middle = y(who)
      const sign = kind === 'save' ? undefined : MARKS.get(kind)
      if (middle === undefined || sign === undefined) return ''
      if (atMs < shown.fromMs || atMs > shown.toMs) return ''
      return label({ x: time.x(atMs), y: middle + 4, class: 'n c' }, sign.sign)
    })
    .join('')
}

const SHARD_PX = { width: 5, height: 8 }

/** Whose the shards are from then on, as its group knows: a cell for each, full when it owns it. */
export function drawShards({ shown, events, time, y }: Layout): string {
  const seen = new Map<string, TraceEvent>()
  const strips: string[] = []
  const draw = ({ who, num, shards }: TraceEvent, ms: number): void => {
    const lane = shown.lanes.find((name) => name.startsWith(`${who}.`))
    const middle = lane === undefined ? undefined : y(lane)
    if (middle === undefined) return
    const [x, top] = [time.x(ms), middle + BAND_PX + 2]
    const cells = (shards as readonly number[]).map((owner, at) => {
      const place = { x: x + at * SHARD_PX.width, y: top, ...SHARD_PX }
      return element('rect', { ...place, class: `G${owner}` === who ? 'a z' : 'g z' })
    })
    const words = { x: x + cells.length * SHARD_PX.width + 4, y: top + 8, class: 'n f' }
    strips.push(...cells, label(words, `configuration ${Number(num)}`))
  }
  for (const event of events) {
    if (event.kind !== 'config') continue
    if (event.atMs < shown.fromMs) seen.set(event.who, event)
    else draw(event, event.atMs)
  }
  for (const event of seen.values()) draw(event, shown.fromMs)
  return strips.join('')
}

/** A badge for each step, its time, and the logs as they are then. */
export function drawColumns(layout: Layout): string {
  return layout.pauses.map((pause) => drawColumn(layout, pause)).join('')
}

function drawColumn(layout: Layout, pause: Pause): string {
  const { time, axisY, shown } = layout
  const x = time.x(pause.atMs) + pause.px / 2
  const moment = `${formatCount(pause.atMs)} ms`
  const cells = shown.lanes.map((lane) => drawLog(layout, lane, x, pause))
  return [
    element('path', {
      d: path([
        [x, TOP_PX - 6],
        [x, axisY],
      ]),
      class: 'r',
    }),
    element('circle', { cx: x, cy: 14, r: 9, class: 'a' }),
    label({ x, y: 18, class: 'w c' }, String(pause.number)),
    label({ x, y: axisY + 14, class: 'n c' }, moment),
    ...cells,
  ].join('')
}

/** Entries as cells with their terms; those that the server has applied stand out. */
function drawLog({ y, events }: Layout, lane: string, x: number, pause: Pause): string {
  const middle = y(lane)
  const log = pause.logs.get(lane)
  if (middle === undefined || log === undefined || widthOf(log) === 0) return ''
  const applied = appliedBy(events, lane, pause.atMs)
  const top = middle + BAND_PX + 3
  let left = x - widthOf(log) / 2
  const parts: string[] = []
  const add = (width: number, words: string, colour: string): void => {
    parts.push(element('rect', { x: left, y: top, width, height: CELL_PX.height, class: colour }))
    parts.push(label({ x: left + width / 2, y: top + 11, class: 'n c' }, words))
    left += width
  }
  if (log.base > 0) add(2 * CELL_PX.width, `…${log.base}`, 'o')
  for (const [at, [term]] of log.entries.entries()) {
    const isApplied = log.base + at + 1 <= applied.index
    add(CELL_PX.width, String(term), `t${term % SERIES} ${isApplied ? 'e' : 'u'}`)
  }
  return element('g', applied.isDown ? { class: 'h' } : {}, ...parts)
}

/** How far a server has applied in its present life, and whether it is down. */
function appliedBy(
  events: Layout['events'],
  lane: string,
  atMs: number,
): { index: number; isDown: boolean } {
  let now = { index: 0, isDown: false }
  for (const { atMs: ms, who, kind, action, index } of events) {
    if (ms > atMs) break
    if (who !== lane) continue
    if (kind === 'fault' && action === 'crash') now = { index: 0, isDown: true }
    else if (kind === 'fault' && action === 'start') now = { index: 0, isDown: false }
    else if (kind === 'apply') now = { ...now, index: Number(index) }
  }
  return now
}
