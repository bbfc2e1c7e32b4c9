/** Where everything of a picture is: lanes from above, time from the left, captions below. Pure. */
import type { TraceEvent } from '../../sim/trace.ts'
import { logsAt, type ServerLog } from '../logs.ts'
import type { Performance } from '../perform.ts'
import type { Step } from '../stage.ts'
import type { Shown } from './shown.ts'
import { wrapped } from './svg.ts'
import { Timeline } from './timeline.ts'

const WIDTH = 880
export const LABEL_PX = 76
const RIGHT_PX = 12
/** Badges of the steps stand above the lanes, their times below. */
export const TOP_PX = 30
const LANE_PX = { plain: 44, withLogs: 54 }
/** Half of the height of a leadership. */
export const BAND_PX = 7
const FOOT_PX = 36
/** Widest entry of a log, and where nothing but the badge is shown. */
export const CELL_PX = { width: 13, height: 14 }
const COLUMN_PX = { badge: 24, margin: 14 }
export const CAPTION_LINE_PX = 18
/** As many letters of 13 pixels as surely fit: 6.7 pixels each are more than most fonts take. */
const CAPTION_LETTERS = 124
const LEGEND_PX = 20

export interface Caption {
  readonly number: number
  readonly lines: readonly string[]
}

/** A moment at which the clock stands still. */
export interface Pause extends Step {
  readonly number: number
  readonly px: number
  readonly logs: ReadonlyMap<string, ServerLog>
}

export interface Layout {
  readonly width: number
  readonly height: number
  readonly shown: Shown
  readonly events: readonly TraceEvent[]
  readonly time: Timeline
  readonly lanePx: number
  readonly hasLogs: boolean
  readonly pauses: readonly Pause[]
  readonly captions: readonly Caption[]
  /** Below the lanes. */
  readonly axisY: number
  readonly legendY: number
  readonly captionsY: number
  /** Middle of a lane; undefined for who has none. */
  y(lane: string): number | undefined
}

export function layOut({ scene, steps, events }: Performance, shown: Shown): Layout {
  const { fromStep = 0, hasLogs = false } = scene.picture
  const pauses = steps.slice(fromStep).map((step, at) => {
    const logs = hasLogs ? logsAt(events, step.atMs) : new Map<string, ServerLog>()
    return { ...step, number: at + 1, px: columnPx(hasLogs, logs, shown), logs }
  })
  const captions = pauses.map(({ number, text }) => {
    return { number, lines: wrapped(text, CAPTION_LETTERS) }
  })
  const lanePx = hasLogs ? LANE_PX.withLogs : LANE_PX.plain
  const axisY = TOP_PX + shown.lanes.length * lanePx
  const legendY = axisY + FOOT_PX
  const captionsY = legendY + LEGEND_PX + 4
  const lines = captions.reduce((sum, { lines: { length } }) => sum + length, 0)
  return {
    width: WIDTH,
    height: captionsY + lines * CAPTION_LINE_PX + 4,
    shown,
    events,
    time: new Timeline(momentsOf(shown, events), pauses, {
      left: LABEL_PX + 8,
      right: WIDTH - RIGHT_PX,
    }),
    lanePx,
    hasLogs,
    pauses,
    captions,
    axisY,
    legendY,
    captionsY,
    y(lane) {
      const at = shown.lanes.indexOf(lane)
      return at < 0 ? undefined : TOP_PX + (at + (hasLogs ? 0.38 : 0.5)) * lanePx
    },
  }
}

function columnPx(
  hasLogs: boolean,
  logs: ReadonlyMap<string, ServerLog>,
  { lanes }: Shown,
): number {
  if (!hasLogs) return COLUMN_PX.badge
  const widths = lanes.map((lane) => widthOf(logs.get(lane)))
  return Math.max(COLUMN_PX.badge, ...widths) + COLUMN_PX.margin
}

/** Of a log as cells; what a snapshot covers is one wide cell. */
export function widthOf(log: ServerLog | undefined): number {
  if (log === undefined) return 0
  return log.entries.length * CELL_PX.width + (log.base > 0 ? 2 * CELL_PX.width : 0)
}

/** Of all that is drawn, within the window. */
function momentsOf(shown: Shown, events: readonly TraceEvent[]): number[] {
  const { fromMs, toMs, model, messages, lanes, operations } = shown
  const moments = messages.flatMap(({ callMs, requestMs, answeredMs, endMs, why }) => {
    // A lost message ends where it is drawn to end.
    return [callMs, requestMs, answeredMs, why === undefined ? endMs : undefined]
  })
  for (const { who, atMs, kind } of model.marks) {
    if (lanes.includes(who) && DRAWN.has(kind)) moments.push(atMs)
  }
  for (const band of [...model.leaderships, ...model.lives, ...model.cutOffs]) {
    if (lanes.includes(band.who)) moments.push(band.fromMs, band.toMs)
  }
  for (const operation of operations) moments.push(operation.fromMs, operation.toMs)
  for (const { kind, atMs } of events) if (kind === 'config') moments.push(atMs)
  const within = moments.filter(
    (ms): ms is number => ms !== undefined && ms >= fromMs && ms <= toMs,
  )
  return [fromMs, toMs, ...within]
}

const DRAWN = new Set(['apply', 'start', 'snapshot', 'fault'])
