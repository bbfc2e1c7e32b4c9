/**
 * The Markdown that GitHub shows on the page of a run: parts, tests, and what each failure says.
 * Texts in which student code has a say stand only in code blocks, whose fence is longer than any
 * in them.
 */
import { type Scores, scoreResults } from '../score.ts'
import { formatCount } from '../text-layout.ts'
import { fitTexts } from './fit.ts'
import { scoresText, type Timeless, textOf } from './outline.ts'
import { type TestPoints, testPoints } from './shares.ts'

/** Where failures leave no room, the tables alone; they may be too long for it still. */
export function makeSummary(standing: Timeless, bytesMax: number): string {
  const scores = scoreResults(standing.plan, standing.results)
  const tables = [...partsTable(scores), '', ...testsTable(standing, scores), '']
  const incomplete = standing.state === 'finished' ? [] : [scoresText(standing, scores), '']
  const head = ['', ...incomplete, ...tables]
  const whole = fitTexts(bytesMax, (cut) =>
    [...head, ...failuresOf(standing, scores, cut), ''].join('\n'),
  )
  return Buffer.byteLength(whole) <= bytesMax ? whole : head.join('\n')
}

function partsTable({ parts, total }: Scores): readonly string[] {
  const rows = parts.map(({ part, score, maximum, testsPassed, tests }) => {
    return row([part, `**${score}** of ${maximum}`, `${testsPassed} of ${tests}`])
  })
  const all = total && row(['total', `**${total.score}** of ${total.maximum}`, ''])
  return [row(['Part', 'Points', 'Tests passed']), '|---|---|---|', ...rows, ...(all ? [all] : [])]
}

function testsTable(standing: Timeless, scores: Scores): readonly string[] {
  const points = testPoints(scores, standing.plan.weights, 10)
  const rows = scores.tests.map(({ test, passed, planned, showedNothing }, i) => {
    const { score, maximum } = points[i] as TestPoints
    const mute = showedNothing ? ' (showed nothing)' : ''
    const mark = passed === planned ? '✅' : '❌'
    const runs = `${formatCount(passed)} of ${formatCount(planned)}`
    return row([mark, `${test.title}${mute}`, runs, `${score} of ${maximum}`])
  })
  return [row(['', 'Test', 'Runs passed', 'Points']), '|---|---|---|---|', ...rows]
}

function failuresOf(
  standing: Timeless,
  { tests }: Scores,
  cut: (text: string) => string,
): readonly string[] {
  return tests
    .filter(({ passed, planned }) => passed < planned)
    .flatMap((score) => {
      return [
        `<details><summary>${escapeHtml(score.test.title)}</summary>`,
        '',
        ...codeBlock(cut(textOf(standing, score))),
        '',
        '</details>',
        '',
      ]
    })
}

/** A fenced block that no line of the text ends. */
export function codeBlock(text: string): readonly string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return [`${fence}text`, text, fence]
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
