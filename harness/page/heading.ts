/** What went wrong, the rule and the command that shows it again, on top of the page. */
import { make } from './dom.ts'
import type { PageRun } from './run.ts'

/** Moments in a text lead there. They are written without fractions: just before the next one. */
function withMoments(text: string): readonly (Node | string)[] {
  return text.split(/(?<=\bat )([\d,]+)(?= (?:virtual )?ms\b)/).map((part, at) => {
    if (at % 2 === 0) return part
    const lastMs = Number(part.replaceAll(',', '')) + 0.999
    return make('a', { href: `#t=${lastMs}`, title: 'Go to this moment' }, part)
  })
}

export function makeHeading(run: PageRun): HTMLElement {
  const verdict = make(
    'span',
    { class: run.ok ? 'passed' : 'failed' },
    run.ok ? 'passed' : 'failed',
  )
  const name = make('h1', {}, `${run.test} `, verdict)
  const about = make('p', { class: 'about' }, `${run.title}, seed ${run.seed}`)
  const list = make('div', { class: 'lines' })
  for (const { kind, label, text } of run.lines) {
    if (kind !== 'field') list.append(make('p', { class: kind }, ...withMoments(text)))
    else {
      const isCommand = label === 'again' || label === 'look' || label === 'try'
      const value = make(isCommand ? 'code' : 'span', {}, text)
      list.append(make('p', { class: 'field' }, make('b', {}, label ?? ''), value))
    }
  }
  return make('header', {}, name, about, list)
}
