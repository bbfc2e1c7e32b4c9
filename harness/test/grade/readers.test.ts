/**
 * What programs of others read in our reports: of runs that passed, failed in part and failed
 * altogether, each counts the tests that were run and agrees with the exit code.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { makeJunit } from '../../report/junit.ts'
import { TapReporter } from '../../report/tap.ts'
import { hostileFiles } from '../hostile/submission.ts'
import {
  backup,
  basic,
  election,
  eventsOf,
  makePlan,
  makeRun,
  Output,
  split,
} from '../report/samples.ts'
import { grade } from './command.ts'
import {
  countElements,
  hasProve,
  prove,
  runPackage,
  type TapReader,
  tapReaders,
  totalOf,
} from './tap-readers.ts'

t.jobs = 2

const STARTED = '2026-01-02T03:04:05.000'

/** A report, and what is right to say of it. */
interface Case {
  readonly title: string
  readonly stream: string
  readonly points: number
  readonly failed: number
  readonly exitCode: number
  readonly junit: string
}

/** Grants every vote, so that some tests of 2A fail and others pass. */
const GENEROUS = `export class Raft extends Good {
  requestVote(args) { return { ...super.requestVote(args), voteGranted: true } }
}`

const folder = t.testdir({ generous: { ...hostileFiles(GENEROUS) } })
const cases = await Promise.all([
  gradeTo('passed', 'solutions'),
  gradeTo('in part', join(folder, 'generous')),
  gradeTo('unwritten', 'labs'),
])

/** Part 2A of a submission, with the counts of the JSON report. */
async function gradeTo(title: string, submission: string): Promise<Case> {
  const [json, junit] = [join(folder, `${title}.json`), join(folder, `${title}.xml`)]
  const words = ['2A', submission, 'seed=3', 'jobs=1', 'tap', `json=${json}`, `junit=${junit}`]
  const { exitCode = Number.NaN, stdout } = await grade(words)
  const { tests } = JSON.parse(readFileSync(json, 'utf8')) as {
    tests: { runs: { ok: boolean }[] }[]
  }
  const failed = tests.filter(({ runs }) => runs.some(({ ok }) => !ok)).length
  return { title, stream: stdout, points: tests.length, failed, exitCode, junit }
}

/** What student code may say, in every place that a report has for it. */
const ODD = [
  'no colon',
  'S0: Error: a colon after the first word',
  '# tests 3',
  'not ok 9 - forged',
  '1..2',
  '  ...',
  '---',
  'at nothing',
  'stack: |-',
  '"quotes" and \\ and \u0085 \u2028',
]

function print(isInterrupted = false): string {
  const failure = { ...split, message: ODD.join('\n'), details: ODD, frames: ODD }
  const results = [
    { test: election, runs: [makeRun(election, 1)] },
    { test: basic, runs: [makeRun(basic, 1, { failure })] },
    { test: backup, runs: [makeRun(backup, 1)] },
  ]
  const output = new Output()
  const reporter = new TapReporter(output)
  const plan = makePlan([election, basic, backup])
  for (const event of eventsOf(plan, results, isInterrupted)) reporter.handle(event)
  return output.text
}

t.test('the runs are what they are meant to be', async (t) => {
  t.match(cases, [{ failed: 0, exitCode: 0 }, { exitCode: 1 }, { exitCode: 1 }])
  const [, inPart, unwritten] = cases
  t.ok(inPart !== undefined && inPart.failed > 0 && inPart.failed < inPart.points)
  t.ok(unwritten !== undefined && unwritten.failed === unwritten.points)
})

function testTapReader(reader: TapReader, skip: string | false): void {
  t.test(`TAP: ${reader.name} agrees on every run`, { skip }, async (t) => {
    const own = t.testdir()
    for (const { title, stream, points, failed, exitCode } of cases) {
      t.strictSame(await reader.read(stream, own), { points, failed, exitCode }, title)
    }
    const odd = { points: 3, failed: 1, exitCode: 1 }
    t.strictSame(await reader.read(print(), own), odd, 'odd texts')
    const lost = print().replace(/^ok 3 .*\n/m, '')
    t.notSame(await reader.read(lost, own), odd, 'a point was lost')
    t.not((await reader.read(print(true), own)).exitCode, 0, 'interrupted')
  })
}

for (const reader of tapReaders) testTapReader(reader, false)
testTapReader(prove, hasProve ? false : 'prove is not installed here')

t.test('JUnit: junit-report-merger adds up what was run, and what was not', async (t) => {
  const runs = [makeRun(basic, 1, { failure: { ...split, message: ODD.join('\n'), details: ODD } })]
  const partly = makeJunit(makePlan([election, basic, backup]), [{ test: basic, runs }], STARTED)
  const [own, merged] = [join(t.testdir(), 'partly.xml'), join(t.testdirName, 'merged.xml')]
  writeFileSync(own, partly)
  const files = [...cases.map(({ junit }) => junit), own]
  const { exitCode, stderr } = await runPackage('jrm', [merged, ...files])
  t.match({ exitCode, stderr }, { exitCode: 0, stderr: '' })
  const points = cases.reduce((total, one) => total + one.points, 3)
  const failed = cases.reduce((total, one) => total + one.failed, 1)
  const xml = readFileSync(merged, 'utf8')
  for (const [name, total] of Object.entries({ tests: points, failures: failed, skipped: 2 })) {
    t.equal(totalOf(xml, name), total, name)
    t.equal(sumOf(files, name), total, `${name}, as our files say`)
  }
  t.equal(totalOf(xml, 'errors'), 0)
  const elements = ['testcase', 'failure', 'skipped'].map((name) => countElements(xml, name))
  t.strictSame(elements, [points, failed, 2])
})

function sumOf(files: readonly string[], name: string): number {
  return files.reduce((total, file) => total + totalOf(readFileSync(file, 'utf8'), name), 0)
}
