/** Tests of harness/class/class-page.ts and class-figures.ts: the class as plots. */
import t from 'tap'
import { failingTests, groupCauses, spreadScores } from '../../class/class-figures.ts'
import { makeClassPage } from '../../class/class-page.ts'
import { describeClass } from '../../class/glance.ts'
import type { Plan } from '../../runner/events.ts'
import { checkWellFormed, rowsOf, textOf } from '../report/plots/read-page.ts'
import { backup, basic, makeRun, split } from '../report/samples.ts'
import { graded, member, plan, resultsOf, sampleClass } from './sample-class.ts'

t.test('how scores are spread, which tests fail, and why', async (t) => {
  const html = makeClassPage(sampleClass)
  checkWellFormed(html)
  t.match(html, 'submissions by score in percent: 0-9: 2, 10-19: 0, ')
  t.match(html, ' 80-89: 1, 90-99: 0, 100: 1</title>')
  t.match(textOf(html), 'mean 45.0, median 0')
  const rows = rowsOf(html)
  t.match(rows[1], ['TestBackup2B', '', '2 of 3 students', '3 of 6 runs'])
  const text = textOf(html)
  t.match(text, '2 students, 3 runs, in TestBasicAgree2B, TestBackup2B')
  t.match(text, 'S#, … applied different commands at index #')
  t.match(text, 'e.g. bob: npm run grade 2B TestBackup2B class/bob seed=42')
  t.match(text, 'class/notes.txt: a file, no folder')
})

t.test('a row for every student, with points where there are any', async (t) => {
  const rows = rowsOf(makeClassPage(sampleClass))
  const rowOf = (name: string) => rows.find(([first]) => first?.startsWith(name))
  t.strictSame(rowOf('bob'), ['bob', 'graded', '80/100', '', '80'])
  t.match(rowOf('eve'), ['eve a worker died', 'grader fault', '', '', ''])
  t.match(rowOf('f\\x1b[31my'), [/./, 'waiting', '', '', ''])
})

t.test('its numbers are those of the text', async (t) => {
  const text = describeClass(sampleClass)
  const { mean = 0, median } = spreadScores(sampleClass.standings) ?? {}
  t.match(text, `mean ${mean.toFixed(1)}, median ${median}`)
  for (const { name, students, of } of failingTests(sampleClass)) {
    t.match(text, new RegExp(`${name} +${students} of ${of} students`))
  }
  for (const { cause } of groupCauses(sampleClass)) t.match(text, cause.message)
})

t.test('names and messages are text', async (t) => {
  const name = '</h1><script>alert(1)</script>" onclick="x'
  const failure = { ...split, message: '<img src=x onerror=alert(1)>', rule: '&quot;<b>' }
  const standings = [
    graded(
      member(name),
      resultsOf(() => failure),
    ),
  ]
  const html = makeClassPage({ ...sampleClass, standings, skipped: [{ path: name, why: '<i>' }] })
  checkWellFormed(html)
  t.notMatch(html, /<script|<img|<i>|<b>&/)
  t.match(textOf(html), '<script>alert(1)</script>')
})

t.test('nobody, nobody yet, and everybody at their best', async (t) => {
  for (const standings of [
    [],
    sampleClass.standings.slice(-1),
    [graded(member('ann'), resultsOf())],
  ]) {
    const html = makeClassPage({ ...sampleClass, standings })
    checkWellFormed(html)
    t.match(textOf(html), `${standings.length} submission`)
  }
})

t.test('no secret seed is in it', async (t) => {
  const SECRET = 4_503_599_627_370_497
  const secret: Plan = { ...plan, secretSeeds: [SECRET] }
  const runs = [makeRun(backup, 41), makeRun(backup, SECRET, { failure: split })]
  const standing = graded(member('bob'), [
    { test: backup, runs },
    { test: basic, runs: [] },
  ])
  const html = makeClassPage({ ...sampleClass, plan: secret, standings: [standing] })
  t.match(html, 'bob: TestBackup2B, secret seed 1')
  t.notMatch(html, String(SECRET))
})
