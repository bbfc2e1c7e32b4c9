/** Tests of harness/report/choices-file.ts. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { describeFit, readChoices, writeChoices } from '../../report/choices-file.ts'
import { allTests, backup, makePlan, makeRun, split } from './samples.ts'

const choices = { 'a "b"': [1, null, 3], few: [null, null, null, null, 7], none: [] }
const run = { ...makeRun(backup, 7, { failure: split }), choices }
const readText = (path: string): string => readFileSync(path, 'utf8')

t.test('what is written can be read', async (t) => {
  const file = join(t.testdir(), 'new', 'c.json')
  writeChoices(file, makePlan([backup]), run)
  t.match(readText(file), /"few":\{"4":7\}/)
  t.strictSame(readChoices(file, { tests: allTests, readText }), {
    test: backup,
    seed: 7,
    traceHash: run.traceHash,
    choices,
  })
})

t.test('a file that is none gets one sentence', async (t) => {
  const good = {
    schema: 'raft-labs/choices',
    version: 1,
    test: 'TestBackup2B',
    seed: 7,
    traceHash: '',
    choices: {},
  }
  const cases: readonly (readonly [content: unknown, says: RegExp])[] = [
    ['{', /^'replay=f': no recorded run; one is written by choices=FILE/],
    ['null', /no recorded run/],
    [{ ...good, schema: 'raft-labs/trace' }, /no recorded run/],
    [{ ...good, version: 2 }, /version 2 is not known here/],
    [{ ...good, test: 'TestOther\u0007' }, /no test 'TestOther\\x07' here/],
    [{ ...good, seed: -1 }, /its seed is none/],
    [{ ...good, traceHash: 5 }, /does not say how its run ended/],
    [{ ...good, choices: { a: ['1'] } }, /its choices of "a" are no numbers; record the run again/],
    [{ ...good, choices: { a: { 12345678: 1 } } }, /its choices of "a" are no numbers/],
    [{ ...good, choices: { a: 'x' } }, /its choices of "a" are no numbers/],
  ]
  for (const [content, says] of cases) {
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    t.throws(() => readChoices('f', { tests: allTests, readText: () => text }), {
      name: 'UsageError',
      message: says,
    })
  }
  t.throws(() => readChoices('f', { tests: allTests, readText: () => readText('/none/at/all') }), {
    name: 'UsageError',
    message: /^'replay=f': it cannot be read \(ENOENT\)/,
  })
})

t.test('whether it is the recorded run, and from when on it is not', async (t) => {
  const recording = { test: backup, seed: 7, traceHash: run.traceHash, choices }
  t.equal(describeFit(recording, run), 'This is the recorded run, to the last event.')
  const other = { ...run, traceHash: 'another' }
  t.match(describeFit(recording, other), /^The run went another way/)
  const firstFresh = { atMs: 1234.4, name: 'S0 to S1 Raft.vote, request hop' }
  t.match(
    describeFit(recording, { ...other, firstFresh }),
    /^From 1,234 virtual ms on .* no choice for "S0 to S1 Raft.vote, request hop"/,
  )
})
