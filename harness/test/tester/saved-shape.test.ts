/** Tests of harness/tester/saved-shape.ts: what a save seems to hold, whatever it is called. */
import t from 'tap'
import { encode } from '../../realm/inside/labgob.ts'
import { SavedShape } from '../../tester/saved-shape.ts'

function read(state: unknown): unknown {
  return new SavedShape().read(encode(state))
}

t.test(
  'a log is found by its shape, term and vote where only one reading is possible',
  async (t) => {
    const log = [
      { e: 1, c: 'x' },
      { e: 3, c: 'y' },
    ]
    const found = {
      length: 2,
      kept: 0,
      entries: [
        [1, '"x"'],
        [3, '"y"'],
      ],
    }
    t.strictSame(read({ a: 3, b: 1, log }), { ...found, term: 3, vote: 1 })
    t.strictSame(read([null, 4, log]), { ...found, term: 4, vote: -1 })
    t.strictSame(read({ a: 3, b: 4, log }), found, 'either may be the term')
    t.strictSame(read({ deep: { er: [1, log] } }), found)
  },
)

t.test('commands that are growing numbers are no terms, and an index is told', async (t) => {
  const numbers = [
    { command: 100, term: 1 },
    { command: 101, term: 2 },
  ]
  t.match(read({ numbers }), {
    entries: [
      [1, '100'],
      [2, '101'],
    ],
  })
  const indexed = numbers.map((entry, at) => ({ index: 7 + at, ...entry }))
  t.match(read({ indexed }), {
    firstIndex: 7,
    entries: [
      [1, '100'],
      [2, '101'],
    ],
  })
})

t.test('a save is told as what has come to it', async (t) => {
  const shape = new SavedShape()
  const entry = (term: number, c: string): object => ({ term, c })
  shape.read(encode([entry(1, 'a'), entry(1, 'b')]))
  const after = shape.read(encode([entry(1, 'a'), entry(2, 'c'), entry(2, 'd')]))
  t.match(after, {
    length: 3,
    kept: 1,
    entries: [
      [2, '"c"'],
      [2, '"d"'],
    ],
  })
})

t.test('entries may be records of their own, each behind its length', async (t) => {
  const records = [
    { term: 1, c: 'x' },
    { term: 2, c: 'y' },
    { last: 5, vote: 1, a: 0, b: 0 },
  ]
  const parts = records.flatMap((record) => {
    const bytes = encode(record)
    return [new Uint8Array([0, 0, 0, bytes.length]), bytes]
  })
  const bytes = new Uint8Array(Buffer.concat(parts))
  const entries = [
    [1, '"x"'],
    [2, '"y"'],
  ]
  t.strictSame(new SavedShape().read(bytes), { length: 2, kept: 0, entries })
  t.equal(new SavedShape().read(bytes.subarray(0, -1)), undefined)
})

t.test("values may stand on a line each, as Go's labgob writes them", async (t) => {
  const entries = [
    [0, 'null'],
    [2, '{"kvraft.Op":{"Key":"k","Client":{"$":"bigint","v":"1152921504606846976"}}}'],
  ]
  const text = [
    '2\n-1\n[{"Term":0,"Command": null},{"Term":2,"Command": ',
    '{"kvraft.Op":{"Key":"k","Client":{"$":"bigint","v":"1152921504606846976"}}}}]\n',
  ]
  const bytes = new TextEncoder().encode(text.join(''))
  const found = { length: 2, kept: 0, entries, term: 2, vote: -1 }
  t.strictSame(new SavedShape().read(bytes), found)
  t.equal(new SavedShape().read(bytes.subarray(0, -1)), undefined, 'half a line')
  const damaged = new TextEncoder().encode('2\n-1\n[\n')
  t.equal(new SavedShape().read(damaged), undefined, 'a line that is no value')
})

