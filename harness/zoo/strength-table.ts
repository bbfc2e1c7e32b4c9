/** Words and tables for what the zoo's measurement found. Only makes text. */
import { zooBases } from './entries.ts'
import { baseName } from './entry.ts'
import type { Strength } from './measure.ts'
import type { Scene } from './scenes.ts'

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

/** The last lines of the terminal. */
export function describeVerdict(strengths: readonly Strength[], scenes: readonly Scene[]): string {
  const escaped = strengths.filter(({ caught, runs }) => caught < runs)
  const verdict =
    escaped.length === 0 ? 'every one caught under every seed' : `${escaped.length} escaped`
  const lines = scenes
    .filter(({ failed, showedNothing }) => failed.length > 0 || showedNothing > 0)
    .map(({ test, base, runs, failed, showedNothing }) => {
      const alarms = failed.length === 0 ? '' : `FAILED seed ${failed.slice(0, 5).join(', ')}   `
      return `${base.padEnd(9)} ${test.padEnd(32)} ${alarms}showed nothing ${showedNothing}/${runs}`
    })
  const runs = scenes.reduce((sum, scene) => sum + scene.runs, 0)
  return [
    ...lines,
    '',
    ...(strengths.length === 0 ? [] : [`${strengths.length} wrong solutions: ${verdict}`]),
    ...(runs === 0
      ? []
      : [`${runs} runs on right Rafts: ${scenes.flatMap(({ failed }) => failed).length} failed`]),
    '',
  ].join('\n')
}

/** Tests named in a row of the page. */
const NAMED_IN_ROW = 4

/** The whole measurement as a page of documentation. */
export function strengthPage(strengths: readonly Strength[], scenes: readonly Scene[]): string {
  const parts = [...new Set(strengths.map(({ part }) => part))]
  return `${[
    '# How strong the tests are',
    INTRODUCTION,
    summary(strengths),
    ...parts.flatMap((part) => {
      const ofPart = strengths.filter((strength) => strength.part === part)
      return [`## Part ${part}`, partTable(ofPart), ...reasons(ofPart)]
    }),
    ...(scenes.length === 0 ? [] : scenesSection(scenes)),
  ].join('\n\n')}\n`
}

/** Every pair of test and Raft on which the test did not always show what it is about, and why. */
function scenesSection(scenes: readonly Scene[]): string[] {
  const runs = scenes.reduce((sum, scene) => sum + scene.runs, 0)
  const failed = scenes.reduce((sum, scene) => sum + scene.failed.length, 0)
  const missing = scenes.filter(({ showedNothing, showedPart }) => showedNothing + showedPart > 0)
  const rows = missing.map((scene) => {
    const { test, base, runs, showedNothing, showedPart, notForced } = scene
    const counts = `${showedNothing} of ${runs} | ${showedPart} of ${runs}`
    return `| ${test} | ${base} | ${counts} | ${notForced.join('; ')} | ${whyMissing(scene)} |`
  })
  const whole = scenes.length - missing.length
  const count = runs.toLocaleString('en-US')
  const heading = '| Test | Raft | Nothing shown | A part | What did not come about | Why |'
  return [
    '## Scenes',
    `All tests of lab 2 on every right Raft: ${count} runs, ${failed} of them blamed it.
On ${whole} of ${scenes.length} pairs of test and Raft all that the test is about came about under
every seed.${rows.length === 0 ? '' : OTHERS}
\`npm run strength scenes\` measures anew.`,
    ...(rows.length === 0 ? [] : [[heading, '|---|---|---|---|---|---|', ...rows].join('\n')]),
  ]
}

const OTHERS = ' On the others it did not under some, or a part of it did not.'

/** Where the zoo does not say why, the page says so. */
function whyMissing({ test, base }: Scene): string {
  const known = zooBases.find(({ folder }) => baseName(folder) === base)?.scenes?.[test]
  return known ?? '**not known**'
}

const INTRODUCTION = `Each line is a kind of fault. It is realised on several right solutions of
really different style by a small patch (\`harness/zoo/\`), and each cell says under how many seeds
at least one test of the part failed, of those tried; *always* is under every one. The tests that a
kind names run first, and as soon as every seed is caught the rest is left out, so *By* names those
that were enough, with the seeds under which they failed over all columns. Where a cell is empty the
kind cannot exist; why, stands below the table. \`npm run strength 2C base=eager\` measures anew.

The right Rafts: *reference* is \`solutions/raft\`; *eager* sends at once, streams and has
pre-vote; *lazy* does everything in one polling loop; *prevote* has pre-vote, leader stickiness,
steps down without a majority and begins its terms with entries of its own; *step* is a pure step
function with pipelining; *late* answers late, resends and keeps its log in segments
(\`harness/test/rafts/\`). Of the services
(\`harness/test/services/\`), the key-value service *batching* puts operations into the log by
batches, and in the sharded store *pulling* the new owner of a shard fetches it.

The kinds of lab 2 are realised on a Raft in Go as well (\`harness/test/go/src\`). They are no
column of the table, because only a machine with Go can measure them: \`npm run strength base=go\`.`

function summary(strengths: readonly Strength[]): string {
  const always = strengths.filter(({ caught, runs }) => caught === runs)
  const never = strengths.filter(({ caught }) => caught === 0)
  const some = strengths.length - always.length - never.length
  return `**${strengths.length} wrong solutions: ${always.length} are caught under every seed, ${some} under some, ${never.length} under none.**`
}

function partTable(strengths: readonly Strength[]): string {
  const bases = [...new Set(strengths.map(({ base }) => base))]
  const ids = [...new Set(strengths.map(({ id }) => id))]
  const rows = ids.map((id) => {
    const ofKind = strengths.filter((strength) => strength.id === id)
    const cells = bases.map((base) => describeCell(ofKind.find((one) => one.base === base)))
    return `| \`${id}\` | ${ofKind[0]?.title} | ${cells.join(' | ')} | ${testsOf(ofKind)} |`
  })
  const heading = `| Kind | What is wrong | ${bases.join(' | ')} | By |`
  return [heading, `|---|---|${'---|'.repeat(bases.length)}---|`, ...rows].join('\n')
}

function describeCell(strength: Strength | undefined): string {
  if (strength === undefined) return ''
  const { caught, runs } = strength
  return caught === runs ? 'always' : `**${caught} of ${runs}**`
}

/** Tests by falling count of seeds, over all bases. */
function testsOf(strengths: readonly Strength[]): string {
  const counts = new Map<string, number>()
  for (const { test, seeds } of strengths.flatMap(({ by }) => by)) {
    counts.set(test, (counts.get(test) ?? 0) + seeds)
  }
  const named = [...counts].sort((a, b) => b[1] - a[1]).slice(0, NAMED_IN_ROW)
  return named.map(([test, seeds]) => `${test} ${seeds}`).join(', ')
}

/** Why kinds of a part cannot exist on some bases. */
function reasons(strengths: readonly Strength[]): string[] {
  const ids = [...new Set(strengths.map(({ id }) => id))]
  const lines = ids.flatMap((id) =>
    zooBases.flatMap(({ folder, kinds }) => {
      const reason = kinds[id]
      return typeof reason === 'string' ? [`- \`${id}\` on ${baseName(folder)}: ${reason}`] : []
    }),
  )
  return lines.length === 0 ? [] : [lines.join('\n')]
}
