/** What colours and signs mean; a method's entry hides it and shows it again. */
import type { Clock } from './clock.ts'
import { seriesColour } from './colours.ts'
import { make } from './dom.ts'
import { MARKS } from './marks.ts'
import { shortMethod, type View } from './view.ts'

/** What else is drawn. */
const SIGNS = [
  { sign: '○', words: 'started again' },
  { sign: '✕', words: 'crashed' },
  { sign: '⇢', words: 'lost' },
  { sign: '▨', words: 'cut off' },
]

/** Steps everything back that did not lead to the failure. */
export function makePastSwitch(clock: Clock, view: View): HTMLElement {
  const words = 'Only what led to the failure'
  const title = 'What its events can have known of: their servers, what these received, their saves'
  const entry = make('button', { type: 'button', 'aria-pressed': 'false', title }, words)
  entry.classList.add('past')
  entry.addEventListener('click', () => {
    view.isOnlyPast = !view.isOnlyPast
    entry.setAttribute('aria-pressed', String(view.isOnlyPast))
    clock.changed()
  })
  return entry
}

export function makeLegend(methods: readonly string[], clock: Clock, view: View): HTMLElement {
  const legend = make('div', { class: 'legend' })
  for (const [at, method] of methods.entries()) {
    const swatch = make('i', { class: 'swatch' })
    swatch.style.background = seriesColour(at)
    const entry = make(
      'button',
      { type: 'button', 'aria-pressed': 'true', title: `Show or hide ${method}` },
      swatch,
      methods.filter((other) => shortMethod(other) === shortMethod(method)).length > 1
        ? method
        : shortMethod(method),
    )
    entry.addEventListener('click', () => {
      const isHidden = !view.hidden.delete(method)
      if (isHidden) view.hidden.add(method)
      entry.setAttribute('aria-pressed', String(!isHidden))
      clock.changed()
    })
    legend.append(entry)
  }
  return legend
}

/** Below the diagram, so that more of it is in sight. */
export function makeSigns(hasFailing: boolean): HTMLElement {
  const legend = make('div', { class: 'legend' })
  for (const { sign, words } of [...MARKS.values(), ...SIGNS]) {
    legend.append(make('span', { class: 'mark' }, make('b', {}, sign), words))
  }
  if (hasFailing) {
    const circle = make('i', { class: 'circle' })
    legend.append(make('span', { class: 'mark' }, circle, 'named by the failure'))
  }
  return legend
}
