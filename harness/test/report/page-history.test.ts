/** Tests of harness/report/page-history.ts. */
import t from 'tap'
import { judgeHistory } from '../../report/page-history.ts'
import type { TraceEvent } from '../../sim/trace.ts'

let operation = 0

function called(who: string, method: string, ...args: unknown[]): TraceEvent {
  return { atMs: ++operation, kind: 'invoke', who, operation, method, args: JSON.stringify(args) }
}

function answered(call: TraceEvent, result: unknown = { $: 'undef' }): TraceEvent {
  const { who, operation } = call
  return { atMs: 1_000, kind: 'return', who, operation, result: JSON.stringify(result) }
}

const put = called('C0', 'put', 'x', 'a')
const get = called('C1', 'get', 'x')
const other = called('C2', 'put', 'y', 'b')
const legal = [put, get, other, answered(get, 'a'), answered(put), answered(other)]
const stale = [put, answered(put), other, get, answered(get, ''), answered(other)]

t.test('an order by key, of the places of the calls', async (t) => {
  t.strictSame(judgeHistory(legal, true), {
    orders: [
      { part: 'key "x"', operations: [0, 1] },
      { part: 'key "y"', operations: [2] },
    ],
    unsettled: [],
  })
  t.equal(judgeHistory(legal, false)?.broken, undefined, 'failed for something else')
})

t.test('where there is none: the smallest part, and an order until then', async (t) => {
  const found = judgeHistory(stale, false)
  t.match(found?.broken, { part: 'key "x"', kind: 'lost put', isMinimal: true, event: 4 })
  t.match(found?.broken?.core, [
    { operation: 0, words: 'put("x", "a")' },
    { operation: 3, words: 'get("x") -> ""' },
  ])
  t.strictSame(
    found?.orders.map(({ part, operations }) => [part, operations]),
    [
      ['key "y"', [2]],
      ['key "x"', [0]],
    ],
  )
})

t.test('an answer that is no text is no answer', async (t) => {
  const odd = [get, answered(get, { odd: 1 })]
  t.strictSame(judgeHistory(odd, false), {
    orders: [{ part: 'key "x"', operations: [] }],
    unsettled: [],
  })
})

t.test('what cannot be read is not judged', async (t) => {
  t.equal(judgeHistory([], false), undefined)
  t.equal(judgeHistory([called('C0', 'query', -1)], false), undefined)
  t.equal(judgeHistory([...legal, { ...put, args: '["x","aa... (cut' }], false), undefined)
  t.equal(judgeHistory([called('C0', 'put', 5, 'a')], false), undefined)
})
