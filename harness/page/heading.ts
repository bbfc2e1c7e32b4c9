/** What went wrong, the rule and the command that shows it again, on top of the page. */
import type { Clock } from './clock.ts'
import { make } from './dom.ts'
import { membersOf } from './failing.ts'
import { headingMoments } from './heading-moments.ts'
import { type Follow, momentLink } from './moment-link.ts'
import type { Moment } from './moments.ts'
import { isNarrow } from './parts.ts'
import type { PageRun } from './run.ts'
import { makeStoryList } from './story-list.ts'

/** Moments in a text lead there. */
function withMoments(
  text: string,
  moments: readonly Moment[],
  follow: Follow,
): readonly (Node | string)[] {
  const parts: (Node | string)[] = []
  let end = 0
  for (const { index, digits, ...target } of moments) {
    parts.push(text.slice(end, index), momentLink(digits, 'Go to this moment', target, follow))
    end = index + digits.length
  }
  return [...parts, text.slice(end)]
}

/** Of a failure's text; the others are a click away, so that story and diagram are in sight. */
const LINES_MAX = { wide: 5, narrow: 1 }
/** What the terminal shows, this page shows too. */
const TERMINAL_ONLY = /^(?:look|why)$/

export function makeHeading(run: PageRun, clock: Clock, follow: Follow): HTMLElement {
  const verdict = make(
    'span',
    { class: run.ok ? 'passed' : 'failed' },
    run.ok ? 'passed' : 'failed',
  )
  const name = make('h1', {}, `${run.test} `, verdict)
  const about = make('p', { class: 'about' }, `${run.title}, seed ${run.seed}`)
  const members = membersOf(run.servers, run.events)
  const lines: HTMLElement[] = []
  const fields: HTMLElement[] = []
  for (const { kind, label, text } of run.lines) {
    if (TERMINAL_ONLY.test(label ?? '')) continue
    if (kind !== 'field') {
      const moments = headingMoments(text, members, run.events)
      lines.push(make('p', { class: kind }, ...withMoments(text, moments, follow)))
    } else {
      const isCommand = label === 'again' || label === 'try'
      const value = make(isCommand ? 'code' : 'span', {}, text)
      fields.push(make('p', { class: 'field' }, make('b', {}, label ?? ''), value))
    }
  }
  const facts = make('div', { class: 'fields' }, ...fields)
  const list = make('div', { class: 'lines' }, ...foldDetails(lines), facts)
  const why = makeStoryList(run, clock, follow)
  return make('header', {}, name, about, list, ...(why === undefined ? [] : [why]))
}

/** One line more than fit is no reason to hide any. */
function foldDetails(lines: readonly HTMLElement[]): readonly HTMLElement[] {
  const most = LINES_MAX[isNarrow() ? 'narrow' : 'wide']
  if (lines.length <= most + 2) return lines
  const rest = lines.slice(most)
  const title = make('summary', {}, `${rest.length} more lines`)
  return [...lines.slice(0, most), make('details', {}, title, ...rest)]
}
