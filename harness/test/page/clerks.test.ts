/** Tests of harness/page/clerks.ts. */
import t from 'tap'
import { clientsOf, lastBegun, makeClerks, underWay } from '../../page/clerks.ts'
import type { PageHistory } from '../../page/history.ts'
import type { TraceEvent } from '../../sim/trace.ts'
import { HOSTILE } from './hostile-run.ts'

function invoke(atMs: number, who: string, method: string, ...args: unknown[]): TraceEvent {
  return { atMs, kind: 'invoke', who, operation: 1, method, args: JSON.stringify(args) }
}

function returned(atMs: number, who: string, result: unknown = { $: 'undef' }): TraceEvent {
  return { atMs, kind: 'return', who, operation: 1, result: JSON.stringify(result) }
}

const events = [
  invoke(1, 'C1', 'append', 'x', 'b'),
  invoke(2, 'C0', 'get', 'x'),
  { atMs: 2, kind: 'note', who: 'C9' },
  returned(3, 'C0', 'b'),
  returned(5, 'C1'),
  invoke(6, 'C2', 'put', '10', HOSTILE),
  invoke(6, 'admin', 'query', -1),
  returned(7, 'C7'),
]

const history: PageHistory = {
  orders: [{ part: 'key "x"', operations: [0, 1] }],
  unsettled: [],
  broken: {
    part: 'key "x"',
    kind: 'k',
    text: 't',
    core: [{ operation: 1, words: '' }],
    isMinimal: true,
    event: 3,
  },
}

t.test('operations have keys, values, results and their span', async (t) => {
  const { clients, keys, operations } = makeClerks(events, undefined, 9)
  t.strictSame(clients, ['C1', 'C0', 'C2', 'admin'])
  t.strictSame(keys, ['10', 'x'])
  t.match(operations, [
    { words: 'append("x", "b")', fromMs: 1, toMs: 5, returned: 4 },
    { words: 'get("x") → "b"', fromMs: 2, toMs: 3, key: 'x' },
    { fromMs: 6, toMs: 9, returned: undefined },
    { words: 'query(-1)', key: undefined },
  ])
})

t.test('the order gives each its earliest moment, and the core is marked', async (t) => {
  const { operations, inOrder } = makeClerks(events, history, 9)
  t.match(operations[0]?.effect, { number: 1, of: 2, atMs: 1 })
  t.match(operations[1]?.effect, { number: 2, of: 2, atMs: 2 })
  t.equal(operations[2]?.effect, undefined)
  t.strictSame(
    operations.map(({ isCore }) => isCore),
    [false, true, false, false],
  )
  t.strictSame(inOrder.get('x'), operations.slice(0, 2))
  const turned = { ...history, orders: [{ part: 'key "x"', operations: [1, 0, 77] }] }
  const [append] = makeClerks(events, turned, 9).operations
  t.equal(append?.effect?.atMs, 2, 'not before what stands before it')
})

t.test('who is under way at a moment', async (t) => {
  const clerks = makeClerks(events, history, 9)
  const at = (ms: number) => underWay(clerks, ms).map(({ client }) => client)
  t.strictSame([at(0), at(2.5), at(4), at(8)], [[], ['C1', 'C0'], ['C1'], ['C2', 'admin']])
  t.equal(lastBegun(clerks.operations, 0.5), -1)
  t.strictSame(clientsOf(clerks, 'x'), ['C1', 'C0'])
  t.strictSame(clientsOf(clerks), clerks.clients)
})

t.test('arguments that were cut are still shown', async (t) => {
  const [one] = makeClerks(
    [{ ...invoke(1, 'C0', 'put'), args: '["x","aaa...' }],
    history,
    9,
  ).operations
  t.match(one, { words: 'put("x", "aaa...)', key: undefined })
})
