/** Why a run failed: the moments that led to it, each a link, the last one that has come marked. */
import type { Clock } from './clock.ts'
import { make } from './dom.ts'
import { type Follow, momentLink } from './moment-link.ts'
import type { PageRun } from './run.ts'
import { countFirst } from './scale.ts'
import { formatMs, formatTenths } from './view.ts'

/** Undefined where there is none to tell. */
export function makeStoryList(
  { story = [], when }: PageRun,
  clock: Clock,
  follow: Follow,
): HTMLElement | undefined {
  if (story.length === 0) return undefined
  const lines = story.map(({ atMs, event, text }) => {
    const link = momentLink(text, `Go to ${formatMs(atMs)}`, { atMs, event }, follow)
    return make('li', {}, make('b', {}, formatTenths(atMs)), link)
  })
  const list = make('ol', { 'aria-label': 'What led to it', tabindex: '0' }, ...lines)
  let marked: HTMLElement | undefined
  clock.onChange(() => {
    const place = countFirst(story, ({ event }) => event <= clock.cursor) - 1
    const line = lines[place]
    if (line === marked) return
    marked?.removeAttribute('aria-current')
    line?.setAttribute('aria-current', 'step')
    marked = line
    if (line !== undefined) list.scrollTop = line.offsetTop - list.clientHeight / 2
  })
  const title = make('summary', {}, 'What led to it')
  const told = when === undefined ? [] : [foldLines(when.words)]
  return make('details', { class: 'why', open: '' }, title, list, ...told)
}

/** The first line, and the others behind it when they are asked for. */
function foldLines([first = '', ...more]: readonly string[]): HTMLElement {
  const lines = more.map((line) => make('p', {}, line))
  return make('details', { class: 'others' }, make('summary', {}, first), ...lines)
}
