/** Tests of harness/realm/inside/labgob.ts. */
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { decode, decodeText, encode, encodeText } from '../../../realm/inside/labgob.ts'

function roundTrip(value: unknown): unknown {
  return decode(encode(value))
}

class LogEntry {
  term = 1
  #done = false
  isDone(): boolean {
    return this.#done
  }
}

t.test('values come back in order, equal in everything (6.5840 TestGOB)', async (t) => {
  const t1 = { t1int0: 0, t1int1: 1, t1string0: '', t1string1: '6.5840' }
  const t2 = {
    t2slice: [{ t1int0: 0, t1int1: 0, t1string0: '', t1string1: '' }, t1],
    t2map: new Map([[99, { t1int0: 1, t1int1: 2, t1string0: 'x', t1string1: 'y' }]]),
    t2t3: { t3int999: 999 },
  }
  t.strictSame(roundTrip([0, 1, t1, t2]), [0, 1, t1, t2])
})

t.test('what cannot travel is refused with its path (6.5840 TestCapital)', async (t) => {
  const at = (done: unknown): unknown => ({ term: 1, entries: [1, 2, 3, { done }] })
  const cycle: unknown[] = []
  cycle.push({ again: cycle })
  const refused: [string, unknown, string][] = [
    ['function', () => 1, 'a function does not travel; send plain data'],
    ['symbol', Symbol('s'), 'a symbol does not travel; send a string'],
    [
      'instance',
      new LogEntry(),
      'an instance of LogEntry does not travel; send a plain object: { ...logEntry }',
    ],
    ['error', new TypeError('x'), 'a TypeError does not travel; send its message'],
    ['promise', Promise.resolve(1), 'a Promise does not travel; await it first'],
    [
      'typed array',
      new Int32Array(2),
      'an Int32Array does not travel; send a plain array or a Uint8Array',
    ],
    [
      'subclass of Map',
      new (class Votes extends Map {})(),
      'an instance of Votes does not travel; send a plain object: { ...votes }',
    ],
    [
      'made by Object.create',
      Object.create({ a: 1 }),
      'an object with a prototype of its own does not travel; send a plain object: { ...it }',
    ],
    [
      'only looks like a Map',
      Object.create(Map.prototype),
      'an instance of Map does not travel; send a plain object: { ...map }',
    ],
  ]
  for (const [name, value, why] of refused) {
    t.throws(
      () => encodeText(at(value), 'args'),
      {
        name: 'TypeError',
        message: `cannot encode args.entries[3].done: ${why}`,
      },
      name,
    )
  }
  t.throws(() => encode({ cycle }), {
    message: 'cannot encode value.cycle[0].again: a cycle does not travel: it contains itself',
  })
  t.throws(() => encode({ a: { [Symbol('s')]: 1 } }), {
    message: 'cannot encode value.a[a symbol]: a symbol key does not travel; use a string',
  })
  t.throws(() => encode(() => 1), { message: /^cannot encode value: a function/ })
})

t.test('paths lead through maps, sets and odd keys', async (t) => {
  const f = (): void => {}
  const refusals: [unknown, string][] = [
    [{ votes: new Map([['S1', { f }]]) }, 'value.votes.get("S1").f'],
    [{ votes: new Map([[1, f]]) }, 'value.votes.get(1)'],
    [{ votes: new Map([[{ f }, 1]]) }, 'a key of value.votes.f'],
    [{ seen: new Set([f]) }, 'an element of value.seen'],
    [{ 'my key': [f] }, 'value["my key"][0]'],
  ]
  for (const [value, path] of refusals) {
    t.throws(() => encode(value), {
      message: `cannot encode ${path}: a function does not travel; send plain data`,
    })
  }
})

t.test('a value read again replaces the old one completely (6.5840 TestDefault)', async (t) => {
  let reply = { x: 99, extra: true } as object
  reply = decode(encode({ x: 0 })) as object
  t.strictSame(reply, { x: 0 })
  const shared = { list: [1] }
  const copy = decode(encode([shared, shared])) as (typeof shared)[]
  copy[0]?.list.push(2)
  t.strictSame(shared, { list: [1] }, 'nothing is shared with the original')
})

t.test('every value the API promises comes back as it was', async (t) => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
  const values: unknown[] = [
    null,
    undefined,
    true,
    '',
    'ä€😀',
    'lone \ud800 surrogate',
    '"$":',
    0,
    -0,
    1.5,
    NaN,
    Infinity,
    -Infinity,
    2 ** 53 + 2,
    Number.MIN_VALUE,
    12345678901234567890n,
    -1n,
    [],
    {},
    [undefined, null],
    { a: undefined },
    bytes,
    new Uint8Array(0),
    new Date(5),
    new Map(),
    new Set(),
    new Set([1, new Set(['a'])]),
    new Map<unknown, unknown>([[{ a: 1 }, new Map([[NaN, -0]])]]),
    { $: 'map', v: [] },
    { a: { $: undefined } },
    { $: new Map([[1, { $: 2 }]]) },
    { toJSON: 'a field' },
  ]
  for (const value of values) {
    const back = roundTrip({ value })
    t.strictSame(back, { value }, encodeText(value))
    t.strictSame(roundTrip(value), value)
  }
  t.ok(Object.is((roundTrip([-0]) as number[])[0], -0), 'minus zero keeps its sign')
  t.ok(Number.isNaN((roundTrip(new Date(NaN)) as Date).getTime()), 'an invalid date stays one')
  t.ok(1 in (roundTrip(Array(2)) as unknown[]), 'holes')
  t.strictSame(
    roundTrip(Object.assign(Array(2), { 1: 1 })),
    [undefined, 1],
    'a hole becomes undefined',
  )
})

