/** Tests of harness/class/gradebook.ts, standing.ts and cause.ts. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { gradebookCsv, gradebookJson } from '../../class/gradebook.ts'
import { settle } from '../../class/settled.ts'
import { causesOf, normalise } from '../../report/cause.ts'
import { findViolations } from '../../report/schema-check.ts'
import { backup, basic, makeRun, split } from '../report/samples.ts'
import { graded, hang, member, otherSplit, resultsOf, sampleClass } from './sample-class.ts'

const SCHEMA = JSON.parse(readFileSync('harness/class/gradebook.schema.json', 'utf8'))

t.test('a row a student, columns of parts, then tests', async (t) => {
  t.strictSame(gradebookCsv(sampleClass).split('\r\n'), [
    'student,status,score,2B,TestBasicAgree2B,TestBackup2B,TestStrandedEntry2B,reason',
    `"'=ann,""x""",graded,100,100,40,40,20,`,
    'bob,graded,80,80,40,20,20,',
    'cat,graded,0,0,0,0,0,',
    'dan,not built,0,0,0,0,0,"raft/raft.ts:2:8: Unexpected ""="""',
    'eve,grader fault,,,,,,a worker died',
    'f\\x1b[31my,waiting,,,,,,',
    '',
  ])
})

t.test('the JSON is as its schema says, and knows names exactly', async (t) => {
  const book = JSON.parse(gradebookJson(sampleClass))
  t.strictSame(findViolations(SCHEMA, book), [])
  t.equal(book.state, 'running')
  t.strictSame(
    book.students.map(({ name, score, status }: Record<string, unknown>) => [name, score, status]),
    [
      ['=ann,"x"', 100, 'graded'],
      ['bob', 80, 'graded'],
      ['cat', 0, 'graded'],
      ['dan', 0, 'not built'],
      ['eve', undefined, 'grader fault'],
      ['f\u001b[31my', undefined, 'waiting'],
    ],
  )
  t.strictSame(book.students[1].causes, [
    {
      message: 'S#, … applied different commands at index #',
      rule: split.rule,
      tests: [backup.name],
      runs: 1,
      example: { test: backup.name, seed: 42 },
    },
  ])
  const done = sampleClass.standings.slice(0, 5)
  t.equal(JSON.parse(gradebookJson({ ...sampleClass, standings: done })).state, 'finished')
  t.notSame(findViolations(SCHEMA, { ...book, students: [{ name: 'x' }] }), [])
})

t.test('failures of one cause are one, whatever the servers, indexes and times', async (t) => {
  const results = resultsOf((test, seed) =>
    seed === 41 ? split : test === basic.name ? otherSplit : hang,
  )
  const causes = causesOf(results)
  t.strictSame(
    causes.map(({ runs, tests }) => [runs, tests.length]),
    [
      [4, 3],
      [2, 2],
    ],
  )
  const apart = [split, { ...split, rule: 'another' }, { ...split, message: 'S0 lost index 7' }]
  const runs = apart.map((failure, i) => makeRun(basic, i, { failure }))
  t.equal(causesOf([{ test: basic, runs }]).length, 3)
  t.equal(normalise('S0, S1 and S3 are in term 12 at 1,310.5 ms'), 'S#, … are in term # at # ms')
  t.equal(normalise('part 2A in UTF-8'), 'part 2A in UTF-8')
  t.equal(normalise('index 1,012, 3 and 7.'), 'index #, # and #.')
})

t.test('of what the machine decides only that it happened is kept', async (t) => {
  const [result] = resultsOf(() => hang)
  const settled = result && settle(result).runs[0]?.failure
  t.strictSame(settled, { ...hang, atMs: 0, frames: [] })
  const [checked] = resultsOf(() => split)
  t.strictSame(checked && settle(checked), checked)
})

t.test('who tampers with a run has nothing', async (t) => {
  const voided = { ...split, kind: 'void' } as const
  const results = resultsOf((test, seed) =>
    test === backup.name && seed === 42 ? voided : undefined,
  )
  const { status, score, reason } = graded(member('mallory'), results)
  t.strictSame([status, score], ['void', 0])
  t.match(reason, /not the same in processes/)
})
