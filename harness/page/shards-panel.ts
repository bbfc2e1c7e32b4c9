/** The part of the page for lab 4: who holds which shard, and the configurations as a table. */
import { seriesColour } from './colours.ts'
import { button, make } from './dom.ts'
import { type Configuration, ownersAt } from './shards.ts'
import { ShardsView, type ShardsViewParts } from './shards-view.ts'
import { formatMs } from './view.ts'

export class ShardsPanel {
  readonly element: HTMLElement
  readonly #parts: ShardsViewParts
  readonly #view: ShardsView | undefined
  readonly #now = make('p', { class: 'owners' })
  readonly #list = make('div', { class: 'configs', tabindex: '0' })
  readonly #rows: readonly HTMLTableRowElement[]
  #current = -2

  constructor(parts: ShardsViewParts) {
    const { shards } = parts
    this.#parts = parts
    this.#view = shards.holdings.length === 0 ? undefined : new ShardsView(parts)
    this.#rows = shards.configurations.map((one) => this.#makeRow(one))
    const head = [
      'number',
      'first seen',
      ...Array.from({ length: shards.count }, (_, at) => `${at}`),
    ]
    const hasBalance = shards.configurations.some(({ balance }) => balance !== undefined)
    const cells = [...head, hasBalance ? 'shards per group' : ''].map((text) =>
      make('th', { scope: 'col' }, text),
    )
    const table = make(
      'table',
      { 'aria-label': 'Configurations: the group of each shard' },
      make('thead', {}, make('tr', {}, ...cells)),
      make('tbody', {}, ...this.#rows),
    )
    this.#list.append(table)
    this.element = make(
      'section',
      { class: 'panel shards', 'aria-label': 'Shards' },
      make('div', { class: 'panelbar' }, make('h2', {}, 'Shards'), describe(parts)),
      ...(this.#view === undefined ? [] : [this.#view.element, this.#now]),
      this.#list,
    )
  }

  draw(): void {
    this.#view?.draw()
    const { shards, clock } = this.#parts
    if (this.#view !== undefined) {
      const owners = Array.from({ length: shards.count }, (_, shard) => {
        const held = ownersAt(shards.holdings, shard, clock.atMs)
        return `${shard}: ${held.length === 0 ? 'nobody' : held.map((gid) => `G${gid}`).join(' and ')}`
      })
      const words = `Now ${owners.join(', ')}`
      if (this.#now.textContent !== words) this.#now.textContent = words
    }
    this.#markCurrent()
  }

  /** The newest that has been seen. */
  #markCurrent(): void {
    const { shards, clock } = this.#parts
    const current = shards.configurations.findLastIndex(({ atMs }) => atMs <= clock.atMs)
    if (current === this.#current) return
    this.#rows[this.#current]?.removeAttribute('aria-current')
    const row = this.#rows[current]
    row?.setAttribute('aria-current', 'true')
    // Not into view: that would move the page too.
    this.#list.scrollTop = (row?.offsetTop ?? 0) - this.#list.clientHeight / 2
    this.#current = current
  }

  #makeRow({ num, shards, atMs, event, isOther, balance }: Configuration): HTMLTableRowElement {
    const { clock, shards: all } = this.#parts
    const when = button(formatMs(atMs), 'Go to where it was first seen', () =>
      clock.goToEvent(event),
    )
    const cells = shards.map((gid) => {
      const cell = make('td', { class: 'shard' }, gid === 0 ? '–' : String(gid))
      if (gid !== 0) cell.style.borderBottomColor = seriesColour(all.gids.indexOf(gid))
      return cell
    })
    const words = [
      ...(isOther ? [`another configuration ${num}`] : []),
      ...(balance === undefined ? [] : [`${balance.fewest} to ${balance.most}`]),
    ]
    const isUneven = balance !== undefined && balance.most > balance.fewest + 1
    const last = make('td', isOther || isUneven ? { class: 'failed' } : {}, words.join(', '))
    const first = make('th', { scope: 'row' }, String(num))
    return make('tr', {}, first, make('td', {}, when), ...cells, last)
  }
}

function describe({ shards }: ShardsViewParts): HTMLElement {
  const { configurations, holdings, troubles, served } = shards
  const two = troubles.filter(({ owners }) => owners.length > 1).length
  const words = [
    `${configurations.length} configurations`,
    ...(holdings.length === 0 ? [] : [`${two} times a shard had two owners`]),
    ...(served.length === 0 ? [] : ['dots: operations, in the colour of the group that answered']),
  ]
  return make('span', { class: 'count' }, words.join('; '))
}
