/** What went wrong, the rule and the command that shows it again, on top of the page. */
import type { Clock } from './clock.ts'
import { make } from './dom.ts'
import { membersOf } from './failing.ts'
import { type Follow, momentLink } from './moment-link.ts'
import { findMoments, type Moment } from './moments.ts'
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
  const list = make('div', { class: 'lines' })
  for (const { kind, label, text } of run.lines) {
    if (TERMINAL_ONLY.test(label ?? '')) continue
    if (kind !== 'field') {
      const moments = findMoments(text, members, run.events)
      list.append(make('p', { class: kind }, ...withMoments(text, moments, follow)))
    } else {
      const isCommand = label === 'again' || label === 'try'
      const value = make(isCommand ? 'code' : 'span', {}, text)
      list.append(make('p', { class: 'field' }, make('b', {}, label ?? ''), value))
    }
  }
  const why = makeStoryList(run, clock, follow)
  return make('header', {}, name, about, list, ...(why === undefined ? [] : [why]))
}
