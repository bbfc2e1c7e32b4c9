/** The part of the page for clerks: bars, of which key, where it broke, and all of it as text. */
import { type ClerkOperation, type Clerks, underWay } from './clerks.ts'
import { ClerksView, type ClerksViewParts } from './clerks-view.ts'
import { button, make } from './dom.ts'
import type { BrokenPart, PageHistory } from './history.ts'
import { formatCount, formatMs } from './view.ts'

/** Shown of an operation's words. */
const LETTERS_MAX = 160

export class ClerksPanel {
  readonly element: HTMLElement
  readonly #parts: ClerksViewParts
  readonly #view: ClerksView
  readonly #now = make('ul', { class: 'now' })
  #shownNow = ''

  constructor(parts: Omit<ClerksViewParts, 'shown'>, history: PageHistory | undefined) {
    const broken = history?.broken
    const core = parts.clerks.operations.find(({ isCore }) => isCore)
    this.#parts = { ...parts, shown: { key: core?.key } }
    this.#view = new ClerksView(this.#parts)
    const head = make('div', { class: 'panelbar' }, make('h2', {}, 'Clerks'))
    if (parts.clerks.keys.length > 0) head.append(this.#makeKeys())
    head.append(make('span', { class: 'count' }, describeOrders(parts.clerks, history)))
    this.element = make('section', { class: 'panel clerks', 'aria-label': 'Clerks' }, head)
    if (broken !== undefined) this.element.append(this.#makeBroken(broken))
    this.element.append(this.#view.element, this.#now)
  }

  draw(): void {
    this.#view.draw()
    this.#listNow()
  }

  #makeKeys(): HTMLElement {
    const { clerks, shown, clock } = this.#parts
    const select = make('select', { 'aria-label': 'Key' })
    select.append(make('option', { value: '' }, 'all keys'))
    for (const [at, key] of clerks.keys.entries()) {
      select.append(make('option', { value: String(at + 1) }, `key ${quote(key)}`))
    }
    const at = shown.key === undefined ? -1 : clerks.keys.indexOf(shown.key)
    select.value = at < 0 ? '' : String(at + 1)
    select.addEventListener('change', () => {
      shown.key = select.value === '' ? undefined : clerks.keys[Number(select.value) - 1]
      clock.changed()
    })
    return select
  }

  /** Where no order explains what was seen: in words, and each operation a way to it. */
  #makeBroken({ part, kind, text, core, isMinimal, event }: BrokenPart): HTMLElement {
    const { clock } = this.#parts
    const list = make('ol', {})
    for (const { operation, words } of core) {
      const go = button(words.slice(0, LETTERS_MAX), 'Go to this operation', () => {
        clock.goToEvent(operation)
      })
      list.append(make('li', {}, `${this.#clientOf(operation)} `, go))
    }
    const small = isMinimal
      ? 'Without any one of these operations there would be an order:'
      : 'These operations have no order:'
    const where = button('Where it broke', 'Go to the answer that no order explains', () => {
      clock.goToEvent(event)
    })
    return make(
      'div',
      { class: 'broken' },
      make('p', {}, make('b', {}, `Not linearizable: ${part}, ${kind}. `), text),
      make('p', {}, small),
      list,
      where,
    )
  }

  #clientOf(invoke: number): string {
    const found = this.#parts.clerks.operations.find((operation) => operation.invoke === invoke)
    return found?.client ?? ''
  }

  /** The operations under way, of the key that is shown, as text. */
  #listNow(): void {
    const { clerks, clock, shown } = this.#parts
    const isMeant = ({ key }: ClerkOperation): boolean => [undefined, key].includes(shown.key)
    const now = underWay(clerks, clock.atMs).filter(isMeant)
    const listed = now.map(({ invoke }) => invoke).join()
    if (listed === this.#shownNow) return
    this.#shownNow = listed
    const items = now.map((operation) => {
      const go = button(describeOperation(operation), 'Go to its call', () => {
        clock.goToEvent(operation.invoke)
      })
      return make('li', {}, go)
    })
    this.#now.replaceChildren(...items)
  }
}

function describeOperation({ client, words, fromMs, effect, returned }: ClerkOperation): string {
  const shown = words.length > LETTERS_MAX ? `${words.slice(0, LETTERS_MAX)}…` : words
  const place = effect === undefined ? '' : `, ${effect.number} of ${effect.of} on ${effect.part}`
  const end = returned === undefined ? ', never returned' : ''
  return `${client} ${shown} since ${formatMs(fromMs)}${place}${end}`
}

/** What the ticks are. */
function describeOrders({ operations }: Clerks, history: PageHistory | undefined): string {
  const count = `${formatCount(operations.length)} operations`
  if (history === undefined) return count
  const { unsettled, broken } = history
  if (broken !== undefined) return `${count}; ticks: an order that explains all until it broke`
  const rest = unsettled.length === 0 ? '' : `, but not found for ${unsettled.length} keys`
  return `${count}; ticks: an order in which they can have taken effect${rest}`
}

function quote(key: string): string {
  return JSON.stringify(key.length > 24 ? `${key.slice(0, 24)}…` : key)
}
