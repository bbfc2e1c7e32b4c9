/** Tests of harness/report/platforms/csv.ts and csv-text.ts, with csv-parse as the reader. */
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { makeCsv } from '../../../report/platforms/csv.ts'
import { csvCell, csvText } from '../../../report/platforms/csv-text.ts'
import { makePlan, makeTest } from '../samples.ts'
import { hostile, makeStanding, mixed } from './standings.ts'

t.test('a row per test, as a reader reads it', async (t) => {
  const rows = parse(makeCsv(mixed), { columns: true, record_delimiter: '\r\n' })
  t.strictSame(rows[2], {
    lab: 'raft',
    part: '2B',
    test: 'TestBackup2B',
    title: 'Test (2B): leader backs up quickly over incorrect follower logs',
    origin: 'go',
    passed: '1',
    runs: '2',
    planned: '2',
    rate_low: '0.0945',
    rate_high: '0.9055',
    points: '20',
    maximum: '40',
    showed_nothing: '0',
    virtual_seconds: '16.512',
    cpu_seconds: '0.025',
  })
  t.match(rows[5], { test: 'TestSpeed3A', runs: '0', points: '0', virtual_seconds: '' })
  t.equal(rows.length, 6)
  t.match(parse(makeCsv(hostile), { columns: true }), [{}, { showed_nothing: '1' }, {}])
})

t.test('commas, quotes and line ends come back as they were', async (t) => {
  const odd = ['a,b', 'say "x"', 'one\ntwo\r\nthree', '', 'é😀']
  t.strictSame(parse(csvText([odd, odd])), [odd, odd])
  const title = 'one, "two"\nthree'
  const csv = makeCsv(makeStanding(makePlan([makeTest('TestA', title, 100)]), []))
  t.equal((parse(csv, { columns: true })[0] as { title: string }).title, title)
})

t.test('no cell is a formula', async (t) => {
  const formulas = [
    '=1+1',
    '+1-1',
    '-1+1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    ' =1',
    '\n=1',
    "=cmd|' /C calc'!A0",
    '＝1+1',
    '-2+3+cmd',
  ]
  for (const formula of formulas) {
    const [[read]] = parse(csvText([[formula]])) as [[string]]
    t.equal(read, `'${formula}`)
  }
  for (const text of ['Ada', 'O’Neil', "O'Neil", 'a=b', '2B']) t.equal(csvCell(text), text)
  t.strictSame([-1.5, 0, 12].map(csvCell), ['-1.5', '0', '12'])
  t.equal(csvCell('-1.5'), '-1.5', 'a number stays one')
})
