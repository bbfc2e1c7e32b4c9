/**
 * Why a run failed: the moments that led to it, each a link, the last one that has come marked. It
 * is met at its beginning; a button shows all of it, and so does a pull at its corner.
 */
import type { Clock } from './clock.ts'
import { make } from './dom.ts'
import { type Follow, momentLink } from './moment-link.ts'
import type { PageRun, PageSentence } from './run.ts'
import { countFirst } from './scale.ts'
import { piecesOf } from './story-words.ts'
import { formatMs, formatTenths } from './view.ts'

/** A story of so few moments is shown whole at once. */
const SHORT = 6

/** Undefined where there is none to tell. */
export function makeStoryList(
  { story = [], when }: PageRun,
  clock: Clock,
  follow: Follow,
): HTMLElement | undefined {
  if (story.length === 0) return undefined
  const lines = story.map((sentence) => makeLine(sentence, follow))
  const list = make('ol', { 'aria-label': 'What led to it', tabindex: '0' }, ...lines)
  let marked: HTMLElement | undefined
  let hasMoved = false
  clock.onChange(() => {
    const place = countFirst(story, ({ event }) => event <= clock.cursor) - 1
    const line = lines[place]
    if (line === marked) return
    marked?.removeAttribute('aria-current')
    line?.setAttribute('aria-current', 'step')
    marked = line
    // The page opens at the failure, and who begins to read begins with the first.
    if (line !== undefined && hasMoved) reveal(list, line)
    hasMoved = true
  })
  const title = make('summary', {}, make('h2', {}, 'What led to it'))
  const told = when === undefined ? [] : [foldLines(when.words)]
  const all = story.length > SHORT ? [makeAll(list, story.length)] : []
  return make('details', { class: 'why', open: '' }, title, list, ...all, ...told)
}

/** The whole of what was made short stands in the title, and with the event. */
function makeLine({ atMs, event, text }: PageSentence, follow: Follow): HTMLElement {
  const pieces = piecesOf(text).map(({ look, text: words }) => {
    return look === 'plain' ? words : make('span', { class: look }, words)
  })
  const link = momentLink('', `${formatMs(atMs)}: ${text}`, { atMs, event }, follow)
  link.append(...pieces)
  return make('li', {}, make('b', {}, formatTenths(atMs)), link)
}

/** No further than needed: a line that was clicked stays under the pointer. */
function reveal(list: HTMLElement, { offsetTop, offsetHeight }: HTMLElement): void {
  const { scrollTop, clientHeight } = list
  const lowest = offsetTop + offsetHeight - clientHeight
  if (offsetTop < scrollTop) list.scrollTop = offsetTop
  else if (lowest > scrollTop) list.scrollTop = lowest
}

function makeAll(list: HTMLElement, count: number): HTMLElement {
  const words = `Show all ${count} moments`
  const all = make('button', { type: 'button', class: 'all', 'aria-expanded': 'false' }, words)
  all.addEventListener('click', () => {
    // What was pulled by hand is let go.
    list.style.removeProperty('height')
    const isWhole = list.classList.toggle('whole')
    all.setAttribute('aria-expanded', String(isWhole))
    all.textContent = isWhole ? 'Show fewer' : words
  })
  list.classList.add('long')
  return all
}

/** The first line, and the others behind it when they are asked for. */
function foldLines([first = '', ...more]: readonly string[]): HTMLElement {
  const lines = more.map((line) => make('p', {}, line))
  return make('details', { class: 'others' }, make('summary', {}, first), ...lines)
}
