/**
 * The log beside the picture, in step with the clock. A line for each event, with a dot in the
 * column of its server. Only lines that are in sight are in the document, so its length is free.
 */
import type { TraceEvent } from '../sim/trace.ts'
import type { Clock } from './clock.ts'
import { seriesColour } from './colours.ts'
import { make } from './dom.ts'
import type { Emphasis } from './emphasis.ts'
import { describeCount, isShown } from './log-filter.ts'
import { LogRow } from './log-row.ts'
import { shortWords, wholeWords } from './row-words.ts'
import type { Saves } from './save-words.ts'
import { lastAtMost } from './scale.ts'
import type { View } from './view.ts'

const ROW_PX = 22
const MARGIN_ROWS = 10
/** Of a dot's column, and of all of them: many servers stand closer. */
const COLUMN_PX = { most: 8, all: 56 }

export interface LogParts {
  readonly methods: readonly string[]
  readonly clock: Clock
  readonly view: View
  readonly emphasis: Emphasis
  readonly saves: Saves
}

export class LogView {
  readonly element: HTMLElement
  readonly #lanes: readonly string[]
  readonly #methods: readonly string[]
  readonly #events: readonly TraceEvent[]
  readonly #columnPx: number
  readonly #clock: Clock
  readonly #view: View
  readonly #emphasis: Emphasis
  readonly #saves: Saves
  readonly #list = make('div', { class: 'rows', tabindex: '0', role: 'log', 'aria-live': 'off' })
  readonly #space = make('div', { class: 'space' })
  readonly #find = make('input', { type: 'search', placeholder: 'filter', 'aria-label': 'Filter' })
  readonly #server = make('select', { 'aria-label': 'Server' })
  readonly #count = make('span', { class: 'count', role: 'status' })
  /** Places in the events of the lines. */
  #shown: readonly number[] = []
  #lastCursor = -2
  #lastChoice = ''
  #drawn = ''
  /** The lines in the document, the first of them at this place among all. */
  readonly #rows: LogRow[] = []
  #first = 0
  /** Of the list, in pixels. */
  #height = 0
  /** The line of the present event is told whole: how much higher it is than the others. */
  #current = -1
  #extraPx = 0

  constructor(
    lanes: readonly string[],
    events: readonly TraceEvent[],
    { methods, clock, view, emphasis, saves }: LogParts,
  ) {
    this.#lanes = lanes
    this.#columnPx = Math.min(COLUMN_PX.most, COLUMN_PX.all / lanes.length)
    this.#events = events
    this.#methods = methods
    this.#clock = clock
    this.#view = view
    this.#emphasis = emphasis
    this.#saves = saves
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
    this.#find.addEventListener('input', () => {
      view.words = this.#find.value
      clock.changed()
    })
    new ResizeObserver(() => {
      this.#height = list.clientHeight
      this.#lastCursor = -2
      this.#drawn = ''
      clock.changed()
    }).observe(list)
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
    const y = clientY - top
    const own = (this.#current + 1) * ROW_PX
    if (y < own) return this.#shown[Math.floor(y / ROW_PX)]
    return this.#shown[Math.max(this.#current, Math.floor((y - this.#extraPx) / ROW_PX))]
  }

  #pointAt(event: number | undefined): void {
    if (event === this.#view.pointed) return
    this.#view.pointed = event
    this.#clock.changed()
  }

  /** The clock or the view has changed. */
  update(): void {
    const { words, focus, hidden, isOnlyPast } = this.#view
    const choice = JSON.stringify([words, focus, [...hidden], isOnlyPast])
    if (choice !== this.#lastChoice) this.#filter()
    this.#lastChoice = choice
    if (this.#clock.cursor !== this.#lastCursor) {
      this.#lastCursor = this.#clock.cursor
      const row = lastAtMost(this.#shown, this.#clock.cursor)
      this.#list.scrollTop = Math.max(0, row * ROW_PX - this.#height / 2)
    }
    this.#draw()
  }

  #filter(): void {
    const { words, focus, hidden, isOnlyPast } = this.#view
    const choice = { words, focus, hidden }
    this.#shown = [...this.#events.keys()].filter((at) => {
      return isShown(this.#events[at] as TraceEvent, choice)
    })
    this.#clock.stops = this.#shown
    this.#server.value = focus ?? ''
    const count = this.#shown.length
    const led = isOnlyPast
      ? this.#shown.filter((at) => !this.#emphasis.isFaint(at)).length
      : undefined
    this.#count.textContent = describeCount(count, led)
    if (this.#find.value.trim() !== words.trim()) this.#find.value = words
    this.#lastCursor = -2
  }

  /** Lines that stay in sight are kept; nothing is touched when nothing has changed. */
  #draw(): void {
    const current = lastAtMost(this.#shown, this.#clock.cursor)
    const room = Math.ceil(this.#height / ROW_PX) + 2 * MARGIN_ROWS
    const count = Math.min(room, this.#shown.length)
    const top = Math.floor(this.#list.scrollTop / ROW_PX) - MARGIN_ROWS
    const first = Math.max(0, Math.min(top, this.#shown.length - count))
    const { isPlaying } = this.#clock
    const drawn = `${this.#lastChoice} ${first} ${count} ${current} ${isPlaying}`
    if (drawn === this.#drawn) return
    this.#drawn = drawn
    this.#turn(first - this.#first, count)
    this.#first = first
    this.#current = current
    const own = this.#rows[current - first]
    if (own !== undefined) {
      this.#show(own, current)
      this.#extraPx = isPlaying ? 0 : Math.max(0, own.element.offsetHeight - ROW_PX)
    }
    this.#space.style.height = `${this.#shown.length * ROW_PX + this.#extraPx}px`
    for (const [at, row] of this.#rows.entries()) if (row !== own) this.#show(row, first + at)
  }

  #show(row: LogRow, at: number): void {
    const place = this.#shown[at] as number
    const event = this.#events[place] as TraceEvent
    const isCurrent = at === this.#current
    // While it plays lines would jump.
    const isWhole = isCurrent && !this.#clock.isPlaying
    const isTold = isWhole && event.kind !== 'save'
    row.show(event, {
      top: at * ROW_PX + (at > this.#current ? this.#extraPx : 0),
      lane: this.#lanes.indexOf(event.who),
      lanes: this.#lanes.length,
      columnPx: this.#columnPx,
      colour: this.#colourOf(event.svcMeth),
      isCurrent,
      isFaint: this.#emphasis.isFaint(place),
      words: isTold ? wholeWords(event) : shortWords(event, place, this.#saves),
      isWhole,
    })
  }

  /** So many lines there are; those that scroll out at one end go to the other. */
  #turn(by: number, count: number): void {
    const rows = this.#rows
    while (rows.length > count) rows.pop()?.element.remove()
    while (rows.length < count) {
      const row = new LogRow()
      rows.push(row)
      this.#space.append(row.element)
    }
    if (Math.abs(by) >= count) return
    const moved = by > 0 ? rows.splice(0, by) : rows.splice(count + by)
    if (by > 0) rows.push(...moved)
    else rows.unshift(...moved)
    const elements = moved.map(({ element }) => element)
    if (by > 0) this.#space.append(...elements)
    else this.#space.prepend(...elements)
  }

  /** Messages have the colour of their arrows. */
  #colourOf(svcMeth: unknown): string {
    if (typeof svcMeth !== 'string') return 'var(--text)'
    return seriesColour(this.#methods.indexOf(svcMeth))
  }
}
