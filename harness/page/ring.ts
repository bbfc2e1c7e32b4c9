/**
 * The ring: servers in a circle, messages as moving dots, at the moment of the clock. Played, it
 * is an election of this run. Beside the picture stands the same in sentences.
 */

import { Paper } from './canvas.ts'
import type { Clock } from './clock.ts'
import { pick, type Theme } from './colours.ts'
import { make } from './dom.ts'
import type { Emphasis } from './emphasis.ts'
import { isNarrow } from './parts.ts'
import { type Dot, drawDot, drawRings, type RingScene } from './ring-draw.ts'
import { type Layout, layOut, ringHeight, type Spot } from './ring-layout.ts'
import { journeyOf } from './ring-messages.ts'
import type { RingModel, RingNow } from './ring-model.ts'
import { describeServer } from './ring-words.ts'
import type { Message, Model } from './story-model.ts'
import type { View } from './view.ts'

export interface RingParts {
  readonly ring: RingModel
  readonly model: Model
  readonly methods: readonly string[]
  readonly clock: Clock
  readonly view: View
  readonly theme: Theme
  readonly emphasis: Emphasis
}

const POINTER_PX = 12
/** How far messages of the two directions are apart. */
const APART_PX = 5

export class Ring {
  readonly element: HTMLElement
  readonly #parts: RingParts
  readonly #paper: Paper
  readonly #words = make('ul', { class: 'unseen', 'aria-label': 'Servers at this moment' })
  readonly #clients: readonly string[]
  readonly #byId: ReadonlyMap<number, Message>
  readonly #still = window.matchMedia('(prefers-reduced-motion: reduce)')
  #dots: readonly Dot[] = []
  #layout: Layout | undefined
  #laidOutFor = ''
  #said = ''

  constructor(parts: RingParts) {
    this.#parts = parts
    const label = 'Rings of servers; the list after it says the same.'
    this.#paper = new Paper(label, () => parts.clock.changed())
    const { ring, model } = parts
    const servers = new Set(ring.groups.flatMap((group) => group.servers))
    this.#clients = model.lanes.filter((name) => !servers.has(name) && name !== 'test')
    this.#byId = new Map(model.messages.map((message) => [message.id, message]))
    this.element = make(
      'details',
      // A narrow window has room for one thing after the other.
      { class: 'ring', 'aria-label': 'Ring', ...(isNarrow() ? {} : { open: '' }) },
      make('summary', {}, make('h2', {}, 'Servers')),
      this.#paper.element,
      this.#words,
    )
    this.#listen()
  }

  draw(): void {
    const { ring, clock, theme } = this.#parts
    const canvas = this.#paper.element
    const height = ringHeight(this.#paper.width, ring.groups.length, this.#clients.length)
    if (canvas.style.height !== `${height}px`) canvas.style.height = `${height}px`
    const now = ring.after(clock.cursor)
    this.#say(now)
    const size = this.#paper.begin()
    if (size === undefined) return
    const laidOutFor = `${size.width} ${size.height}`
    if (this.#layout === undefined || this.#laidOutFor !== laidOutFor) {
      this.#layout = layOut(ring.groups, this.#clients, size)
      this.#laidOutFor = laidOutFor
    }
    const scene: RingScene = {
      paper: this.#paper.context,
      layout: this.#layout,
      now,
      nowMs: clock.atMs,
      colours: theme.colours,
      strengthOf: (name) => this.#strengthOf(name),
    }
    drawRings(scene)
    this.#dots = this.#dotsOf(now, this.#layout)
    const { pointed = clock.cursor } = this.#parts.view
    for (const dot of this.#dots) drawDot(scene, dot, dot.message.events.includes(pointed))
    scene.paper.globalAlpha = 1
  }

  #strengthOf(name: string): number {
    const { focus } = this.#parts.view
    return focus === undefined || focus === name ? 1 : 0.4
  }

  #dotsOf({ underWay }: RingNow, layout: Layout): readonly Dot[] {
    const { clock, emphasis, methods, theme } = this.#parts
    const dots: Dot[] = []
    for (const id of underWay) {
      const message = this.#byId.get(id)
      if (message === undefined) continue
      const journey = journeyOf(message, clock.atMs, clock.scale)
      const strength = journey && emphasis.ofLeg(message, journey.isReply)
      if (journey === undefined || strength === undefined || strength === 0) continue
      const { from, to, svcMeth } = message
      const ends = journey.isReply ? [to, from] : [from, to]
      const [start, end] = ends.map((name) => layout.spots.get(name))
      if (start === undefined || end === undefined || start === end) continue
      const place = placeBetween(start, end, this.#still.matches ? 0.5 : journey.share, layout)
      const colour = pick(theme.colours.series, methods.indexOf(svcMeth))
      dots.push({ ...place, message, journey, colour, strength })
    }
    return dots
  }

  /** For who does not see the picture; only what has changed is touched. */
  #say(now: RingNow): void {
    const sentences = [...now.servers.values()].map(describeServer)
    const said = sentences.join('\n')
    if (said === this.#said) return
    this.#said = said
    this.#words.replaceChildren(...sentences.map((sentence) => make('li', {}, sentence)))
  }

  #listen(): void {
    const canvas = this.#paper.element
    canvas.addEventListener('pointermove', ({ offsetX: x, offsetY: y }) => {
      const dot = this.#dotAt({ x, y })
      canvas.style.cursor =
        dot === undefined && this.#nameAt({ x, y }) === undefined ? '' : 'pointer'
      const { events } = dot?.message ?? {}
      this.#point(dot?.journey.isReply ? events?.at(-1) : events?.[0])
    })
    canvas.addEventListener('pointerleave', () => this.#point(undefined))
    canvas.addEventListener('click', ({ offsetX: x, offsetY: y }) => this.#click({ x, y }))
  }

  #point(event: number | undefined): void {
    const { view, clock } = this.#parts
    if (view.pointed === event) return
    view.pointed = event
    clock.changed()
  }

  /** A message leads to its next event, a server is seen alone, and again with all. */
  #click(point: Spot): void {
    const { clock, view } = this.#parts
    const dot = this.#dotAt(point)
    if (dot !== undefined) {
      const { events } = dot.message
      clock.goToEvent(events.find((event) => event > clock.cursor) ?? (events[0] as number))
      return
    }
    const name = this.#nameAt(point)
    if (name === undefined) return
    view.focus = view.focus === name ? undefined : name
    clock.changed()
  }

  #dotAt(point: Spot): Dot | undefined {
    return this.#dots.findLast((dot) => distance(dot, point) < POINTER_PX)
  }

  #nameAt(point: Spot): string | undefined {
    if (this.#layout === undefined) return undefined
    const { spots, radius } = this.#layout
    return [...spots].find(([, spot]) => distance(spot, point) <= radius)?.[0]
  }
}

/** On its way from the edge of one circle to that of the other, a little to the right. */
function placeBetween(from: Spot, to: Spot, share: number, { radius }: Layout): Spot {
  const length = distance(from, to)
  const edge = Math.min(radius, length / 3)
  const along = (edge + share * (length - 2 * edge)) / length
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  return {
    x: from.x + along * dx - (dy / length) * APART_PX,
    y: from.y + along * dy + (dx / length) * APART_PX,
  }
}

function distance(a: Spot, b: Spot): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
