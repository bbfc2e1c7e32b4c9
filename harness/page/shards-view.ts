/** Shards over time: a lane for each, with a band in the colour of the group that holds it. */
import { Paper } from './canvas.ts'
import type { Clock } from './clock.ts'
import { pick, type Theme } from './colours.ts'
import { make } from './dom.ts'
import { drawFrame } from './draw-frame.ts'
import { drawAxis } from './draw-lanes.ts'
import { Geometry, heightFor, LABEL_PX, type Lanes, plainLanes } from './geometry.ts'
import type { Shards } from './shards.ts'
import type { View } from './view.ts'

const FONT = '11px system-ui, sans-serif'
const BAND_PX = 16

export interface ShardsViewParts {
  readonly shards: Shards
  readonly clock: Clock
  readonly view: View
  readonly theme: Theme
  readonly failedAtMs: number | undefined
}

export class ShardsView {
  readonly element: HTMLElement
  readonly #parts: ShardsViewParts
  readonly #lanes: Lanes
  readonly #paper = new Paper(
    'Which group holds each shard over time. Who holds them now is listed below as text.',
    () => this.#parts.clock.changed(),
  )
  #geometry: Geometry | undefined

  constructor(parts: ShardsViewParts) {
    this.#parts = parts
    this.#lanes = plainLanes(
      Array.from({ length: parts.shards.count }, (_, shard) => `shard ${shard}`),
    )
    const canvas = this.#paper.element
    canvas.style.height = `${heightFor(this.#lanes, 0)}px`
    this.element = make('div', { class: 'bars' }, canvas)
    canvas.addEventListener('click', ({ offsetX }) => {
      if (this.#geometry !== undefined && offsetX > LABEL_PX) {
        parts.clock.goTo(this.#geometry.timeAt(offsetX))
      }
    })
  }

  draw(): void {
    const size = this.#paper.begin()
    if (size === undefined) return
    const { clock, view, theme, failedAtMs } = this.#parts
    const { colours } = theme
    const paper = this.#paper.context
    const geometry = new Geometry(size, this.#lanes, clock, view.zoom)
    this.#geometry = geometry
    drawAxis({ paper, geometry, colours, scale: clock.scale })
    this.#drawHoldings(geometry)
    this.#drawTroubles(geometry)
    this.#drawServed(geometry)
    drawFrame({ paper, geometry, colours, failedAtMs, lanes: this.#lanes.names })
  }

  #colourOf(gid: number): string {
    const { shards, theme } = this.#parts
    return pick(theme.colours.series, shards.gids.indexOf(gid))
  }

  /** Each group has its height in the lane, so that two who hold one shard are both seen. */
  #drawHoldings(geometry: Geometry): void {
    const { shards, theme } = this.#parts
    const paper = this.#paper.context
    paper.font = FONT
    paper.textAlign = 'left'
    paper.textBaseline = 'middle'
    for (const { shard, gid, fromMs, toMs } of shards.holdings) {
      const span = spanOf(geometry, fromMs, toMs)
      if (span === undefined) continue
      const y = this.#y(geometry, shard)
      paper.fillStyle = this.#colourOf(gid)
      paper.globalAlpha = 0.32
      paper.fillRect(span.left, y - BAND_PX / 2, span.width, BAND_PX)
      paper.globalAlpha = 1
      paper.fillRect(span.left, y - BAND_PX / 2, 2, BAND_PX)
      if (span.width < 44) continue
      paper.fillStyle = theme.colours.text
      paper.fillText(`G${gid}`, span.left + 7, y)
    }
  }

  #drawTroubles(geometry: Geometry): void {
    const { shards, theme } = this.#parts
    const paper = this.#paper.context
    for (const { shard, owners, fromMs, toMs } of shards.troubles) {
      const span = spanOf(geometry, fromMs, toMs)
      if (span === undefined) continue
      const y = this.#y(geometry, shard)
      const isNone = owners.length === 0
      paper.strokeStyle = isNone ? theme.colours.faint : theme.colours.failure
      paper.setLineDash(isNone ? [3, 3] : [])
      paper.lineWidth = isNone ? 1 : 2
      paper.strokeRect(span.left, y - BAND_PX / 2, span.width, BAND_PX)
      paper.setLineDash([])
      if (span.width < 64) continue
      paper.fillStyle = theme.colours.text
      paper.fillText(
        isNone ? 'nobody' : owners.map((gid) => `G${gid}`).join(' and '),
        span.left + 7,
        y,
      )
    }
  }

  /** A dot for each operation, in the colour of the group that answered. */
  #drawServed(geometry: Geometry): void {
    const { served } = this.#parts.shards
    const paper = this.#paper.context
    for (const { shard, gid, atMs } of served) {
      if (atMs < geometry.fromMs || atMs > geometry.toMs) continue
      paper.fillStyle = this.#colourOf(gid)
      paper.beginPath()
      paper.arc(geometry.x(atMs), this.#y(geometry, shard), 3, 0, 2 * Math.PI)
      paper.fill()
    }
  }

  #y(geometry: Geometry, shard: number): number {
    return geometry.y(this.#lanes.names[shard] as string) as number
  }
}

/** What is in sight of a stretch. */
function spanOf(
  geometry: Geometry,
  fromMs: number,
  toMs: number,
): { readonly left: number; readonly width: number } | undefined {
  if (toMs < geometry.fromMs || fromMs > geometry.toMs) return undefined
  const left = Math.max(LABEL_PX, geometry.x(fromMs))
  const right = Math.min(geometry.width, geometry.x(toMs))
  return right < LABEL_PX ? undefined : { left, width: Math.max(1, right - left) }
}
