/** Tests of what a story tells beside the turns that did harm: harness/explain/kinds.ts and others. */
import t from 'tap'
import { votesForShorter } from '../../explain/candidates.ts'
import { quotedCalls } from '../../explain/clients.ts'
import { logsOf } from '../../explain/indexes.ts'
import { firstsOf } from '../../explain/kinds.ts'
import { factsOfLate } from '../../explain/late.ts'
import { factsOfMoves } from '../../explain/moves.ts'
import { factsOfOperations } from '../../explain/operations.ts'
import { factsOfRestarts } from '../../explain/restarts.ts'
import { Run } from '../../explain/run.ts'
import { electionsOf } from '../../explain/terms.ts'
import type { TraceEvent } from '../../sim/trace.ts'
import { at, begin } from '../page/events.ts'

interface Rpc {
  readonly id: number
  readonly from: string
  readonly to: string
  readonly body: string
  readonly answer?: string
  readonly does?: string
}

/** Sent at one moment; there one later, back two later; times may be told. */
function rpc(
  ms: number,
  { id, from, to, body, answer, does }: Rpc,
  arrivesMs = ms + 1,
): TraceEvent[] {
  const svcMeth = 'Raft.append'
  return [
    at(ms, 'call', from, { id, to, svcMeth, text: `-> ${to} append ${body}` }),
    at(arrivesMs, 'request', to, { id, from, svcMeth, text: `${from} asks append ${body}` }),
    ...(does === undefined ? [] : [at(arrivesMs, does, to, { stateBytes: 1, snapshotBytes: 0 })]),
    ...(answer === undefined
      ? []
      : [
          at(arrivesMs + 1, 'reply', from, {
            ...{ id, from: to, svcMeth, answeredAtMs: arrivesMs },
            text: `<- ${to} append ${answer}`,
          }),
        ]),
  ]
}

function runOf(events: readonly TraceEvent[]): Run {
  const sorted = [...events].sort((a, b) => a.atMs - b.atMs)
  return new Run(['S0', 'S1', 'G1.S0', 'G2.S0', 'K0'].map((who) => begin(who)).concat(sorted))
}

function turnAt(run: Run, who: string, atMs: number): number {
  return run.turns.findIndex((turn) => turn.who === who && turn.atMs === atMs)
}

t.test('the first turn of a kind is found, whatever the values', async (t) => {
  const base = { from: 'S0', to: 'S1', answer: '{ok:true}' }
  const run = runOf([
    ...rpc(10, { ...base, id: 1, body: '{term:1, entries:[]}' }),
    ...rpc(20, { ...base, id: 2, body: '{term:1, entries:[{c:1}]}', does: 'save' }),
    ...rpc(30, { ...base, id: 3, body: '{term:1, entries:[{c:1}, {c:2}]}' }),
    ...rpc(40, { ...base, id: 4, body: '{term:2, entries:[{c:5}]}' }),
  ])
  const harm = turnAt(run, 'S1', 41)
  const first = firstsOf(run, [harm], 90)
  t.strictSame(
    first,
    [{ turn: turnAt(run, 'S1', 31), weight: 90 }],
    'neither saved nor without entries',
  )
  t.strictSame(firstsOf(run, [turnAt(run, 'S1', 31)], 90), [], 'it is the first itself')
  t.strictSame(
    firstsOf(run, [turnAt(run, 'S0', 42)], 90),
    [],
    'a yes that led to nothing tells nothing',
  )
})

t.test('a message that later ones overtook stands out, and others do not', async (t) => {
  const base = { from: 'S0', to: 'S1', body: '{}' }
  const late = runOf([...rpc(10, { ...base, id: 1 }, 90), ...rpc(20, { ...base, id: 2 })])
  const facts = factsOfLate(late)
  t.match(facts, [{ turn: turnAt(late, 'S1', 90), remark: 'S0 had sent that 80 ms before' }])
  t.strictSame(
    factsOfLate(runOf([...rpc(10, { ...base, id: 1 }), ...rpc(20, { ...base, id: 2 })])),
    [],
  )
  const close = runOf([...rpc(10, { ...base, id: 1 }, 25), ...rpc(20, { ...base, id: 2 })])
  t.strictSame(factsOfLate(close), [], 'networks do that')
})

t.test('what groups send each other is told, what they ask controllers is not', async (t) => {
  const run = runOf([
    ...rpc(10, { id: 1, from: 'G1.S0', to: 'K0', body: '{query:1}', answer: '{}', does: 'save' }),
    ...rpc(20, { id: 2, from: 'G1.S0', to: 'G2.S0', body: '{shard:1}', answer: '{no:1}' }),
    ...rpc(30, {
      id: 3,
      from: 'G1.S0',
      to: 'G2.S0',
      body: '{shard:1}',
      answer: '{ok:1}',
      does: 'save',
    }),
  ])
  const turns = factsOfMoves(run, 70).map(({ turn }) => run.turn(turn))
  t.ok(turns.every(({ atMs }) => atMs >= 20))
  t.match(
    turns.find(({ who, atMs }) => who === 'G2.S0' && atMs === 31),
    { who: 'G2.S0' },
  )
  const [most] = [...factsOfMoves(run, 70)].sort((a, b) => b.weight - a.weight)
  t.equal(most?.turn, turnAt(run, 'G2.S0', 31), 'above all where it was taken')
})

