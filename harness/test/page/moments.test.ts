/** Tests of harness/page/moments.ts. */
import t from 'tap'
import { findFailing, membersOf } from '../../page/failing.ts'
import { findMoments } from '../../page/moments.ts'
import { at } from './events.ts'

const events = [
  at(722, 'state', 'S1'),
  at(722.4, 'save', 'S1'),
  at(722.9, 'save', 'S0'),
  at(1_163.25, 'state', 'S2'),
  at(1_163.9, 'save', 'S0'),
  at(1_545.2, 'apply', 'G1.S0'),
  at(1_545.3, 'apply', 'G1.S1'),
]
const members = membersOf(['S0', 'S1', 'S2', 'G1.S0', 'G1.S1'], events)

/** Digits, with the event or else the moment in milliseconds. */
function found(text: string): readonly (string | number | undefined)[][] {
  return findMoments(text, members, events).map(({ digits, atMs, event, index }) => {
    t.equal(text.slice(index, index + digits.length), digits)
    if (event !== undefined) t.equal(atMs, events[event]?.atMs)
    return event === undefined ? [digits, atMs] : [digits, undefined, event]
  })
}

t.test('a moment leads to the event of whom the line names before it', async (t) => {
  t.strictSame(found('S1  left it at 722 ms'), [['722', undefined, 1]])
  t.strictSame(found('S1 heard it of S0 at 722 ms'), [['722', undefined, 2]], 'the nearer one')
  t.strictSame(found('S2  is in term 3 since 1,163 ms'), [['1,163', undefined, 3]])
  t.strictSame(found('G1  has applied it, at 1,545 ms'), [['1,545', undefined, 6]], 'a group')
  t.strictSame(found('G1.S0  103  at 1,545 ms'), [['1,545', undefined, 5]])
})

t.test('of a command that it names it leads to where that was applied', async (t) => {
  const some = [
    at(9.1, 'apply', 'S0', { command: '102' }),
    at(9.2, 'apply', 'S0', { command: '103' }),
    at(9.3, 'apply', 'S0', { command: '' }),
    at(9.4, 'save', 'S0'),
    at(9.5, 'apply', 'S1', { command: '103' }),
  ]
  const eventOf = (text: string): unknown => {
    return findMoments(text, membersOf(['S0', 'S1'], some), some)[0]?.event
  }
  t.equal(eventOf('S0  103  at 9 ms'), 1)
  t.equal(eventOf('S0  102  at 9 ms'), 0)
  t.equal(eventOf('S0  104  at 9 ms'), 3, 'the last')
  const lines = [{ kind: 'detail' as const, text: 'S0  103  at 9 ms' }]
  t.strictSame(findFailing({ servers: ['S0'], lines, failedAtMs: 9, events: some }), [1])
})

t.test('without one it leads to the end of the moment', async (t) => {
  t.strictSame(found('left at 722 ms by S1'), [['722', 722.999]], 'nobody is named before it')
  t.strictSame(found('S2  at 722 ms'), [['722', 722.999]], 'it did nothing then')
  t.strictSame(found('S12  at 722 ms'), [['722', 722.999]], 'another name')
  t.strictSame(found('T failed at 2,344 virtual ms: S1'), [['2,344', 2_344.999]])
})

t.test('both ends of a stretch are moments', async (t) => {
  t.strictSame(found('S1  seen from 722 ms to 3,087 ms'), [
    ['722', undefined, 1],
    ['3,087', 3_087.999],
  ])
  t.strictSame(found('C5  150.9-1,299 ms'), [
    ['150.9', 150.999],
    ['1,299', 1_299.999],
  ])
  t.strictSame(found('from 7 to 9 ms'), [
    ['7', 7.999],
    ['9', 9.999],
  ])
})

t.test('what is no moment is left alone', async (t) => {
  for (const text of [
    'S1  a timer of 722 ms',
    'none within 722 virtual ms',
    'S1 took 722 ms',
    'up to 722 ms',
    'since 722 answers',
    'at index 722',
    'S1  appended "7 or 8-9"',
    'at , ms',
  ]) {
    t.strictSame(found(text), [], text)
  }
})
