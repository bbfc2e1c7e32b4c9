/**
 * The logs of a group as a table: a row for each server, a column for each index, at the moment of
 * the clock. Only columns that have room are in the document. An entry that is chosen tells every
 * event that had to do with it.
 */

import type { TraceEvent } from '../sim/trace.ts'
import type { Clock } from './clock.ts'
import { button, make } from './dom.ts'
import { MatrixCell } from './matrix-cell.ts'
import type { MatrixModel } from './matrix-model.ts'
import { makeTouches } from './matrix-touches.ts'
import { describeGroup, type Group, shortName } from './processes.ts'
import type { View } from './view.ts'

const PX = { head: 104, cell: 52 }

export interface MatrixParts {
  readonly matrix: MatrixModel
  readonly events: readonly TraceEvent[]
  readonly clock: Clock
  readonly view: View
}

interface Choice {
  readonly group: Group
  readonly index: number
  readonly server: string
}

export class Matrix {
  readonly element: HTMLElement
  readonly #parts: MatrixParts
  readonly #groups = make('select', { 'aria-label': 'Group' })
  readonly #range = make('span', { class: 'count' })
  readonly #follow = make('input', { type: 'checkbox' })
  readonly #table = make('table', { 'aria-label': 'Logs by index' })
  readonly #box = make('div', { class: 'logs' }, this.#table)
  readonly #touches = make('section', { class: 'touches', 'aria-label': 'The entry', hidden: '' })
  #group: Group
  #first = 1
  #heads: HTMLElement[] = []
  #names: HTMLElement[] = []
  #cells: MatrixCell[][] = []
  #choice: Choice | undefined
  #drawn = ''
  /** Of the table's box, in pixels. */
  #width = 0

