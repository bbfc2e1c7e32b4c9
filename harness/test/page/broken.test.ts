/** Tests of harness/page/broken.ts, heading-moments.ts and address.ts. */
import t from 'tap'
import { readPlace, writePlace } from '../../page/address.ts'
import { brokenPart, failingEvents } from '../../page/broken.ts'
import { Clock } from '../../page/clock.ts'
import { findPast, membersOf } from '../../page/failing.ts'
import { headingMoments } from '../../page/heading-moments.ts'
import { Scale } from '../../page/scale.ts'
import { at } from './events.ts'

/** Two clerks of which one reads what is old, a third that is asked at the end. */
const events = [
  at(1, 'invoke', 'C0', { operation: 1, method: 'put', args: '["k","a"]' }),
  at(2, 'return', 'C0', { operation: 1, method: 'put' }),
  at(3, 'invoke', 'C1', { operation: 1, method: 'get', args: '["k"]' }),
  at(3, 'call', 'C1', { id: 1, to: 'S0' }),
  at(4, 'request', 'S0', { id: 1, from: 'C1' }),
  at(5.31, 'reply', 'C1', { id: 1, from: 'S0', answeredAtMs: 4 }),
  at(5.31, 'return', 'C1', { operation: 1, method: 'get', result: '""' }),
  at(5.34, 'reply', 'C1', { id: 0, from: 'S1' }),
  at(5.37, 'reply', 'C1', { id: 0, from: 'S1' }),
  at(6, 'apply', 'S1'),
  at(7, 'invoke', 'C2', { operation: 1, method: 'put', args: '["k","b"]' }),
  at(9, 'check', 'test'),
]
const core = [0, 2].map((operation) => ({ operation, words: '' }))
const broken = { part: 'key "k"', kind: 'stale read', text: '', core, isMinimal: true, event: 6 }
const history = { orders: [], unsettled: [], broken }
const headline = 'T failed at 9 virtual ms: not linearizable: key "k", stale read'
const lines = [{ kind: 'headline' as const, text: headline }]
const run = { servers: ['S0', 'S1'], lines, failedAtMs: 9, events, history }

t.test('what clerks saw is named by the ends of all operations of the contradiction', async (t) => {
  t.equal(brokenPart(run)?.event, 6)
  t.strictSame(failingEvents(run), [1, 6])
  const open = { ...broken, core: [...core, { operation: 10, words: '' }] }
  t.strictSame(failingEvents({ ...run, history: { ...history, broken: open } }), [1, 6, 10])
  const past = findPast(events, failingEvents(run))
  t.strictSame([...past], [1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1], 'reply and return are in it')
})

t.test('a failure about something else is not about them', async (t) => {
  const others = ['T failed: S1 leads', 'T failed: not linearizable: key "other", stale read']
  for (const text of others) {
    const other = { ...run, lines: [{ kind: 'headline' as const, text }] }
    t.equal(brokenPart(other), undefined)
    t.notSame(failingEvents(other), [1, 6])
  }
  const { history: _, ...bare } = run
  t.equal(brokenPart(bare), undefined)
})

t.test('a stretch leads to the call and the return of its operation', async (t) => {
  const members = membersOf(run.servers, events)
  const of = (text: string) => headingMoments(text, members, events).map(({ event }) => event)
  t.strictSame(of('  C1   get("k") -> ""  3-5.3 ms'), [2, 6], 'and not to what comes after it')
  t.strictSame(of('C0  put("k", "a")  1-2 ms'), [0, 1])
  t.strictSame(of('S1  applied at 6 ms'), [9], 'other moments as ever')
  const [from, to] = headingMoments('C7  get("k")  3.4-5.3 ms', members, events)
  t.strictSame([from?.atMs, to?.atMs], [3.449, 5.349], 'nobody of that name')
})

t.test('a time as it is printed means all that is printed so', async (t) => {
  const times = events.map(({ atMs }) => atMs)
  const clock = new Clock(new Scale(times), times)
  clock.goToPrinted(5.3)
  t.strictSame([clock.cursor, clock.atMs], [7, 5.34])
  clock.goToPrinted(5.4)
  t.strictSame([clock.cursor, clock.atMs], [8, 5.4])
  clock.goToPrinted(0)
  t.strictSame([clock.cursor, clock.atMs], [-1, 0])
  t.equal(clock.printedEnd(5.31), 5.34)
  t.equal(clock.printedEnd(7), 7)
})

t.test('an address tells whether its time is exact', async (t) => {
  t.strictSame(readPlace('#t=5.3'), { atMs: 5.3 })
  t.strictSame(readPlace('#t=5.300&s=S1'), { atMs: 5.3, isExact: true, focus: 'S1' })
  t.strictSame(readPlace('#t=&s='), {})
  t.equal(writePlace({ atMs: 5.3, isExact: true }), '#t=5.300')
  t.equal(writePlace({ atMs: 5.3 }), '#t=5.3')
  t.equal(writePlace({ atMs: 5.3456789, focus: 'S 1' }), '#t=5.346&s=S%201')
})