t.test('only own data counts, whatever a prototype says', async (t) => {
  const key = JSON.parse('{"__proto__":{"a":1},"b":[null]}')
  const back = roundTrip([key, new Map()]) as object[]
  t.same(Object.keys(back[0] as object), ['__proto__', 'b'])
  t.equal(Object.getPrototypeOf(back[0]), Object.prototype)
  t.strictSame(roundTrip(Object.assign(Object.create(null), { a: 1 })), { a: 1 })
  const read = roundTrip({
    get now() {
      return 7
    },
  })
  t.strictSame(read, { now: 7 }, 'an accessor is read')
})

t.test('a toJSON or an enumerable field on a prototype changes nothing', async (t) => {
  const odd = Object.prototype as unknown as Record<string, unknown>
  odd.toJSON = () => 'fooled'
  odd.inherited = 1
  try {
    t.equal(encodeText({ a: [1] }), '{"a":[1]}')
    t.equal(encodeText(new Map([[1, { b: 2 }]])), '{"$":"map","v":[[1,{"b":2}]]}')
  } finally {
    delete odd.toJSON
    delete odd.inherited
  }
  const hidden = Object.defineProperty([1], 'toJSON', { value: () => 'fooled' })
  t.equal(encodeText([hidden]), '[[1]]')
})

t.test('plain data of another realm is plain', async (t) => {
  const foreign = runInNewContext(
    '({ o: { a: [1] }, m: new Map([[1, new Set([2])]]), d: new Date(3), b: new Uint8Array([4]) })',
  )
  const same = {
    o: { a: [1] },
    m: new Map([[1, new Set([2])]]),
    d: new Date(3),
    b: Uint8Array.of(4),
  }
  t.strictSame(roundTrip(foreign), same)
  t.throws(() => encode(runInNewContext('new (class Entry {})()')), {
    message: /an instance of Entry/,
  })
})

t.test('plain data is ordinary JSON, one byte for an ASCII character', async (t) => {
  t.equal(
    encodeText({ term: 1, entries: [{ command: 'x' }] }),
    '{"term":1,"entries":[{"command":"x"}]}',
  )
  t.equal(encode('a'.repeat(100)).length, 102)
})

t.test('bytes that encode did not make are refused', async (t) => {
  const garbage = [
    '',
    '{',
    'undefined',
    '[1,]',
    '{"$":"what"}',
    '{"$":1}',
    '{"$":"map"}',
    '{"$":"map","v":[1]}',
    '{"$":"map","v":[[1]]}',
    '{"$":"set","v":{}}',
    '{"$":"bytes","v":"Ā"}',
    '{"$":"bigint","v":"x"}',
    '{"$":"date","v":"x"}',
    '{"$":"obj","v":[]}',
  ]
  for (const text of garbage) {
    t.throws(() => decodeText(text), {
      name: 'TypeError',
      message: /^decode: not bytes made by encode\(\) \(/,
    })
  }
  t.throws(() => decode(Uint8Array.of(0x22, 0xff, 0x22)), {
    message: /not bytes made by encode\(\)/,
  })
  t.throws(() => decode(encode([1, 2, 3]).subarray(0, 4)), {
    message: /not bytes made by encode\(\)/,
  })
  t.throws(
    () => decode(Buffer.concat([encode(1), encode({})])),
    { message: /not bytes made/ },
    'two values',
  )
  t.throws(() => decode(new Uint8Array(0)), { message: /nothing was saved yet; check that length/ })
  t.throws(() => decode('[]' as unknown as Uint8Array), { message: /expected the Uint8Array/ })
})

t.test('deep nesting travels up to a limit and is refused beyond it', async (t) => {
  const nest = (depth: number, wrap: (inner: unknown) => unknown): unknown => {
    let value: unknown = wrap(1)
    for (let i = 1; i < depth; i++) value = wrap(value)
    return value
  }
  const wraps = [
    (v: unknown) => [v],
    (v: unknown) => ({ v }),
    (v: unknown) => new Map([[1, v]]),
    (v: unknown) => ({ $: v }),
  ]
  for (const wrap of wraps) {
    const text = encodeText(nest(1_000, wrap))
    t.equal(encodeText(decodeText(text)), text)
    t.throws(() => encodeText(nest(1_001, wrap)), { message: /nested more than 1000 levels deep/ })
    t.throws(() => encodeText(nest(100_000, wrap)), {
      message: /nested more than 1000 levels deep/,
    })
  }
  t.throws(() => decodeText(`${'['.repeat(5_000)}{"$":"nan"}${']'.repeat(5_000)}`), {
    message: /nested too deep/,
  })
})
