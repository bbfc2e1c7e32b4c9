/** Tests of harness/page/shards.ts. */
import t from 'tap'
import { makeShards, ownersAt } from '../../page/shards.ts'
import type { TraceEvent } from '../../sim/trace.ts'

function config(atMs: number, who: string, num: number, shards: readonly number[]): TraceEvent {
  return { atMs, kind: 'config', who, num, shards }
}

function query(atMs: number, result: unknown): TraceEvent {
  return { atMs, kind: 'return', who: 'C0', method: 'query', result: JSON.stringify(result) }
}

const moves = [
  config(1, 'G100', 1, [100, 100]),
  config(2, 'G101', 1, [100, 100]),
  config(3, 'G101', 2, [100, 101]),
  config(5, 'G100', 2, [100, 101]),
  config(7, 'G101', 3, [100, 100]),
  config(8, 'G100', 3, [100, 100]),
]

t.test('a group holds what the newest configuration that it applied gives it', async (t) => {
  const { count, gids, holdings, troubles } = makeShards(moves, 10)
  t.strictSame([count, gids], [2, [100, 101]])
  t.strictSame(holdings, [
    { shard: 0, gid: 100, fromMs: 1, toMs: 10 },
    { shard: 1, gid: 100, fromMs: 1, toMs: 5 },
    { shard: 1, gid: 101, fromMs: 3, toMs: 7 },
    { shard: 1, gid: 100, fromMs: 8, toMs: 10 },
  ])
  t.strictSame(troubles, [
    { shard: 1, owners: [100, 101], fromMs: 3, toMs: 5 },
    { shard: 1, owners: [], fromMs: 7, toMs: 8 },
  ])
  const owners = [0, 2, 4, 6, 7].map((atMs) => ownersAt(holdings, 1, atMs))
  t.strictSame(owners, [[], [100], [100, 101], [101], []])
})

t.test('who answered an operation is who the clerk heard last', async (t) => {
  const about = { who: 'C1', method: 'get', args: '["c"]' }
  const { served } = makeShards(
    [
      ...moves,
      { atMs: 9, kind: 'invoke', ...about },
      { atMs: 9, kind: 'reply', who: 'C1', from: 'G100.S0' },
      { atMs: 9, kind: 'reply', who: 'C1', from: 'K0' },
      { atMs: 9, kind: 'reply', who: 'C2', from: 'G102.S0' },
      { atMs: 9, kind: 'reply', who: 'C1', from: 'G101.S1' },
      { atMs: 10, kind: 'return', ...about },
      { atMs: 10, kind: 'return', who: 'C9', method: 'get' },
    ],
    10,
  )
  t.strictSame(served, [{ shard: 1, gid: 101, atMs: 10, event: 11 }])
})

t.test('configurations as queries return them, with their balance', async (t) => {
  const { configurations, holdings } = makeShards(
    [
      query(4, { num: 2, shards: [7, 7, 7], groups: { 7: ['a'], 8: ['b'] } }),
      query(5, { num: 1, shards: [0, 0, 0], groups: {} }),
      query(6, { num: 2, shards: [7, 7, 7], groups: { 7: ['a'], 8: ['b'] } }),
      query(7, { num: 2, shards: [7, 8, 7], groups: { 7: ['a'], 8: ['b'] } }),
      query(8, { num: 'x', shards: [1] }),
      query(9, null),
      { ...query(9, {}), result: '{"num":3,"shards":[7,... (cut' },
      config(9, 'G7', 4, ['x'] as unknown as number[]),
    ],
    10,
  )
  t.match(configurations, [
    { num: 1, atMs: 5, isOther: false, balance: undefined },
    { num: 2, atMs: 4, isOther: false, balance: { most: 3, fewest: 0 } },
    { num: 2, atMs: 7, event: 3, isOther: true, balance: { most: 2, fewest: 1 } },
  ])
  t.equal(configurations.length, 3)
  t.strictSame(holdings, [])
})
