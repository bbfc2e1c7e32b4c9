/** One line of the log. One that leaves the sight comes back as another: cheaper than a new one. */
import type { TraceEvent } from '../sim/trace.ts'
import { make } from './dom.ts'
import { formatTenths } from './view.ts'

export interface RowLooks {
  readonly top: number
  readonly lane: number
  readonly lanes: number
  /** Between two columns of dots. */
  readonly columnPx: number
  readonly colour: string
  readonly isCurrent: boolean
  readonly isFaint: boolean
  /** The words that have room, or all of them, and the line is as high as they are. */
  readonly words: string
  readonly isWhole: boolean
}

export class LogRow {
  readonly element: HTMLElement
  readonly #time = make('span', { class: 'time' })
  readonly #dot = make('i', { class: 'dot' })
  readonly #columns = make('span', { class: 'columns' }, this.#dot)
  readonly #who = make('b')
  readonly #words = make('span', { class: 'words' })
  #shown = ''
  #top = -1

  constructor() {
    const parts = [this.#time, this.#columns, this.#who, this.#words]
    this.element = make('div', { class: 'row' }, ...parts)
  }

  show(event: TraceEvent, looks: RowLooks): void {
    const { top, lane, lanes, columnPx, colour, isCurrent, isFaint, isWhole, words } = looks
    const { atMs, kind, who } = event
    const { element } = this
    if (this.#top !== top) element.style.top = `${top}px`
    this.#top = top
    const marks = [isCurrent && 'current', isWhole && 'whole', isFaint && 'faint'].filter(Boolean)
    const name = ['row', kind, ...marks].join(' ')
    if (element.className !== name) element.className = name
    if (isCurrent) element.setAttribute('aria-current', 'true')
    else element.removeAttribute('aria-current')
    const shown = `${atMs} ${who} ${words}`
    if (this.#shown === shown) return
    this.#shown = shown
    element.title = words
    this.#time.textContent = formatTenths(atMs)
    this.#who.textContent = who
    this.#words.textContent = words
    this.#dot.style.marginLeft = `${Math.max(0, lane) * columnPx}px`
    this.#dot.style.background = colour
    this.#columns.style.width = `${lanes * columnPx + 4}px`
  }
}
