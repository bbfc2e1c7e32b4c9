/** Tests of harness/report/for-students.ts: nothing that students read holds a secret seed. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ConsoleReporter } from '../../report/console.ts'
import { forStudents, studentPlan, studentResult } from '../../report/for-students.ts'
import { makeReport } from '../../report/json.ts'
import { JunitReporter } from '../../report/junit.ts'
import { makePalette } from '../../report/palette.ts'
import { TapReporter } from '../../report/tap.ts'
import type { Reporter } from '../../runner/events.ts'
import { isSecret } from '../../runner/seeds.ts'
import { backup, basic, eventsOf, makePlan, makeRun, Output, split } from './samples.ts'

const SECRET = [4_503_599_627_370_497, 9_007_199_254_740_990]
const plan = makePlan([basic, backup], { runs: 3, secretSeeds: SECRET })

/** It says its seed wherever it can; every text of it is one that student code may have written. */
function telling(seed: number) {
  return {
    ...split,
    message: `failed under ${seed}`,
    details: [`seed=${seed}`, `x${seed}7`],
    frames: [`raft/raft.ts:${seed}:1`],
  }
}

const results = [
  { test: basic, runs: [41, ...SECRET].map((seed) => makeRun(basic, seed)) },
  {
    test: backup,
    runs: [41, ...SECRET].map((seed) =>
      makeRun(backup, seed, {
        warnings: [`seed ${seed}`],
        notForced: [`${seed} came about`],
        ...(seed === 41 ? {} : { failure: telling(seed) }),
      }),
    ),
  },
]

function textOf(make: (output: Output, file: string) => Reporter, file: string): string {
  const output = new Output()
  const reporter = forStudents(make(output, file))
  for (const event of eventsOf(plan, results)) reporter.handle(event)
  reporter.close?.()
  return output.text
}

const SCREEN = { isTty: false, columns: undefined, now: () => 0 }
const plain = makePalette(false)
const consoleOf = (output: Output): Reporter =>
  new ConsoleReporter({ write: (text) => output.write(text), ...SCREEN }, plain)

function holdsSecret(text: string): boolean {
  return SECRET.some((seed) => text.includes(String(seed)))
}

t.test('no report for students holds a secret seed', async (t) => {
  const file = join(t.testdir(), 'report.xml')
  t.notOk(holdsSecret(textOf(consoleOf, file)))
  t.notOk(holdsSecret(textOf((output) => new TapReporter(output), file)))
  textOf(() => new JunitReporter(file, () => 0), file)
  const xml = readFileSync(file, 'utf8')
  t.match(xml, '<property name="seed" value="secret seed 1"/>')
  t.notOk(holdsSecret(xml))
  t.ok(holdsSecret(JSON.stringify(makeReport(plan, results))), 'the search would find one')
})

t.test('the terminal says what broke, and how to look for it', async (t) => {
  const text = textOf(consoleOf, '')
  t.match(text, '2B in labs, 2 tests x 3 runs, 1 public seed from 41 and 2 secret seeds, 2 jobs')
  t.match(
    text,
    [
      '  TestBackup2B failed at 2,344 virtual ms: failed under SECRET',
      '      seed=SECRET',
      '      xSECRET',
      '    runs   2 of 3 runs failed so, first with secret seed 1',
      '    rule   Raft Fig. 3, State Machine Safety',
      '    at     raft/raft.ts:SECRET:1',
      '    seed   secret seed 1; this looks for such a run under seeds of your own:',
      '    try    npm run grade 2B TestBackup2B x100',
    ].join('\n'),
  )
  t.notMatch(text, /again|look {2}|Next:/)
})

t.test('TAP names the number of the seed and no command', async (t) => {
  const text = textOf((output) => new TapReporter(output), '')
  t.match(text, '  seed: "secret seed 1"\n')
  t.notMatch(text, 'again:')
})

t.test('a failure under a public seed is shown with its command', async (t) => {
  const runs = [41, ...SECRET].map((seed) => makeRun(backup, seed, { failure: split }))
  const output = new Output()
  const reporter = forStudents(consoleOf(output))
  for (const event of eventsOf(plan, [{ test: backup, runs }])) reporter.handle(event)
  t.match(output.text, '    again  npm run grade 2B TestBackup2B seed=41\n')
  t.match(output.text, '3 of 3 runs failed so, first with seed 41')
})

t.test('a hidden seed is still known to be secret', async (t) => {
  const hidden = studentPlan(plan)
  const seeds = studentResult(plan, results[1] as (typeof results)[1]).runs.map(({ seed }) => seed)
  t.strictSame(seeds, [41, -1, -2])
  t.strictSame(
    seeds.map((seed) => isSecret(hidden, seed)),
    [false, true, true],
  )
})

t.test('without a secret nothing is changed, long numbers neither', async (t) => {
  const open = makePlan([backup], { runs: 3 })
  const result = { test: backup, runs: [makeRun(backup, 41, { failure: telling(SECRET[0] ?? 0) })] }
  t.equal(studentPlan(open), open)
  t.equal(studentResult(open, result), result)
})

t.test("the instructor's report has the seeds, with their numbers", async (t) => {
  const report = makeReport(plan, results)
  t.strictSame(
    report.tests[1]?.runs.map(({ seed, secret }) => [seed, secret]),
    [
      [41, undefined],
      [SECRET[0], 1],
      [SECRET[1], 2],
    ],
  )
})
