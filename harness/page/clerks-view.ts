/**
 * The operations of the clerks as bars, a lane for each client, under the same clock as the
 * diagram. A tick in a bar is where the checker's order has it take effect.
 */
import { Paper } from './canvas.ts'
import { type ClerkOperation, type Clerks, clientsOf, lastBegun } from './clerks.ts'
import type { Clock } from './clock.ts'
import { pick, type Theme } from './colours.ts'
import { make } from './dom.ts'
import { drawFrame } from './draw-frame.ts'
import { drawAxis } from './draw-lanes.ts'
import { Geometry, heightFor, LABEL_PX, plainLanes } from './geometry.ts'
import type { View } from './view.ts'

const FONT = '11px system-ui, sans-serif'
const HEIGHT_PX = 150
const BAR = { leastPx: 3, highPx: 17, roomPx: 26 }
/** Each kind has its colour: a get, and what changes something. */
const METHODS = ['get', 'put', 'append', 'query', 'join', 'leave', 'move']

export interface ClerksViewParts {
  readonly clerks: Clerks
  /** The one key that is shown, if not all are. */
  readonly shown: { key: string | undefined }
  readonly clock: Clock
  readonly view: View
  readonly theme: Theme
  readonly failedAtMs: number | undefined
}

/** A bar as it was drawn, for the pointer. */
interface Bar {
  readonly operation: ClerkOperation
  readonly left: number
  readonly right: number
  readonly y: number
}

