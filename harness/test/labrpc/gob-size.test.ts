/** What saved text counts in limits that are made for gob. Figures of gob are measured with it. */
import t from 'tap'
import { gobSize } from '../../labrpc/gob-size.ts'

const size = (text: string): number => gobSize(new TextEncoder().encode(text))

t.test('a log of entries with many fields is as large as in gob, about', async (t) => {
  const entries = Array.from(
    { length: 25 },
    (_, at) =>
      `{"CommandValid":true,"Command": ${2_079_491_010 + at},"CommandIndex":${at + 1},"CommandTerm":74,` +
      '"SnapshotValid":false,"Snapshot":{"$":"bytes","v":""},"SnapshotTerm":0,"SnapshotIndex":0}',
  )
  const text = `3\n74\n[${entries.join(',')}]\n`
  const gob = 700
  t.ok(text.length > 5 * gob, `${text.length}`)
  t.ok(Math.abs(size(text) - gob) < 0.1 * gob, `${size(text)}`)
})

t.test('fields are named once, types and values each time', async (t) => {
  t.equal(size('[{"Term":5},{"Term":6}]'), size('[{"Term":5}]') + 2)
  const boxed = '{"raft.Op":{"Key":"abc"}}'
  t.ok(size(`[${boxed},${boxed}]`) - size(`[${boxed}]`) > 'raft.Opabc'.length)
  t.equal(size('{"A":0,"B":false,"C":"","D":null}'), 1, 'what is zero is not there')
  t.equal(size('"a\\u0000b"'), size('"a_b"'))
})

t.test('it grows with what is kept, and other bytes count as they are', async (t) => {
  const log = (count: number): string => `[${'{"Term":123,"Index":456},'.repeat(count)}1]`
  t.ok(size(log(1_000)) > 9 * size(log(100)))
  t.equal(gobSize(new Uint8Array([0xff, 0, 1, 2, 3])), 5)
  t.equal(size('=?=?'), 4)
  t.equal(size(''), 0)
})
