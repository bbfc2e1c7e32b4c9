/** The space-time diagram: a canvas that is drawn anew when the clock or the view has changed. */
import type { TraceEvent } from '../sim/trace.ts'
import { Paper } from './canvas.ts'
import type { Clock } from './clock.ts'
import type { Theme } from './colours.ts'
import { zoomBy } from './controls.ts'
import { make } from './dom.ts'
import { drawAxis, drawLanes, drawMarks, drawOver, type Hit, type Scene } from './draw-lanes.ts'
import { drawMessages, type Leg, nearest } from './draw-messages.ts'
import type { Emphasis } from './emphasis.ts'
import { Geometry, heightFor, LABEL_PX, type Lanes } from './geometry.ts'
import type { Model } from './story-model.ts'
import type { View } from './view.ts'

const HEIGHT_PX = 420
const POINTER_PX = 7

export interface DiagramParts {
  readonly model: Model
  readonly events: readonly TraceEvent[]
  readonly methods: readonly string[]
  readonly clock: Clock
  readonly view: View
  readonly failedAtMs: number | undefined
  readonly theme: Theme
  readonly emphasis: Emphasis
  readonly failing: readonly TraceEvent[]
}

export class Diagram {
  readonly element: HTMLElement
  readonly #parts: DiagramParts
  readonly #paper: Paper
  readonly #canvas: HTMLCanvasElement
  readonly #lanes: Lanes
  #legs: readonly Leg[] = []
  #hits: readonly Hit[] = []
  #geometry: Geometry | undefined
  #drag: { readonly x: number; readonly place: number; hasMoved: boolean } | undefined

  constructor(parts: DiagramParts) {
    this.#parts = parts
    // Who says that it leads has it said over its lane.
    this.#lanes = { names: parts.model.lanes, withWords: parts.model.said }
    this.#paper = new Paper(
      'Space-time diagram: a lane for each server, messages as arrows. The log has all of it as text.',
      () => parts.clock.changed(),
    )
    this.#canvas = this.#paper.element
    this.#canvas.style.height = `${heightFor(this.#lanes, HEIGHT_PX)}px`
    this.element = make('div', { class: 'diagram' }, this.#canvas)
    this.#listen()
  }

  draw(): void {
    const { model, clock, view, methods, failedAtMs, theme, ...parts } = this.#parts
    const size = this.#paper.begin()
    if (size === undefined) return
    const paper = this.#paper.context
    const geometry = new Geometry(size, this.#lanes, clock, view.zoom)
    const { colours } = theme
    const { scale, atMs: nowMs } = clock
    const { emphasis, failing } = parts
    const now = { nowMs, failedAtMs, failing }
    const scene: Scene = { paper, geometry, model, view, colours, scale, emphasis, ...now }
    drawAxis(scene)
    drawLanes(scene)
    this.#legs = drawMessages(scene, methods, clock.cursor < 0 ? undefined : clock.cursor)
    this.#hits = drawMarks(scene)
    drawOver(scene)
    this.#geometry = geometry
  }

  #listen(): void {
    const canvas = this.#canvas
    canvas.addEventListener('pointerdown', (event) => {
      const { clock } = this.#parts
      const place = clock.scale.placeOf(clock.atMs)
      this.#drag = { x: event.offsetX, place, hasMoved: false }
      canvas.setPointerCapture(event.pointerId)
    })
    canvas.addEventListener('pointermove', (event) => this.#move(event.offsetX, event.offsetY))
    canvas.addEventListener('pointerup', (event) => {
      const isClick = this.#drag !== undefined && !this.#drag.hasMoved
      this.#drag = undefined
      if (isClick) this.#click(event.offsetX, event.offsetY)
    })
    canvas.addEventListener('pointercancel', () => {
      this.#drag = undefined
    })
    canvas.addEventListener('pointerleave', () => this.#pointAt(undefined))
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { passive: false })
  }

  #move(x: number, y: number): void {
    const { clock, view } = this.#parts
    const drag = this.#drag
    if (drag !== undefined && (drag.hasMoved || Math.abs(x - drag.x) > 3)) {
      drag.hasMoved = true
      clock.goTo(clock.scale.timeAt(drag.place - (x - drag.x) / view.zoom))
      return
    }
    const leg = nearest(this.#legs, x, y, POINTER_PX)
    const sent = leg?.isReply ? leg.message.events.at(-1) : leg?.message.events[0]
    const pointed = this.#markAt(x, y) ?? sent
    this.#canvas.style.cursor = pointed === undefined ? 'grab' : 'pointer'
    this.#pointAt(pointed)
  }

  /** A mark is small and goes before the lines that pass under it. */
  #markAt(x: number, y: number): number | undefined {
    const isNear = (hit: Hit): boolean => Math.hypot(hit.x - x, hit.y - y) < POINTER_PX
    return this.#hits.find(isNear)?.event
  }

  #pointAt(event: number | undefined): void {
    const { clock, view } = this.#parts
    if (event === view.pointed) return
    view.pointed = event
    clock.changed()
  }

  /**
   * A mark leads to its event, a message to its other end, a name to that server alone, and all
   * else to that moment.
   */
  #click(x: number, y: number): void {
    const { clock, view, model } = this.#parts
    const geometry = this.#geometry
    if (geometry === undefined) return
    if (x < LABEL_PX) {
      const lane = model.lanes.find((name) => {
        return Math.abs((geometry.y(name) as number) - y) < geometry.lanePx(name) / 2
      })
      view.focus = view.focus === lane ? undefined : lane
      clock.changed()
      return
    }
    const mark = this.#markAt(x, y)
    if (mark !== undefined) {
      clock.goToEvent(mark)
      return
    }
    const leg = nearest(this.#legs, x, y, POINTER_PX)
    if (leg === undefined) {
      clock.goTo(geometry.timeAt(x))
      return
    }
    const { events } = leg.message
    const next = events.find((event) => event > clock.cursor) ?? (events[0] as number)
    clock.goToEvent(next)
  }

  #wheel(event: WheelEvent): void {
    if (!event.ctrlKey && Math.abs(event.deltaX) < Math.abs(event.deltaY)) return
    event.preventDefault()
    const { clock, view } = this.#parts
    if (event.ctrlKey) {
      zoomBy(clock, view, Math.exp(-event.deltaY / 300))
    } else {
      const place = clock.scale.placeOf(clock.atMs) + event.deltaX / view.zoom
      clock.goTo(clock.scale.timeAt(place))
    }
  }
}