export class ClerksView {
  readonly element: HTMLElement
  readonly #parts: ClerksViewParts
  readonly #paper = new Paper(
    'Operations of the clerks as bars over time. Those under way are listed below as text.',
    () => this.#parts.clock.changed(),
  )
  #bars: readonly Bar[] = []
  #geometry: Geometry | undefined

  constructor(parts: ClerksViewParts) {
    this.#parts = parts
    const canvas = this.#paper.element
    canvas.style.cursor = 'pointer'
    this.element = make('div', { class: 'bars' }, canvas)
    canvas.addEventListener('pointermove', (event) => this.#point(event.offsetX, event.offsetY))
    canvas.addEventListener('click', (event) => this.#click(event.offsetX, event.offsetY))
  }

  draw(): void {
    const { clerks, clock, view, theme, failedAtMs, shown } = this.#parts
    const clients = clientsOf(clerks, shown.key)
    const lanes = plainLanes(clients)
    this.#paper.element.style.height = `${heightFor(lanes, HEIGHT_PX)}px`
    const size = this.#paper.begin()
    if (size === undefined) return
    const paper = this.#paper.context
    const geometry = new Geometry(size, lanes, clock, view.zoom)
    const { colours } = theme
    drawAxis({ paper, geometry, colours, scale: clock.scale })
    this.#geometry = geometry
    const bars = clients.flatMap((client) => this.#barsOf(geometry, client))
    this.#drawOrder(geometry)
    for (const bar of bars) this.#drawBar(bar)
    this.#bars = bars
    drawFrame({ paper, geometry, colours, failedAtMs, lanes: clients })
  }

  /** Those in sight. */
  #barsOf(geometry: Geometry, client: string): Bar[] {
    const { clerks } = this.#parts
    const list = clerks.ofClient.get(client) ?? []
    const bars: Bar[] = []
    for (let at = Math.max(0, lastBegun(list, geometry.fromMs)); at < list.length; at++) {
      const operation = list[at] as ClerkOperation
      if (operation.fromMs > geometry.toMs) break
      const [from, to] = [geometry.x(operation.fromMs), geometry.x(operation.toMs)]
      if (to < LABEL_PX) continue
      const left = Math.max(LABEL_PX, from)
      const right = Math.max(left + BAR.leastPx, Math.min(to, geometry.width))
      bars.push({ operation, left, right, y: geometry.y(client) as number })
    }
    return bars
  }

  #drawBar({ operation, left, right, y }: Bar): void {
    const { clock, view, theme, shown } = this.#parts
    const { colours } = theme
    const paper = this.#paper.context
    const isOther = shown.key !== undefined && operation.key !== shown.key
    const top = y - BAR.highPx / 2
    const width = right - left
    paper.globalAlpha = isOther ? 0.25 : 1
    paper.fillStyle = colours.ground
    paper.fillRect(left, top, width, BAR.highPx)
    paper.fillStyle = pick(colours.series, METHODS.indexOf(operation.method))
    paper.globalAlpha = isOther ? 0.1 : 0.3
    paper.fillRect(left, top, width, BAR.highPx)
    paper.globalAlpha = isOther ? 0.3 : 1
    paper.fillRect(left, top, 2, BAR.highPx)
    const isNow = operation.fromMs <= clock.atMs && clock.atMs <= operation.toMs
    const isPointed = view.pointed === operation.invoke
    if (operation.isCore || isNow || isPointed) {
      paper.strokeStyle = operation.isCore ? colours.failure : colours.accent
      paper.lineWidth = operation.isCore ? 2.5 : 1.5
      paper.strokeRect(left, top, width, BAR.highPx)
    }
    this.#drawTick(operation, top)
    if (width > BAR.roomPx) this.#drawWords(operation.words, left, width, y)
    paper.globalAlpha = 1
  }

  #drawTick({ effect }: ClerkOperation, top: number): void {
    if (effect === undefined) return
    const x = (this.#geometry as Geometry).x(effect.atMs)
    if (x < LABEL_PX) return
    const paper = this.#paper.context
    paper.fillStyle = this.#parts.theme.colours.text
    paper.fillRect(x - 1, top - 3, 2, BAR.highPx + 6)
  }

  #drawWords(words: string, left: number, width: number, y: number): void {
    const paper = this.#paper.context
    paper.save()
    paper.beginPath()
    paper.rect(left, y - BAR.highPx, width - 3, 2 * BAR.highPx)
    paper.clip()
    paper.font = FONT
    paper.textAlign = 'left'
    paper.textBaseline = 'middle'
    paper.fillStyle = this.#parts.theme.colours.text
    paper.fillText(words.slice(0, 120), left + 6, y + 0.5)
    paper.restore()
  }

  /** From effect to effect of the key that is shown. */
  #drawOrder(geometry: Geometry): void {
    const { clerks, shown, theme } = this.#parts
    const list = shown.key === undefined ? undefined : clerks.inOrder.get(shown.key)
    if (list === undefined) return
    const paper = this.#paper.context
    paper.strokeStyle = theme.colours.faint
    paper.lineWidth = 1
    paper.beginPath()
    for (const { client, effect } of list) {
      const atMs = effect?.atMs ?? 0
      if (atMs < geometry.fromMs || atMs > geometry.toMs) continue
      paper.lineTo(geometry.x(atMs), geometry.y(client) as number)
    }
    paper.stroke()
  }

  #under(x: number, y: number): ClerkOperation | undefined {
    const found = this.#bars.findLast((bar) => {
      return Math.abs(y - bar.y) <= BAR.highPx / 2 + 2 && bar.left - 2 <= x && x <= bar.right + 2
    })
    return found?.operation
  }

  #point(x: number, y: number): void {
    const { view, clock } = this.#parts
    const pointed = this.#under(x, y)?.invoke
    if (pointed === view.pointed) return
    view.pointed = pointed
    clock.changed()
  }

  /** To the call, from there to the return; beside the bars to that moment. */
  #click(x: number, y: number): void {
    const { clock } = this.#parts
    const operation = this.#under(x, y)
    if (operation !== undefined) {
      const { invoke, returned = invoke } = operation
      clock.goToEvent(clock.cursor === invoke ? returned : invoke)
    } else if (this.#geometry !== undefined && x > LABEL_PX) clock.goTo(this.#geometry.timeAt(x))
  }
}
