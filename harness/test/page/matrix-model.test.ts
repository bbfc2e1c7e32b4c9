/** Tests of harness/page/matrix-model.ts, server-log.ts, log-ledger.ts and timeline.ts. */
import t from 'tap'
import { Ledger } from '../../page/log-ledger.ts'
import { type Column, MatrixModel, tellingPart } from '../../page/matrix-model.ts'
import { Timeline } from '../../page/timeline.ts'
import type { TraceEvent } from '../../sim/trace.ts'
import { at, begin } from './events.ts'

type Entries = readonly (readonly [number, string])[]

function save(who: string, kept: number, entries: Entries, more: object = {}): TraceEvent {
  const inferred = { length: kept + entries.length, kept, entries, ...more }
  return at(1, 'save', who, { stateBytes: 9, snapshotBytes: 0, inferred })
}

const apply = (who: string, index: number, command: string): TraceEvent =>
  at(2, 'apply', who, { index, command })

const start = (who: string, index: number, term: number, command: string): TraceEvent =>
  at(1, 'start', who, { index, term, command, isAccepted: true })

function columnAt(
  events: readonly TraceEvent[],
  index: number,
  cursor = events.length - 1,
): Column {
  const model = new MatrixModel(['S0', 'S1'], events)
  return model.column(model.groups[0] as never, index, cursor)
}

/** `saved t1 a +applied +committed`, a dash for nothing. */
function looks({ cells, isDivergent }: Column): readonly string[] {
  const words = cells.map((cell) => {
    if (cell === undefined) return '-'
    const { state, term, command, isApplied, isCommitted } = cell
    return `${state} t${term} ${command}${isApplied ? ' applied' : ''}${isCommitted ? ' committed' : ''}`
  })
  return isDivergent ? [...words, 'differ'] : words
}

t.test('an entry is saved, then applied by one, then by the other', async (t) => {
  const events = [
    begin('S0'),
    begin('S1'),
    save('S0', 0, [[1, 'a']]),
    save('S1', 0, [[1, 'a']]),
    apply('S0', 1, 'a'),
    apply('S1', 1, 'a'),
  ]
  t.strictSame(looks(columnAt(events, 1, 1)), ['-', '-'])
  t.strictSame(looks(columnAt(events, 1, 2)), ['saved t1 a', '-'])
  t.strictSame(looks(columnAt(events, 1, 4)), [
    'saved t1 a applied committed',
    'saved t1 a committed',
  ])
  t.strictSame(looks(columnAt(events, 1)), Array(2).fill('saved t1 a applied committed'))
  t.strictSame(looks(columnAt(events, 2)), ['-', '-'])
})

t.test('what is overwritten and what is dropped', async (t) => {
  const events = [
    save('S0', 0, [
      [1, 'a'],
      [1, 'b'],
      [1, 'c'],
    ]),
    save('S1', 0, [
      [1, 'a'],
      [2, 'x'],
    ]),
    save('S0', 1, [[2, 'x']]),
    save('S0', 1, []),
    save('S0', 1, [[3, 'b']]),
  ]
  t.strictSame(looks(columnAt(events, 2, 1)), ['saved t1 b', 'saved t2 x', 'differ'])
  t.strictSame(looks(columnAt(events, 2, 2)), ['saved t2 x', 'saved t2 x'])
  t.strictSame(looks(columnAt(events, 3, 2)), ['-', '-'], 'the third went with the second')
  t.strictSame(looks(columnAt(events, 2, 3)), ['-', 'saved t2 x'])
  t.strictSame(looks(columnAt(events, 2, 4)), ['saved t3 b', 'saved t2 x', 'differ'])
  t.strictSame(looks(columnAt(events, 1, 4)), ['saved t1 a', 'saved t1 a'], 'and no more than that')
})

t.test('the same command of two terms differs', async (t) => {
  const events = [save('S0', 0, [[1, 'a']]), save('S1', 0, [[2, 'a']])]
  t.ok(columnAt(events, 1).isDivergent)
})

t.test('without saves it is what start and apply tell, in this life', async (t) => {
  const events = [
    begin('S0'),
    begin('S1'),
    start('S0', 1, 4, 'a'),
    apply('S0', 1, 'a'),
    apply('S1', 1, 'b'),
    at(3, 'fault', 'S0', { action: 'crash', life: 1 }),
    begin('S0', 2, 4),
    at(5, 'start', 'S0', { command: 'z', isAccepted: false }),
  ]
  t.strictSame(looks(columnAt(events, 1, 2)), ['told t4 a', '-'])
  t.strictSame(looks(columnAt(events, 1, 4)), [
    'told t4 a applied committed',
    'told tundefined b applied committed',
    'differ',
  ])
  t.strictSame(looks(columnAt(events, 1)), ['-', 'told tundefined b applied committed'])
})

t.test('a save outlives a crash; what was only applied is applied anew', async (t) => {
  const events = [
    save('S0', 0, [[1, 'a']]),
    apply('S0', 1, 'a'),
    at(3, 'fault', 'S0', { action: 'crash', life: 1 }),
  ]
  t.strictSame(looks(columnAt(events, 1)), ['saved t1 a committed', '-'])
})

