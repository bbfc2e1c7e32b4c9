/** Words and tables for what the zoo's measurement found. Only makes text. */
import type { Strength } from './measure.ts'

/** Tests named in the terminal before `and n more`. */
const NAMED = 3

/** One line of the terminal. */
export function describeStrength(strength: Strength): string {
  const { id, base, runs, caught, by, escapedSeeds } = strength
  const named = by.slice(0, NAMED).map(({ test, seeds }) => `${test} ${seeds}`)
  const more = by.length > NAMED ? `, and ${by.length - NAMED} more` : ''
  const rate = `${caught}/${runs}`.padStart(9)
  const escaped =
    escapedSeeds.length === 0 ? '' : `   escaped: seed ${escapedSeeds.slice(0, 5).join(', ')}`
  return `${caught === runs ? 'ok  ' : 'MISS'} ${base.padEnd(9)} ${id.padEnd(37)}${rate}   ${named.join(', ')}${more}${escaped}`
}

/** The whole measurement as a page of documentation. */
export function strengthPage(strengths: readonly Strength[]): string {
  const parts = [...new Set(strengths.map(({ part }) => part))]
  return `${[
    '# How strong the tests are',
    `Each line is a wrong solution: a right one with a small patch (\`harness/zoo/\`). All tests
of its part ran on it. *Caught* counts the seeds under which at least one of them failed, of those
tried; behind it, how often each test did. \`npm run strength\` measures anew.`,
    ...parts.flatMap((part) => [
      `## Part ${part}`,
      partTable(strengths.filter((strength) => strength.part === part)),
    ]),
  ].join('\n\n')}\n`
}

function partTable(strengths: readonly Strength[]): string {
  const rows = strengths.map(({ id, title, caught, runs, by }) => {
    const tests = by.map(({ test, seeds }) => `${test} ${seeds}`).join(', ')
    return `| \`${id}\` | ${title} | ${caught} of ${runs} | ${tests} |`
  })
  return ['| Entry | What is wrong | Caught | By |', '|---|---|---|---|', ...rows].join('\n')
}