  constructor(parts: MatrixParts) {
    this.#parts = parts
    const { groups } = parts.matrix
    this.#group = groups[0] ?? { name: '', servers: [] }
    for (const { name } of groups) {
      this.#groups.append(make('option', { value: name }, describeGroup(name)))
    }
    this.#groups.hidden = groups.length < 2
    this.#follow.checked = true
    const bar = make(
      'div',
      { class: 'logbar' },
      make('h2', {}, 'Logs'),
      this.#groups,
      button('‹', 'Lower indexes', () => this.#page(-1)),
      button('›', 'Higher indexes', () => this.#page(1)),
      this.#range,
      make('label', { title: 'Show the newest entries' }, this.#follow, ' newest'),
    )
    this.element = make(
      'section',
      { class: 'matrix', 'aria-label': 'Logs' },
      ...[bar, this.#box, makeKey(), this.#touches],
    )
    this.#listen()
  }

  /** The clock or the view has changed. */
  update(): void {
    const { matrix, clock } = this.#parts
    const room = Math.max(4, Math.floor((this.#width - PX.head) / PX.cell))
    const drawn = `${clock.cursor} ${room} ${this.#first} ${this.#group.name} ${this.#follow.checked}`
    if (drawn === this.#drawn || this.#width === 0) return
    this.#drawn = drawn
    const last = matrix.lastIndex(this.#group, clock.cursor)
    const columns = Math.min(room, last)
    this.#build(columns)
    const newest = Math.max(1, last - columns + 1)
    this.#first = this.#follow.checked ? newest : Math.min(this.#first, newest)
    const upTo = Math.min(last, this.#first + columns - 1)
    this.#range.textContent =
      last === 0 ? 'no entries yet' : `index ${this.#first} to ${upTo} of ${last}`
    for (const [row, server] of this.#group.servers.entries()) {
      const name = this.#names[row] as HTMLElement
      const words = `applied ${matrix.appliedIndex(server, clock.cursor)}`
      if (name.textContent !== words) name.textContent = words
    }
    for (let at = 0; at < columns; at++) {
      const index = this.#first + at
      const { cells, isDivergent } = matrix.column(this.#group, index, clock.cursor)
      const head = this.#heads[at] as HTMLElement
      if (head.textContent !== String(index)) head.textContent = String(index)
      for (const [row, cell] of cells.entries()) {
        this.#cells[row]?.[at]?.show(index, cell, isDivergent && cell !== undefined)
      }
    }
    this.#markChoice()
  }

  /** A table of so many columns for the group, kept while both stay the same. */
  #build(columns: number): void {
    const { servers } = this.#group
    const isKept = this.#cells.length === servers.length && this.#heads.length === columns
    if (isKept && this.#table.dataset.group === this.#group.name) return
    this.#table.dataset.group = this.#group.name
    this.#heads = Array.from({ length: columns }, () => make('th', { scope: 'col' }))
    this.#names = servers.map(() => make('span', { class: 'count' }))
    this.#cells = servers.map((server) =>
      Array.from({ length: columns }, () => new MatrixCell(server)),
    )
    const rows = servers.map((server, row) => {
      const title = make('b', {}, shortName(server))
      const head = make('th', { scope: 'row' }, title, ' ', this.#names[row] as HTMLElement)
      const cells = (this.#cells[row] as MatrixCell[]).map(({ element }) => element)
      return make('tr', {}, head, ...cells)
    })
    const head = make('tr', {}, make('th', { scope: 'col' }, 'index'), ...this.#heads)
    this.#table.replaceChildren(make('thead', {}, head), make('tbody', {}, ...rows))
  }

  #listen(): void {
    new ResizeObserver(() => {
      this.#width = this.#box.clientWidth
      this.#parts.clock.changed()
    }).observe(this.#box)
    this.#groups.addEventListener('change', () => {
      const { groups } = this.#parts.matrix
      this.#group = groups.find(({ name }) => name === this.#groups.value) ?? this.#group
      this.update()
    })
    this.#follow.addEventListener('change', () => this.update())
    this.#table.addEventListener('click', ({ target }) => {
      for (const cell of this.#cells.flat()) {
        if (target instanceof Node && cell.element.contains(target)) this.#choose(cell)
      }
    })
    this.#table.addEventListener('keydown', (event) => this.#move(event))
  }

  /** Arrows go from entry to entry, and beyond the edge to further columns. */
  #move(event: KeyboardEvent): void {
    const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[
      event.key
    ] as [number, number] | undefined
    const row = this.#cells.findIndex((cells) => cells.some(({ hasFocus }) => hasFocus))
    const at = this.#cells[row]?.findIndex(({ hasFocus }) => hasFocus) ?? -1
    if (by === undefined || at < 0) return
    event.preventDefault()
    event.stopPropagation()
    const isBeyond = this.#cells[row]?.[at + by[1]] === undefined
    if (isBeyond) this.#page(by[1])
    this.#cells[row + by[0]]?.[isBeyond ? at : at + by[1]]?.focus()
  }

  #page(by: number): void {
    const { matrix, clock } = this.#parts
    const columns = this.#heads.length
    const most = Math.max(1, matrix.lastIndex(this.#group, clock.cursor) - columns + 1)
    this.#follow.checked = false
    this.#first = Math.min(most, Math.max(1, this.#first + by * (columns - 1)))
    this.update()
  }

  #choose({ index, server, isEmpty }: MatrixCell): void {
    const isSame = this.#choice?.index === index && this.#choice.server === server
    this.#choice = isSame || isEmpty ? undefined : { group: this.#group, index, server }
    this.#touches.hidden = this.#choice === undefined
    if (this.#choice !== undefined) {
      this.#touches.replaceChildren(...makeTouches(this.#parts, this.#choice))
    }
    this.#markChoice()
  }

  #markChoice(): void {
    for (const cell of this.#cells.flat()) {
      cell.mark(cell.index === this.#choice?.index && cell.server === this.#choice.server)
    }
  }
}

/** What the looks of an entry mean. */
function makeKey(): HTMLElement {
  const looks = [
    ['saved', 'saved'],
    ['told', 'taken by start() or applied, not seen in a save'],
    ['saved committed', 'applied somewhere'],
    ['saved applied committed', 'applied here'],
    ['snapshot', 'in a snapshot'],
    ['saved divergent', 'servers differ'],
  ] as const
  const entries = looks.map(([look, words]) => {
    return make('span', {}, make('i', { class: `entry ${look}` }), words)
  })
  const note = make('span', { class: 'mark' }, 'What a save holds is inferred by its shape.')
  return make('div', { class: 'legend key' }, ...entries, note)
}
