/** What went wrong, the rule and the command that shows it again, on top of the page. */
import { make } from './dom.ts'
import type { PageRun } from './run.ts'

/** A moment stands behind `at`, or is an end of a stretch: `2,293.8-2,305.7 ms`. */
const MOMENT = new RegExp(
  [
    /(?<=\bat )[\d,]+(?= (?:virtual )?ms\b)/.source,
    /(?<![\d,.])[\d,.]+(?=-[\d,.]+ ms\b)/.source,
    /(?<=\d-)[\d,.]+(?= ms\b)/.source,
  ].join('|'),
  'g',
)

/** Moments in a text lead there. They are cut behind their last digit: just before the next one. */
function withMoments(text: string): readonly (Node | string)[] {
  const parts: (Node | string)[] = []
  let end = 0
  for (const { 0: digits, index } of text.matchAll(MOMENT)) {
    const rest = digits.includes('.') ? 0.099 : 0.999
    const lastMs = (Number(digits.replaceAll(',', '')) + rest).toFixed(3)
    const link = make('a', { href: `#t=${lastMs}`, title: 'Go to this moment' }, digits)
    parts.push(text.slice(end, index), link)
    end = index + digits.length
  }
  return [...parts, text.slice(end)]
}

/** What the terminal shows, this page shows too. */
const TERMINAL_ONLY = 'look'

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
    if (label === TERMINAL_ONLY) continue
    if (kind !== 'field') list.append(make('p', { class: kind }, ...withMoments(text)))
    else {
      const isCommand = label === 'again' || label === 'try'
      const value = make(isCommand ? 'code' : 'span', {}, text)
      list.append(make('p', { class: 'field' }, make('b', {}, label ?? ''), value))
    }
  }
  return make('header', {}, name, about, list)
}
