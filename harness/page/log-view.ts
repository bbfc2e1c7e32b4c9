/**
 * The log beside the picture, in step with the clock. A line for each event, with a dot in the
 * column of its server. Only lines that are in sight are in the document, so its length is free.
 */
import type { TraceEvent } from '../sim/trace.ts'
import type { Clock } from './clock.ts'
import { seriesColour } from './colours.ts'
import { make } from './dom.ts'
import { isShown } from './log-filter.ts'
import { lastAtMost } from './scale.ts'
import { formatTenths, type View } from './view.ts'

const ROW_PX = 22
const MARGIN_ROWS = 10
/** Of a dot's column, and of all of them: many servers stand closer. */
const COLUMN_PX = { most: 9, all: 72 }

export interface LogParts {
  readonly methods: readonly string[]
  readonly clock: Clock
  readonly view: View
}

export class LogView {
  readonly element: HTMLElement
  readonly #lanes: readonly string[]
  readonly #methods: readonly string[]
  readonly #events: readonly TraceEvent[]
  readonly #columnPx: number
  readonly #clock: Clock
  readonly #view: View
  readonly #list = make('div', { class: 'rows', tabindex: '0', role: 'log', 'aria-live': 'off' })
  readonly #space = make('div', { class: 'space' })
  readonly #find = make('input', { type: 'search', placeholder: 'filter', 'aria-label': 'Filter' })
  readonly #server = make('select', { 'aria-label': 'Server' })
  readonly #count = make('span', { class: 'count', role: 'status' })
  /** Places in the events of the lines. */
  #shown: readonly number[] = []
  #lastCursor = -2
  #lastChoice = ''

  constructor(
    lanes: readonly string[],
    events: readonly TraceEvent[],
    { methods, clock, view }: LogParts,
  ) {
    this.#lanes = lanes
    this.#columnPx = Math.min(COLUMN_PX.most, COLUMN_PX.all / lanes.length)
    this.#events = events
    this.#methods = methods
    this.#clock = clock
    this.#view = view
    this.#list.setAttribute('aria-label', 'Events')
    this.#list.append(this.#space)
    this.#server.append(make('option', { value: '' }, 'all servers'))
    for (const lane of lanes) this.#server.append(make('option', { value: lane }, lane))
    const title = make('h2', {}, 'Log')
    const bar = make('div', { class: 'logbar' }, title, this.#find, this.#server, this.#count)
    this.element = make('section', { class: 'log', 'aria-label': 'Log' }, bar, this.#list)
    this.#listen()
    this.update()
  }

  #listen(): void {
    const [clock, view, list] = [this.#clock, this.#view, this.#list]
    this.#find.addEventListener('input', () => this.update())
    this.#server.addEventListener('change', () => {
      view.focus = this.#server.value === '' ? undefined : this.#server.value
      clock.changed()
    })
    list.addEventListener('scroll', () => this.#draw())
    list.addEventListener('pointermove', ({ clientY }) => this.#pointAt(this.#eventAt(clientY)))
    list.addEventListener('pointerleave', () => this.#pointAt(undefined))
    list.addEventListener('click', ({ clientY }) => {
      const event = this.#eventAt(clientY)
      if (event !== undefined) clock.goToEvent(event)
    })
    list.addEventListener('keydown', (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key]
      if (by === undefined) return
      event.preventDefault()
      clock.step(by)
    })
  }

  /** The event of the line at this height of the window. */
  #eventAt(clientY: number): number | undefined {
    const top = this.#space.getBoundingClientRect().top
    return this.#shown[Math.floor((clientY - top) / ROW_PX)]
  }

  #pointAt(event: number | undefined): void {
    if (event === this.#view.pointed) return
    this.#view.pointed = event
    this.#clock.changed()
  }

  /** The clock or the view has changed. */
  update(): void {
    const { focus, hidden } = this.#view
    const choice = JSON.stringify([this.#find.value, focus, [...hidden]])
    if (choice !== this.#lastChoice) this.#filter()
    this.#lastChoice = choice
    if (this.#clock.cursor !== this.#lastCursor) {
      this.#lastCursor = this.#clock.cursor
      const row = lastAtMost(this.#shown, this.#clock.cursor)
      this.#list.scrollTop = Math.max(0, row * ROW_PX - this.#list.clientHeight / 2)
    }
    this.#draw()
  }

  #filter(): void {
    const { focus, hidden } = this.#view
    const choice = { words: this.#find.value, focus, hidden }
    this.#shown = [...this.#events.keys()].filter((at) => {
      return isShown(this.#events[at] as TraceEvent, choice)
    })
    this.#clock.stops = this.#shown
    this.#server.value = focus ?? ''
    const count = this.#shown.length
    this.#count.textContent = `${count.toLocaleString('en-US')} ${count === 1 ? 'event' : 'events'}`
    this.#space.style.height = `${count * ROW_PX}px`
    this.#lastCursor = -2
  }

  #draw(): void {
    const first = Math.max(0, Math.floor(this.#list.scrollTop / ROW_PX) - MARGIN_ROWS)
    const rows = Math.ceil(this.#list.clientHeight / ROW_PX) + 2 * MARGIN_ROWS
    const current = lastAtMost(this.#shown, this.#clock.cursor)
    const lines = this.#shown.slice(first, first + rows).map((event, at) => {
      return this.#makeRow(event, first + at, first + at === current)
    })
    this.#space.replaceChildren(...lines)
  }

  /** Messages have the colour of their arrows. */
  #colourOf(svcMeth: unknown): string {
    if (typeof svcMeth !== 'string') return 'var(--text)'
    return seriesColour(this.#methods.indexOf(svcMeth))
  }

  #makeRow(at: number, row: number, isCurrent: boolean): HTMLElement {
    const { atMs, kind, who, text, svcMeth } = this.#events[at] as TraceEvent
    const words = typeof text === 'string' && text !== '' ? text : kind
    const lane = this.#lanes.indexOf(who)
    const dot = make('i', { class: 'dot' })
    dot.style.marginLeft = `${Math.max(0, lane) * this.#columnPx}px`
    dot.style.background = this.#colourOf(svcMeth)
    const columns = make('span', { class: 'columns' }, dot)
    columns.style.width = `${this.#lanes.length * this.#columnPx + 4}px`
    const line = make(
      'div',
      {
        class: `row ${kind}${isCurrent ? ' current' : ''}`,
        title: words,
      },
      make('span', { class: 'time' }, formatTenths(atMs)),
      columns,
      make('b', {}, who),
      make('span', { class: 'words' }, words.slice(0, 400)),
    )
    line.style.top = `${row * ROW_PX}px`
    if (isCurrent) line.setAttribute('aria-current', 'true')
    return line
  }
}
