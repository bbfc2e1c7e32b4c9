/** One entry in the table of logs; touched only when its looks change. */
import { seriesColour } from './colours.ts'
import { make } from './dom.ts'
import { type CellNow, describeHeld, tellingPart } from './matrix-model.ts'

export class MatrixCell {
  readonly element: HTMLTableCellElement
  readonly server: string
  index = 0
  isEmpty = true
  readonly #button = make('button', { type: 'button' })
  #shown = ''

  constructor(server: string) {
    this.server = server
    this.element = make('td', {}, this.#button)
  }

  get hasFocus(): boolean {
    return document.activeElement === this.#button
  }

  focus(): void {
    this.#button.focus()
  }

  show(index: number, cell: CellNow | undefined, isDivergent: boolean): void {
    const looks = cell === undefined ? '' : looksOf(cell, isDivergent)
    const shown = `${index} ${looks} ${cell?.term} ${cell?.command}`
    if (shown === this.#shown) return
    this.#shown = shown
    this.index = index
    this.isEmpty = cell === undefined
    this.#button.hidden = cell === undefined
    this.#button.className = `entry ${looks}`
    this.#button.style.setProperty('--term', seriesColour(cell?.term ?? 0))
    const term = make('small', {}, cell?.term === undefined ? '' : `t${cell.term}`)
    this.#button.replaceChildren(term, ' ', tellingPart(cell?.command ?? ''))
    const words = `${this.server}, index ${index}: ${describe(cell, isDivergent)}`
    // What is seen is part of the name, for those who speak to their browser.
    this.#button.setAttribute('aria-label', `${this.#button.textContent}, ${words}`)
    this.#button.title = words
  }

  mark(isChosen: boolean): void {
    if (this.#button.getAttribute('aria-pressed') === String(isChosen)) return
    this.#button.setAttribute('aria-pressed', String(isChosen))
  }
}

function looksOf({ state, term, isApplied, isCommitted }: CellNow, isDivergent: boolean): string {
  return [
    state,
    ...(term === undefined ? ['unknown'] : []),
    ...(isApplied ? ['applied'] : []),
    ...(isCommitted ? ['committed'] : []),
    ...(isDivergent ? ['divergent'] : []),
  ].join(' ')
}

function describe(cell: CellNow | undefined, isDivergent: boolean): string {
  if (cell === undefined) return 'nothing'
  const { state, isApplied, isCommitted } = cell
  const held = describeHeld(cell)
  return [
    ...(held === '' ? [] : [held]),
    state === 'snapshot' ? 'in a snapshot' : state === 'saved' ? 'saved' : 'not seen in a save',
    isApplied ? 'applied' : isCommitted ? 'applied by another server' : 'not applied anywhere',
    ...(isDivergent ? ['servers differ here'] : []),
  ].join(', ')
}
