/** Tests of what `watch` shows: harness/desk/screen.ts and output.ts. */
import t from 'tap'
import type { DeskState } from '../../desk/desk.ts'
import { LineOutput, ScreenOutput } from '../../desk/output.ts'
import { drawScreen } from '../../desk/screen.ts'
import { makePalette } from '../../report/palette.ts'
import { backup, basic, makePlan, makeRun, split, stranded } from '../report/samples.ts'

const PLAIN = makePalette(false)
const SIZE = { columns: 80, rows: 24 }
const failed = makeRun(backup, 42, { failure: split })

function stateOf(more: Partial<DeskState> = {}): DeskState {
  return {
    plan: makePlan([basic, backup, stranded]),
    phase: 'wider',
    faults: [],
    saved: { files: ['raft/raft.ts'], isOther: true },
    tallies: [
      { test: basic, made: 2, failed: [] },
      { test: backup, made: 2, failed: [failed] },
      { test: stranded, made: 0, failed: [] },
    ],
    kept: [{ test: backup, seed: 42, isFailing: true }],
    round: { done: 4, total: 6, seeds: [42, 43] },
    ...more,
  }
}

t.test('the whole of it, with what to press', async (t) => {
  t.strictSame(drawScreen(stateOf({ phase: 'failed' }), SIZE, PLAIN), [
    'watching labs: 2B, 3 tests',
    'raft/raft.ts saved',
    '',
    '✗ Test (2B): leader backs up quickly over incorrect followe…     1 of 2 passed',
    '✓ Test (2B): basic agreement                                     2 of 2 passed',
    '· Test (2B): stranded entry                                 ',
    '',
    '  TestBackup2B failed at 2,344 virtual ms: S0 and S2 applied different commands',
    '  at index 7',
    '      S0  "x=1"  term 3, at 2,310 ms',
    '      S2  "x=2"  term 4, at 2,344 ms',
    '    rule   Raft Fig. 3, State Machine Safety',
    '    at     raft/raft.ts:41:7 (in requestVote)',
    '    again  npm run grade 2B TestBackup2B seed=42',
    '    why    npm run grade 2B TestBackup2B seed=42 explain',
    '    look   npm run grade 2B TestBackup2B seed=42 log',
    '    look   npm run grade 2B TestBackup2B seed=42 story',
    '',
    'first after a save: TestBackup2B seed=42 (failing)',
    '1 test failed; waiting for a save',
    'q ends · Enter runs again · w goes on with the other tests and more seeds',
  ])
})

t.test('each phase says what goes on', async (t) => {
  const lastBut = (more: Partial<DeskState>) => drawScreen(stateOf(more), SIZE, PLAIN).at(-2)
  t.equal(lastBut({}), 'running 3 tests with seeds 42 to 43: 6 runs, 4 done')
  const kept = { phase: 'kept', round: { done: 0, total: 1 } } as const
  t.equal(lastBut(kept), 'running what failed before: 1 run, 0 done')
  t.equal(lastBut({ phase: 'done', tallies: [] }), 'all 0 runs passed; waiting for a save')
  const unbuilt = drawScreen(
    stateOf({ phase: 'unbuilt', faults: ['a.ts:1: \u001b[2J'] }),
    SIZE,
    PLAIN,
  )
  t.ok(unbuilt.includes('a.ts:1: \\x1b[2J'), 'what a student wrote does nothing to the screen')
  t.equal(unbuilt.at(-2), 'waiting for a save')
})

t.test('a small screen keeps what goes on, and what to press', async (t) => {
  for (const rows of [5, 9, 12, 16]) {
    const lines = drawScreen(stateOf(), { columns: 40, rows }, PLAIN)
    t.ok(lines.length < rows, `${rows} rows`)
    t.equal(lines.at(-1), 'q ends · Enter runs again')
    if (rows > 8) t.match(lines[3], /^✗ /, 'and what fails')
  }
  const many = Array.from({ length: 30 }, () => ({ test: basic, made: 1, failed: [] }))
  const lines = drawScreen(stateOf({ tallies: many, kept: [] }), SIZE, PLAIN)
  t.ok(lines.includes('  and 14 more tests, 14 runs'), lines.join('\n'))
})

t.test('one explanation is given once', async (t) => {
  const also = makeRun(basic, 42, { failure: split })
  const tallies = [
    { test: basic, made: 1, failed: [also] },
    { test: backup, made: 1, failed: [failed] },
  ]
  const text = drawScreen(stateOf({ tallies }), { columns: 80, rows: 50 }, PLAIN).join('\n')
  t.equal(text.split('Raft Fig. 3').length, 2)
  t.match(text, 'again  npm run grade 2B TestBackup2B seed=42')
})

t.test('a frame is one write, from the top, and is not written twice', async (t) => {
  const written: string[] = []
  const output = new ScreenOutput({ write: (text) => written.push(text), ...SIZE }, PLAIN)
  output.show(stateOf())
  output.resized()
  output.show(stateOf())
  output.close()
  t.equal(written.length, 4, 'cleared, cleared and drawn for the size, and the cursor back')
  const [begin, end] = ['\u001b[?25l\u001b[?7l\u001b[H', '\u001b[J\u001b[?7h']
  t.ok(written[2]?.startsWith(begin) && written[2].endsWith(end))
  t.equal(written[2]?.split(begin).length, 2)
  t.equal(written[3], '\r\n\u001b[?25h')
})

t.test('where there is no screen, a line whenever something happened', async (t) => {
  const written: string[] = []
  const output = new LineOutput({ write: (text) => written.push(text) }, PLAIN)
  const tallies = [{ test: backup, made: 0, failed: [] as (typeof failed)[] }]
  const base = { tallies, kept: [], saved: undefined }
  output.show(stateOf({ ...base, phase: 'building', round: { done: 0, total: 0 } }))
  output.show(stateOf({ ...base, round: { done: 0, total: 2, seeds: [42, 43] } }))
  tallies[0]?.failed.push(failed)
  output.show(stateOf({ ...base, round: { done: 1, total: 2, seeds: [42, 43] } }))
  output.show(stateOf({ ...base, round: { done: 2, total: 2, seeds: [42, 43] } }))
  output.show(stateOf({ tallies, saved: undefined, phase: 'failed' }))
  const lines = written.join('').split('\n')
  t.strictSame(lines.slice(0, 2), [
    'watching labs: 2B, 3 tests',
    'running 3 tests with seeds 42 to 43: 2 runs',
  ])
  t.match(lines[2], /^ {2}TestBackup2B failed at 2,344 virtual ms: .* at index 7$/)
  t.strictSame(lines.slice(-3), [
    'first after a save: TestBackup2B seed=42 (failing)',
    '1 test failed; waiting for a save',
    '',
  ])
})