t.test('a log that lost its front to a snapshot is where its commands are known', async (t) => {
  const events = [
    save('S0', 0, [
      [1, 'a'],
      [1, 'b'],
      [2, 'c'],
    ]),
    ...['a', 'b', 'c'].map((command, place) => apply('S0', place + 1, command)),
    at(3, 'snapshot', 'S0', { index: 2 }),
    save('S0', 0, [[2, 'c']]),
    save('S0', 1, [[2, 'd']]),
  ]
  t.strictSame(looks(columnAt(events, 2)), ['snapshot t1 b applied committed', '-'])
  t.strictSame(looks(columnAt(events, 3)), ['saved t2 c applied committed', '-'])
  t.strictSame(looks(columnAt(events, 4)), ['saved t2 d', '-'])
  t.strictSame(looks(columnAt(events, 1)), ['snapshot t1 a applied committed', '-'])
})

t.test('a log with a mark in front, with indexes of its own, and one that is empty', async (t) => {
  const mark = [
    save('S0', 0, [
      [0, 'null'],
      [1, 'a'],
    ]),
  ]
  t.strictSame(looks(columnAt(mark, 1)), ['saved t1 a', '-'])
  const own = [save('S0', 0, [[1, 'a']], { firstIndex: 7 })]
  t.strictSame(
    [7, 1].map((index) => looks(columnAt(own, index))[0]),
    ['saved t1 a', '-'],
  )
  const emptied = [
    save('S0', 0, [
      [1, 'a'],
      [1, 'b'],
    ]),
    apply('S0', 1, 'a'),
    apply('S0', 2, 'b'),
    at(3, 'save', 'S0', { stateBytes: 5, snapshotBytes: 8 }),
    save('S0', 0, [[1, 'c']]),
  ]
  t.match(looks(columnAt(emptied, 2))[0], /^snapshot t1 b/)
  t.strictSame(looks(columnAt(emptied, 3)), ['saved t1 c', '-'])
})

t.test('the last index that anybody holds', async (t) => {
  const events = [
    save('S0', 0, [
      [1, 'a'],
      [1, 'b'],
    ]),
    start('S1', 5, 1, 'e'),
    at(2, 'apply', 'S1', { index: 9, isSnapshot: true }),
  ]
  const model = new MatrixModel(['S0', 'S1'], events)
  const [group] = model.groups
  t.strictSame(
    [-1, 0, 1, 2].map((cursor) => model.lastIndex(group as never, cursor)),
    [0, 2, 5, 9],
  )
  t.equal(model.appliedIndex('S1', 2), 9)
})

t.test('every event that touched an entry, in order', async (t) => {
  const events = [
    start('S0', 1, 1, 'a'),
    save('S0', 0, [
      [1, 'a'],
      [1, 'b'],
    ]),
    save('S1', 0, [[1, 'a']]),
    apply('S0', 1, 'a'),
    save('S0', 1, []),
    at(3, 'snapshot', 'S0', { index: 1 }),
  ]
  const model = new MatrixModel(['S0', 'S1'], events)
  const told = (index: number): unknown[] =>
    model.touches(model.groups[0] as never, index).map(({ event, server, words }) => {
      return `${event} ${server} ${words}`
    })
  t.strictSame(told(1), [
    '0 S0 start(): term 1: a',
    '1 S0 saved term 1: a',
    '2 S1 saved term 1: a',
    '3 S0 applied a',
    '5 S0 has it in a snapshot up to 1',
  ])
  t.strictSame(told(2), ['1 S0 saved term 1: b', '4 S0 dropped it from its saved log'])
  t.strictSame(told(3), [])
})

t.test('groups have logs of their own', async (t) => {
  const model = new MatrixModel(
    ['G1.S0', 'G2.S0'],
    [save('G1.S0', 0, [[1, 'a']]), apply('G1.S0', 1, 'a'), save('G2.S0', 0, [[1, 'z']])],
  )
  t.strictSame(
    model.groups.map((group) => looks(model.column(group, 1, 2))),
    [['saved t1 a applied committed'], ['saved t1 z']],
  )
})

t.test('commands vote on where a log begins', async (t) => {
  const ledger = new Ledger()
  const entries = (...commands: string[]) => commands.map((command) => ({ term: 1, command }))
  t.equal(ledger.firstIndex(entries('a', 'b'), 3), 3, 'a guess, as nothing is known')
  for (const [command, index] of [
    ['a', 5],
    ['b', 6],
    ['n', 2],
    ['n', 6],
    ['n', 9],
  ] as const) {
    ledger.note(command, index)
  }
  t.equal(ledger.firstIndex(entries('a', 'b'), 3), 5)
  t.equal(ledger.firstIndex(entries('n', 'n'), 2), 2, 'where all is equal the guess holds')
  t.equal(ledger.firstIndex(entries('n', 'a', 'b'), 1), 4)
})

t.test('a timeline is what it was after an event', async (t) => {
  const timeline = new Timeline<string>()
  t.equal(timeline.last, undefined)
  timeline.set(3, 'a')
  timeline.set(3, 'b')
  timeline.set(7, 'c')
  t.strictSame(
    [2, 3, 6, 7, 99].map((event) => timeline.after(event)),
    [undefined, 'b', 'b', 'c', 'c'],
  )
  t.strictSame(
    [...timeline.changes()],
    [
      [3, 'b'],
      [7, 'c'],
    ],
  )
})

t.test('a cell shows what tells commands apart, not whose they are', async (t) => {
  t.equal(tellingPart('{"clerk":7346328912,"op":{"kind":"put","key":"k"},"seq":4}'), 'put k…')
  t.equal(tellingPart('{"op":"put","key":"k"}'), 'put k')
  t.equal(tellingPart('7346328912'), '73463…', 'a command of lab 2 is a number')
  t.equal(tellingPart(''), '')
})
