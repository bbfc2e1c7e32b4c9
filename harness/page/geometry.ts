/** Where moments and lanes are on the canvas: the clock stands still, time goes by under it. */
import type { Clock } from './clock.ts'

export const LABEL_PX = 76
const AXIS_PX = 26
const FOOT_PX = 10
/** Left free beside the first moment and the last. */
const EDGE_PX = 50
const LANE_PX = { least: 24, most: 92 }
/** Where the clock stands, as a share of the width. */
const CLOCK_SHARE = 0.62

export interface Size {
  readonly width: number
  readonly height: number
}

export class Geometry {
  readonly width: number
  readonly height: number
  readonly clockX: number
  readonly lanePx: number
  /** What is in sight. */
  readonly fromMs: number
  readonly toMs: number
  readonly #clock: Clock
  readonly #zoom: number
  readonly #place: number
  readonly #lanes: ReadonlyMap<string, number>

  constructor(size: Size, lanes: readonly string[], clock: Clock, zoom: number) {
    this.width = size.width
    this.height = size.height
    this.lanePx = lanePxIn(size.height, lanes.length)
    this.#clock = clock
    this.#zoom = zoom
    this.#place = clock.scale.placeOf(clock.atMs)
    const left = this.#place * zoom
    const right = clock.scale.length * zoom - left
    this.clockX = clockXIn(size.width, left, right)
    this.#lanes = new Map(lanes.map((lane, at) => [lane, at]))
    this.fromMs = this.timeAt(LABEL_PX)
    this.toMs = this.timeAt(size.width)
  }

  x(ms: number): number {
    return this.clockX + (this.#clock.scale.placeOf(ms) - this.#place) * this.#zoom
  }

  timeAt(x: number): number {
    return this.#clock.scale.timeAt(this.placeAt(x))
  }

  placeAt(x: number): number {
    return this.#place + (x - this.clockX) / this.#zoom
  }

  /** Middle of a lane; undefined for who has none. */
  y(lane: string): number | undefined {
    const at = this.#lanes.get(lane)
    return at === undefined ? undefined : AXIS_PX + (at + 0.5) * this.lanePx
  }
}

/** At both ends of the run the clock moves aside, so that no room stays empty. */
function clockXIn(width: number, leftPx: number, rightPx: number): number {
  const usual = LABEL_PX + (width - LABEL_PX) * CLOCK_SHARE
  const least = width - EDGE_PX - rightPx
  return Math.min(Math.max(usual, least), LABEL_PX + EDGE_PX + leftPx)
}

function lanePxIn(height: number, lanes: number): number {
  const px = (height - AXIS_PX - FOOT_PX) / Math.max(1, lanes)
  return Math.max(LANE_PX.least, Math.min(LANE_PX.most, px))
}

/** Height that shows every lane, at least at its least. */
export function heightFor(lanes: number, usual: number): number {
  return Math.max(usual, AXIS_PX + FOOT_PX + lanes * LANE_PX.least)
}
