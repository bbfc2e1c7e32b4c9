/** Tests of harness/report/console.ts. */
import t from 'tap'
import { ConsoleReporter } from '../../report/console.ts'
import { makePalette } from '../../report/palette.ts'
import type { Plan, TestResult } from '../../runner/events.ts'
import {
  backup,
  basic,
  election,
  eventsOf,
  makePlan,
  makeRun,
  Output,
  split,
  stranded,
} from './samples.ts'

const ERASE = '\r\u001b[2K'

interface Terminal {
  readonly isTty?: boolean
  readonly columns?: number
  readonly isColoured?: boolean
  readonly isInterrupted?: boolean
}

function show(plan: Plan, results: readonly TestResult[], terminal: Terminal = {}): string {
  const output = new Output()
  let nowMs = 0
  const reporter = new ConsoleReporter(
    {
      write: (text) => output.write(text),
      isTty: terminal.isTty ?? false,
      columns: terminal.columns,
      now: () => (nowMs += 40),
    },
    makePalette(terminal.isColoured ?? false),
  )
  for (const event of eventsOf(plan, results, terminal.isInterrupted)) reporter.handle(event)
  reporter.close()
  return output.text
}

const small = { virtualMs: 912, servers: 3, rpcs: 16, bytes: 4678, operations: 3 }

t.test('everything passed', async (t) => {
  const results = [{ test: election, runs: [makeRun(election, 41, { statistics: small })] }]
  t.equal(
    show(makePlan([election]), results),
    [
      'TestInitialElection2A in labs, 1 test, seed 41, 2 jobs',
      '',
      '                               virtual s  peers     RPCs        bytes  commands',
      '✓ Test (2A): initial election        0.9      3       16        4,678         3',
      '',
      '  2A      100/100  1 of 1 test passed',
      '  raft    100/100  mean of 2A',
      '',
      '1 run: 0.9 virtual s in 0.9 s.',
      '',
    ].join('\n'),
  )
})

t.test('a failure stands below its row, and the hint shows the first one', async (t) => {
  const results = [
    { test: basic, runs: [makeRun(basic, 41, { statistics: small })] },
    { test: backup, runs: [makeRun(backup, 41, { failure: split })] },
    { test: stranded, runs: [makeRun(stranded, 41, { warnings: ['S1 sent 9 heartbeats'] })] },
  ]
  const plan = makePlan([basic, backup, stranded], { folder: 'solutions' })
  const again = 'npm run grade 2B TestBackup2B solutions seed=41'
  t.equal(
    show(plan, results),
    [
      '2B in solutions, 3 tests, seed 41, 2 jobs',
      '',
      `${' '.repeat(65)}  virtual s  peers     RPCs        bytes  commands`,
      `✓ Test (2B): basic agreement${' '.repeat(37)}` +
        '        0.9      3       16        4,678         3',
      '✗ Test (2B): leader backs up quickly over incorrect follower logs' +
        '       16.5      5    1,952    1,644,402       102',
      '  TestBackup2B failed at 2,344 virtual ms: S0 and S2 applied different commands at index 7',
      '      S0  "x=1"  term 3, at 2,310 ms',
      '      S2  "x=2"  term 4, at 2,344 ms',
      '    rule   Raft Fig. 3, State Machine Safety',
      '    at     raft/raft.ts:41:7 (in requestVote)',
      `    again  ${again}`,
      `    why    ${again} explain`,
      `    look   ${again} log`,
      `    look   ${again} story`,
      '',
      `✓ Test (2B): stranded entry ours${' '.repeat(33)}` +
        '       16.5      5    1,952    1,644,402       102',
      '  note: S1 sent 9 heartbeats',
      '',
      '  2B       60/100  2 of 3 tests passed',
      '  raft     60/100  mean of 2B',
      '',
      '3 runs: 33.9 virtual s in 0.9 s.',
      `Next: ${again} explain`,
      '',
    ].join('\n'),
  )
})

t.test('an exception says where it is: the log is what to look at', async (t) => {
  const failure = { ...split, kind: 'exception' } as const
  const results = [{ test: backup, runs: [makeRun(backup, 41, { failure })] }]
  const again = 'npm run grade 2B TestBackup2B solutions seed=41'
  t.match(show(makePlan([backup], { folder: 'solutions' }), results), `Next: ${again} log\n`)
})

t.test('many runs: shares, medians, at most three groups in full', async (t) => {
  const kinds = ['check', 'timeout', 'deadlock', 'storm', 'hang'] as const
  const runs = Array.from({ length: 20 }, (_, index) => {
    const kind = kinds[index]
    const failure = kind === undefined ? {} : { failure: { ...split, kind } }
    return makeRun(backup, index, { ...failure, statistics: { ...small, rpcs: index } })
  })
  const text = show(makePlan([backup], { runs: 20 }), [{ test: backup, runs }])
  t.match(text, /✗ .* {2}15\/20 {2}53\.1-88\.9 % {8}0\.9 {6}3 {7}12 /)
  t.equal(text.match(/failed at/g)?.length, 3)
  t.match(text, '  and 2 other failures in 2 runs\n')
  t.match(text, '1 of 20 runs failed so, first with seed 0')
  t.match(text, '  2B        30/40  0 of 1 chosen test passed (partial)')
})

