/**
 * The log beside the picture, in step with the clock. A line for each event, with a dot in the
 * column of its server. Only lines that are in sight are in the document, so its length is free.
 */
import type { TraceEvent } from '../sim/trace.ts'
import type { Clock } from './clock.ts'
import { seriesColour } from './colours.ts'
import { make } from './dom.ts'
import { lastAtMost } from './scale.ts'
import type { View } from './view.ts'

const ROW_PX = 22
const MARGIN_ROWS = 10
/** Kinds that the picture shows and a reader of words seldom wants. */
const UNTOLD = new Set(['timer-set', 'timer-cleared', 'link'])

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
  readonly #clock: Clock
  readonly #view: View
  readonly #list = make('div', { class: 'rows', tabindex: '0', role: 'log', 'aria-live': 'off' })
  readonly #space = make('div', { class: 'space' })
  readonly #find = make('input', { type: 'search', placeholder: 'filter', 'aria-label': 'Filter' })
  readonly #count = make('span', { class: 'count' })
  /** Places in the events of the lines. */
  #shown: readonly number[] = []
  #lastCursor = -2

  constructor(
    lanes: readonly string[],
    events: readonly TraceEvent[],
    { methods, clock, view }: LogParts,
  ) {
    this.#lanes = lanes
    this.#events = events
    this.#methods = methods
    this.#clock = clock
    this.#view = view
    this.#list.setAttribute('aria-label', 'Events')
    this.#list.append(this.#space)
    const bar = make('div', { class: 'logbar' }, make('h2', {}, 'Log'), this.#find, this.#count)
    this.element = make('section', { class: 'log', 'aria-label': 'Log' }, bar, this.#list)
    this.#find.addEventListener('input', () => this.#filter())
    this.#list.addEventListener('scroll', () => this.#draw())
    this.#filter()
  }

  /** The clock or the view has changed. */
  update(): void {
    if (this.#clock.cursor !== this.#lastCursor) {
      this.#lastCursor = this.#clock.cursor
      const row = lastAtMost(this.#shown, this.#clock.cursor)
      this.#list.scrollTop = Math.max(0, row * ROW_PX - this.#list.clientHeight / 2)
    }
    this.#draw()
  }

  #filter(): void {
    const wanted = this.#find.value.toLowerCase()
    this.#shown = [...this.#events.keys()].filter((at) => {
      const { kind, who, text, svcMeth } = this.#events[at] as TraceEvent
      if (UNTOLD.has(kind)) return kind === wanted
      return wanted === '' || `${kind} ${who} ${svcMeth} ${text}`.toLowerCase().includes(wanted)
    })
    this.#count.textContent = `${this.#shown.length.toLocaleString('en-US')} events`
    this.#space.style.height = `${this.#shown.length * ROW_PX}px`
    this.#lastCursor = -2
    this.update()
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
    dot.style.marginLeft = `${Math.max(0, lane) * 9}px`
    dot.style.background = this.#colourOf(svcMeth)
    const columns = make('span', { class: 'columns' }, dot)
    columns.style.width = `${this.#lanes.length * 9 + 4}px`
    const isFaint = this.#view.focus !== undefined && this.#view.focus !== who
    const line = make(
      'div',
      {
        class: `row ${kind}${isCurrent ? ' current' : ''}${isFaint ? ' faint' : ''}`,
        title: words,
      },
      make('span', { class: 'time' }, atMs.toFixed(1)),
      columns,
      make('b', {}, who),
      make('span', { class: 'words' }, words.slice(0, 400)),
    )
    line.style.top = `${row * ROW_PX}px`
    if (isCurrent) line.setAttribute('aria-current', 'true')
    line.addEventListener('click', () => this.#clock.goToEvent(at))
    line.addEventListener('mouseenter', () => {
      this.#view.pointed = at
      this.#clock.changed()
    })
    return line
  }
}