t.test('what is no log is left alone', async (t) => {
  for (const state of [
    5,
    [],
    { terms: [1, 2, 3] },
    {
      back: [
        { t: 2, c: 1.5 },
        { t: 1, c: 2.5 },
      ],
    },
    { alone: [{ t: 1 }, { t: 2 }] },
    { same: [{ t: 1, c: 1 }] },
    { one: [{ index: 1, t: 1, c: 'x' }] },
    { odd: [{ t: 1, c: 'x' }, null] },
  ]) {
    t.equal(read(state), undefined, JSON.stringify(state))
  }
  t.equal(new SavedShape().read(new Uint8Array([255, 1])), undefined, 'not made by encode()')
})

t.test('a long command is cut', async (t) => {
  const reading = new SavedShape().read(encode([{ t: 1, c: 'x'.repeat(5_000) }]))
  t.equal(reading?.entries[0]?.[1].length, 123)
})

/** Records behind their lengths, as a Raft may write them. */
function records(...values: readonly unknown[]): Uint8Array {
  const parts = values.map((value) => {
    const bytes = Buffer.from(encode(value))
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    return Buffer.concat([length, bytes])
  })
  return Buffer.concat(parts)
}

t.test('what is kept from save to save is told as it would be read anew', async (t) => {
  const entry = (term: number, c: string, index: number): object => ({ term, c, index })
  const [a, b, c, d] = [entry(1, 'a', 1), entry(1, 'b', 2), entry(2, 'c', 3), entry(3, 'd', 3)]
  const trailer = { term: 3, vote: 1 }
  const states = [
    records(a, trailer),
    records(a, b, trailer),
    records(a, b, c, trailer),
    records(a, b, d, { term: 4, vote: null }),
    records(b, d, trailer),
    Buffer.concat([records(b), Buffer.from([0, 0, 0, 9, 1])]),
    records(),
    records({ other: 'x', n: 1 }, { other: 'y', n: 0 }, trailer),
    records({ other: 'x', n: 1 }, { other: 'y', n: 1 }, trailer),
    encode({ log: [a, b, c], term: 5, vote: 0 }),
    records([a], 'text', 7),
    records(a, b, c, trailer),
  ]
  const shape = new SavedShape()
  for (const [at, state] of states.entries()) {
    const found = shape.read(state)
    const anew = new SavedShape().read(state)
    t.equal(found?.length, anew?.length, `state ${at}`)
    t.strictSame(found?.entries, anew?.entries.slice(found?.kept), `state ${at}`)
    t.strictSame({ ...found, kept: 0, entries: [] }, { ...anew, kept: 0, entries: [] }, `${at}`)
  }
  t.match(new SavedShape().read(states[2] as Uint8Array), { length: 3, firstIndex: 1 })
})

t.test('bytes that the caller writes over are not believed to be those before', async (t) => {
  const shape = new SavedShape()
  const bytes = records({ term: 1, c: 'a' }, { term: 1, c: 'b' })
  shape.read(bytes)
  bytes.set(records({ term: 1, c: 'x' }))
  t.match(shape.read(bytes), {
    length: 2,
    kept: 0,
    entries: [
      [1, '"x"'],
      [1, '"b"'],
    ],
  })
})

t.test('a log that is cut and grows again is read as if it were new', async (t) => {
  const shape = new SavedShape()
  const entry = (term: number, command: string): object => ({ term, command })
  const first = [entry(1, 'a'), entry(1, 'b'), entry(1, 'c')]
  t.match(shape.read(records(...first)), { length: 3, kept: 0 })
  t.match(shape.read(records(...first, entry(1, 'd'))), { length: 4, kept: 3 })
  const cut = [...first.slice(0, 1), entry(2, 'x')]
  t.match(shape.read(records(...cut)), { length: 2, kept: 1, entries: [[2, '"x"']] })
  const again = [...first.slice(0, 2), entry(2, 'x')]
  t.match(shape.read(records(...again)), { length: 3, kept: 1 })
  t.match(shape.read(records(...again)), { length: 3, kept: 3, entries: [] })
  t.match(shape.read(records(...again, entry(2, 'y'))), { length: 4, kept: 3 })
})
