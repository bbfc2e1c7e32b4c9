/**
 * The bar that stays in sight: the clock's controls, and a way to each part that the page has. What
 * is below the edge of the window would else be thought to be missing.
 */
import { make } from './dom.ts'

/** Parts in the order in which they stand, each with what its way is called. */
const PARTS = [
  ['.why', 'What led to it'],
  ['.picture', 'Diagram'],
  ['.ring', 'Servers'],
  ['.log', 'Log'],
  ['.matrix', 'Logs'],
  ['.clerks', 'Clerks'],
  ['.shards', 'Shards'],
] as const

/** Left free between the bar and the part. */
const AIR_PX = 6

/** One column, as in layout.css. */
export function isNarrow(): boolean {
  return window.matchMedia('(max-width: 820px)').matches
}

/** The parts are looked for in these. */
export function makeParts(controls: HTMLElement, within: readonly HTMLElement[]): HTMLElement {
  const nav = make('nav', { class: 'parts', 'aria-label': 'Parts of this page' })
  const bar = make('div', { class: 'bar' }, controls, nav)
  for (const [selector, name] of PARTS) {
    const part = within.map((one) => find(one, selector)).find((found) => found !== undefined)
    if (part === undefined) continue
    // A `details` that may have the focus keeps what is in it from the key Tab.
    const target = part instanceof HTMLDetailsElement ? part.querySelector('summary') : part
    if (target === part) part.tabIndex = -1
    const way = make('button', { type: 'button', title: `Show ${name}` }, name)
    way.addEventListener('click', () => {
      show(part, bar)
      target?.focus({ preventScroll: true })
    })
    nav.append(way)
  }
  // What sticks below the bar must know how high it is.
  new ResizeObserver(() => {
    document.documentElement.style.setProperty('--bar', `${bar.offsetHeight}px`)
  }).observe(bar)
  return bar
}

function find(root: HTMLElement, selector: string): HTMLElement | undefined {
  if (root.matches(selector)) return root
  return root.querySelector<HTMLElement>(selector) ?? undefined
}

function show(part: HTMLElement, bar: HTMLElement): void {
  if (part instanceof HTMLDetailsElement) part.open = true
  // What sticks beside the diagram is in sight as soon as the diagram is.
  const side = part.closest<HTMLElement>('.side')
  const isStuck = side !== null && getComputedStyle(side).position === 'sticky'
  const { top } = (isStuck ? side : part).getBoundingClientRect()
  const by = top - bar.offsetHeight - AIR_PX
  if (!isStuck || by > 0) window.scrollBy({ top: by })
}
