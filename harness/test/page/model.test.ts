/** Tests of harness/page/story-model.ts and address.ts. */
import t from 'tap'
import { readPlace, writePlace } from '../../page/address.ts'
import { makeModel } from '../../page/story-model.ts'
import type { TraceEvent } from '../../sim/trace.ts'

function at(atMs: number, kind: string, who: string, more: object = {}): TraceEvent {
  return { atMs, kind, who, ...more }
}

const svcMeth = 'Raft.requestVote'

t.test('messages are tied by their numbers', async (t) => {
  const { messages, lanes } = makeModel(
    ['S0', 'S1'],
    [
      at(1, 'call', 'S0', { id: 1, to: 'S1', svcMeth }),
      at(1, 'call', 'C0', { id: 2, to: 'S1', svcMeth }),
      at(2, 'request', 'S1', { id: 1 }),
      at(4, 'reply', 'S0', { id: 1, answeredAtMs: 3 }),
      at(5, 'lost', 'C0', { id: 2, why: 'request lost' }),
      at(6, 'reply', 'S0', { id: 77 }),
    ],
    10,
  )
  t.strictSame(lanes, ['S0', 'S1', 'C0', 'test'])
  t.match(messages[0], { callMs: 1, requestMs: 2, answeredMs: 3, endMs: 4, events: [0, 2, 3] })
  t.match(messages[1], { from: 'C0', to: 'S1', endMs: 5, why: 'request lost', events: [1, 4] })
  t.equal(messages[1]?.requestMs, undefined)
  t.equal(messages.length, 2)
})

t.test('clients are in the order of their names', async (t) => {
  const calls = ['C10', 'admin', 'C2', 'C0'].map((who, id) => at(1, 'call', who, { id, to: 'S0' }))
  t.strictSame(makeModel(['S0'], calls, 2).lanes, ['S0', 'admin', 'C0', 'C2', 'C10', 'test'])
})

t.test('lives, leaderships and cuts are stretches', async (t) => {
  const model = makeModel(
    ['S0', 'S1'],
    [
      at(0, 'fault', 'S0', { action: 'start', life: 1 }),
      at(1, 'link', 'S0', { to: 'S0', isUp: true }),
      at(2, 'link', 'S0', { to: 'S1', isUp: true }),
      at(3, 'state', 'S0', { term: 1, isLeader: true }),
      at(5, 'link', 'S0', { to: 'S1', isUp: false }),
      at(7, 'fault', 'S0', { action: 'crash', life: 1 }),
      at(8, 'fault', 'S0', { action: 'start', life: 2 }),
    ],
    10,
  )
  const spans = (bands: readonly { fromMs: number; toMs: number }[]): number[][] =>
    bands.map(({ fromMs, toMs }) => [fromMs, toMs])
  t.strictSame(spans(model.lives), [
    [0, 7],
    [8, 10],
  ])
  t.strictSame(spans(model.leaderships), [[3, 7]])
  t.strictSame(spans(model.cutOffs), [
    [0, 2],
    [5, 7],
    [8, 10],
  ])
  t.strictSame(model.said.get('S0'), [{ atMs: 3, term: 1, isLeader: true }])
})

t.test('who has lives is a server, also where the run does not name it', async (t) => {
  const { lanes, cutOffs } = makeModel(
    ['G100.S0'],
    [
      at(0, 'link', 'K0', { to: 'K1', isUp: true }),
      at(0, 'fault', 'K0', { action: 'start', life: 1 }),
      at(0, 'fault', 'K1', { action: 'start', life: 1 }),
      at(1, 'call', 'C0', { id: 1, to: 'K1', svcMeth }),
    ],
    10,
  )
  t.strictSame(lanes, ['G100.S0', 'K0', 'K1', 'C0', 'test'])
  t.strictSame(
    cutOffs.map(({ who }) => who),
    ['K1'],
    'K0 was told its way to K1 before it began',
  )
})

t.test('the address keeps the place', async (t) => {
  t.strictSame(readPlace('#t=2344.5&s=G100.S1'), { atMs: 2_344.5, focus: 'G100.S1' })
  t.strictSame(readPlace(writePlace({ atMs: 7, focus: 'a&b=<' })), { atMs: 7, focus: 'a&b=<' })
  for (const odd of ['', '#', '#t=x&s=', '#t=']) t.strictSame(readPlace(odd), {}, odd)
})