t.test('the same failure of two tests is explained once', async (t) => {
  const results = [basic, backup].map((test) => ({
    test,
    runs: [makeRun(test, 41, { failure: split })],
  }))
  const text = show(makePlan([basic, backup, stranded]), results)
  t.equal(text.match(/failed at/g)?.length, 2)
  t.equal(text.match(/again {2}/g)?.length, 2)
  t.equal(text.match(/rule/g)?.length, 1)
})

t.test('an interrupted run says so and shows what there is', async (t) => {
  const plan = makePlan([basic, backup, stranded], { runs: 2 })
  const output = new Output()
  const terminal = { write: (text: string) => output.write(text), isTty: false, columns: undefined }
  const reporter = new ConsoleReporter({ ...terminal, now: () => 0 }, makePalette(false))
  const results = [{ test: basic, runs: [makeRun(basic, 1)] }]
  reporter.handle({ kind: 'run-planned', plan })
  reporter.handle({ kind: 'all-finished', results, isInterrupted: true, wallMs: 10 })
  t.match(output.text, '✓ Test (2B): basic agreement')
  t.match(output.text, 'Interrupted after 1 of 6 runs; the rest counts as not passed.')
  t.match(output.text, '  2B       20/100  0 of 3 tests passed')
})

t.test('a terminal shows a live line ten times a second and erases it before a row', async (t) => {
  const runs = Array.from({ length: 12 }, (_, seed) => makeRun(election, seed))
  const plan = makePlan([election], { runs: 12 })
  const text = show(plan, [{ test: election, runs }], { isTty: true, columns: 80 })
  const drawn = text.split(ERASE).filter((piece) => /^ {2}\d+ of 12 runs, \d+\/s$/.test(piece))
  t.equal(drawn[0], '  1 of 12 runs, 25/s')
  t.equal(drawn.length, 4)
  t.match(text, '\r\u001b[2K✓ Test (2A)')
  const plain = show(plan, [{ test: election, runs }])
  t.notOk(/\r|\p{Cc}(?<!\n)/u.test(plain), 'no control codes where nobody watches')
})

t.test('lines keep to the width of the terminal, commands aside', async (t) => {
  const results = [{ test: backup, runs: [makeRun(backup, 41, { failure: split })] }]
  for (const columns of [60, 80, 100]) {
    const text = show(makePlan([backup]), results, { columns })
    const lines = text.split('\n').filter((line) => !line.includes('npm run grade'))
    t.ok(
      lines.every((line) => line.length <= columns),
      `${columns} columns`,
    )
    t.match(text, 'again  npm run grade 2B TestBackup2B seed=41\n')
  }
  const narrow = show(makePlan([backup]), results, { columns: 48 })
  t.match(narrow, '✗ Test (2B): leader backs up quickly…       16.5\n')
})

t.test('colours are on only when asked for', async (t) => {
  const results = [{ test: election, runs: [makeRun(election, 41)] }]
  t.match(show(makePlan([election]), results, { isColoured: true }), '\u001b[32m✓\u001b[39m')
  t.notMatch(show(makePlan([election]), results), '\u001b')
})

t.test('what showed nothing is said below its row and counted at the end', async (t) => {
  const notForced = ['a rival asks']
  const results = [
    { test: basic, runs: [makeRun(basic, 41)] },
    { test: backup, runs: [makeRun(backup, 41, { notForced, showedNothing: true })] },
  ]
  const text = show(makePlan([basic, backup]), results)
  t.match(text, '\n  note: showed nothing: it did not come about that a rival asks\n')
  t.match(text, ' 2 of 2 chosen tests passed (partial), 1 of 2 showed nothing\n')
  t.notMatch(show(makePlan([basic]), results.slice(0, 1)), 'showed nothing')
})

t.test('pass rates stand where runs failed, totals where parts have weights', async (t) => {
  const plan = makePlan([basic, backup], {
    runs: 20,
    weights: { '2A': 25, '2B': 75 },
    until: { kind: 'rate', confidence: 95, within: 20 },
  })
  const runsOf = (test: typeof basic, failures: number, made: number) =>
    Array.from({ length: made }, (_, seed) =>
      makeRun(test, seed, seed < failures ? { failure: split } : {}),
    )
  const text = show(plan, [
    { test: basic, runs: runsOf(basic, 0, 6) },
    { test: backup, runs: runsOf(backup, 8, 20) },
  ])
  t.match(text, '2B in labs, 2 tests x 20 runs, until=95%/20, seed 41, 2 jobs\n')
  t.match(text, /^ +runs {4}pass rate {2}virtual s/m)
  t.match(text, /✓ .* {4}6\/6 {13} {7}16\.5/)
  t.match(text, /✗ .* 12\/20 {2}38\.6-78\.2 % {7}16\.5/)
  t.match(text, '  total      60/75  weights 2A 25, 2B 75 (partial)\n')
  t.match(text, '26 runs of at most 40: ')
})

t.test('a row with its pass rate keeps within the width', async (t) => {
  const runs = Array.from({ length: 1_000 }, (_, seed) =>
    makeRun(backup, seed, seed < 8 ? { failure: split } : {}),
  )
  for (const columns of [40, 60, 80, 100]) {
    const plan = makePlan([backup], { runs: 1_000 })
    const lines = show(plan, [{ test: backup, runs }], { columns }).split('\n')
    const row = lines.find((line) => line.startsWith('✗')) ?? ''
    t.ok(row.length > 30 && row.length <= columns, `${row.length} of ${columns}: ${row}`)
    t.equal(row.includes('98.4-99.6 %'), columns >= 60)
  }
})
