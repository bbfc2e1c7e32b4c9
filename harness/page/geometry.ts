/** Where moments and lanes are on the canvas: the clock stands still, time goes by under it. */
import type { Clock } from './clock.ts'

export const LABEL_PX = 76
const AXIS_PX = 26
const FOOT_PX = 10
/** Left free beside the first moment and the last. */
const EDGE_PX = 50
const LANE_PX = { least: 24, most: 92 }
/** A lane over which words stand is so many times as high. */
const WITH_WORDS = 1.5
/** Where the clock stands, as a share of the width. */
const CLOCK_SHARE = 0.62

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Lanes {
  readonly names: readonly string[]
  /** Over these words stand, which must not reach the lane above. */
  readonly withWords: { has(name: string): boolean }
}

/** Lanes over which nothing stands. */
export function plainLanes(names: readonly string[]): Lanes {
  return { names, withWords: new Set() }
}

export class Geometry {
  readonly width: number
  readonly height: number
  readonly clockX: number
  /** What is in sight. */
  readonly fromMs: number
  readonly toMs: number
  readonly #clock: Clock
  readonly #zoom: number
  readonly #place: number
  readonly #lanes: ReadonlyMap<string, { readonly y: number; readonly px: number }>

  constructor(size: Size, lanes: Lanes, clock: Clock, zoom: number) {
    this.width = size.width
    this.height = size.height
    this.#clock = clock
    this.#zoom = zoom
    this.#place = clock.scale.placeOf(clock.atMs)
    const left = this.#place * zoom
    const right = clock.scale.length * zoom - left
    this.clockX = clockXIn(size.width, left, right)
    this.#lanes = placesOf(lanes, size.height)
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
    return this.#lanes.get(lane)?.y
  }

  /** How high a lane is. */
  lanePx(lane: string): number {
    return this.#lanes.get(lane)?.px ?? LANE_PX.least
  }
}

/** At both ends of the run the clock moves aside, so that no room stays empty. */
function clockXIn(width: number, leftPx: number, rightPx: number): number {
  const usual = LABEL_PX + (width - LABEL_PX) * CLOCK_SHARE
  const least = width - EDGE_PX - rightPx
  return Math.min(Math.max(usual, least), LABEL_PX + EDGE_PX + leftPx)
}

function placesOf(
  lanes: Lanes,
  height: number,
): ReadonlyMap<string, { readonly y: number; readonly px: number }> {
  const unit = Math.max(LANE_PX.least, (height - AXIS_PX - FOOT_PX) / Math.max(1, unitsOf(lanes)))
  let top = AXIS_PX
  return new Map(
    lanes.names.map((lane) => {
      const px = Math.min(LANE_PX.most, unit * (lanes.withWords.has(lane) ? WITH_WORDS : 1))
      top += px
      return [lane, { y: top - px / 2, px }]
    }),
  )
}

function unitsOf({ names, withWords }: Lanes): number {
  return names.reduce((sum, name) => sum + (withWords.has(name) ? WITH_WORDS : 1), 0)
}

/** Height that shows every lane, at least at its least. */
export function heightFor(lanes: Lanes, usual: number): number {
  return Math.max(usual, AXIS_PX + FOOT_PX + unitsOf(lanes) * LANE_PX.least)
}