t.test('what a leader had saved is told when its group starts again', async (t) => {
  const state = (ms: number, who: string): TraceEvent =>
    at(ms, 'state', who, { term: 1, isLeader: true, text: 'term 1, leader' })
  const save = (ms: number, who: string, snapshotBytes: number): TraceEvent =>
    at(ms, 'save', who, { stateBytes: 1, snapshotBytes })
  const fault = (ms: number, who: string, action: string): TraceEvent =>
    at(ms, 'fault', who, { action })
  const events = [
    state(10, 'G1.S0'),
    save(20, 'G1.S0', 5),
    save(30, 'G1.S0', 9),
    save(30, 'G2.S0', 9),
    fault(40, 'G1.S0', 'crash'),
    fault(40, 'G2.S0', 'crash'),
  ]
  const again = ['G1.S0', 'G2.S0'].map((who) => fault(50, who, 'start'))
  const run = runOf([...events, ...again])
  t.strictSame(factsOfRestarts(run, electionsOf(run), 70), [
    { turn: turnAt(run, 'G1.S0', 30), weight: 70, remark: 'with this G1.S0 starts again at 50 ms' },
  ])
  const ended = runOf(events)
  t.strictSame(factsOfRestarts(ended, electionsOf(ended), 70), [], 'nobody comes back')
})

t.test('a client that took a lost call for done is told with its return', async (t) => {
  const call = rpc(20, { id: 1, from: 'C1', to: 'S0', body: '{value:"x 1 0 y"}' })
  const lost = at(27, 'lost', 'C1', { id: 1, text: 'lost' })
  const done = at(27, 'return', 'C1', { operation: 1, method: 'append', text: 'append returned' })
  const run = runOf([...call, lost, done])
  const told = quotedCalls(run, ['x 1 0 y']).map(({ turn }) => run.turn(turn))
  t.match(told, [
    { who: 'C1', atMs: 20 },
    { who: 'C1', atMs: 27 },
  ])
  t.strictSame(quotedCalls(run, ['x 2 0 y']), [])
})

t.test('who waits at the end is told with its call and what it asked', async (t) => {
  const invoke = (ms: number, who: string, operation: number): TraceEvent =>
    at(ms, 'invoke', who, { operation, method: 'get', args: '["k"]', text: 'get ["k"]' })
  const events = [
    invoke(5, 'C1', 1),
    ...rpc(5, { id: 1, from: 'C1', to: 'S0', body: '{key:"k"}', answer: '{}' }),
    at(7, 'return', 'C1', { operation: 1, method: 'get', result: '""', text: 'get returned ""' }),
    invoke(20, 'C1', 2),
    ...rpc(20, { id: 2, from: 'C1', to: 'S1', body: '{key:"k"}' }),
  ]
  const run = runOf(events)
  const told = factsOfOperations(run, ['x']).map(({ turn }) => run.turn(turn))
  t.match(told, [
    { who: 'C1', atMs: 20 },
    { who: 'S1', atMs: 21 },
  ])
  t.strictSame(factsOfOperations(runOf(events.slice(0, 5)), ['x']), [], 'all is answered')
})

t.test(
  'a vote for a candidate whose log is behind is told with the ends of both logs',
  async (t) => {
    const save = (ms: number, who: string, entries: readonly (readonly [number, string])[]) =>
      at(ms, 'save', who, {
        ...{ stateBytes: 1, snapshotBytes: 0 },
        inferred: { length: entries.length, kept: 0, entries },
      })
    const run = (own: readonly (readonly [number, string])[]): readonly string[] => {
      const made = runOf([
        save(1, 'S0', [[1, 'a']]),
        save(1, 'S1', own),
        ...rpc(10, { id: 1, from: 'S0', to: 'S1', body: '{}', answer: '{yes:true}' }),
      ])
      const exchange = made.exchange(1)
      if (exchange === undefined) return []
      const turn = made.turnOf(exchange.call)
      const candidacy = { group: '', candidate: 'S0', term: 2, turn, asked: [exchange] }
      const vote = { candidacy, voter: 'S1', turn: turnAt(made, 'S1', 11), isYes: true }
      const logs = logsOf(made, [])
      t.strictSame(votesForShorter(made, logs, [{ ...vote, isYes: false }]), [], 'a no is fine')
      return votesForShorter(made, logs, [vote]).map(({ remark = '' }) => remark)
    }
    const longer = ([term, index]: readonly number[]): string =>
      `it seems that S1's log ended at index ${index} in term ${term}, and that of S0 at index 1 in term 1`
    t.strictSame(
      run([
        [1, 'a'],
        [1, 'b'],
      ]),
      [longer([1, 2])],
    )
    t.strictSame(run([[2, 'c']]), [longer([2, 1])])
    t.strictSame(run([[1, 'a']]), [], 'equal logs')
  },
)
