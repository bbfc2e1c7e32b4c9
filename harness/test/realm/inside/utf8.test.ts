/** Tests of harness/realm/inside/utf8.ts, by what student code sees of it. */
import t, { type Test } from 'tap'
import { type FakeWorld, makeWorld } from './fake-world.ts'

async function checkText(t: Test, world: FakeWorld): Promise<void> {
  const texts = ['', 'plain', 'ä€😀', 'lone \ud800 and \udc00', '\ufeffbom']
  for (const text of texts) {
    const bytes = new TextEncoder().encode(text)
    t.equal(world.run(`new TextEncoder().encode(${JSON.stringify(text)}).join()`), bytes.join())
    t.equal(
      world.run(`new TextDecoder().decode(new Uint8Array([${bytes}]))`),
      new TextDecoder().decode(bytes),
    )
  }
  const wrong = [
    [0xff],
    [0xc3],
    [0xe2, 0x82],
    [0xf0, 0x9f, 0x98, 0x41],
    [0xed, 0xa0, 0x80],
    [0xc0, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0x80, 0x61],
  ]
  for (const bytes of wrong) {
    t.equal(
      world.run(`new TextDecoder().decode(new Uint8Array([${bytes}]))`),
      new TextDecoder().decode(Uint8Array.from(bytes)),
      `${bytes}`,
    )
    t.throws(
      () =>
        world.run(`new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([${bytes}]))`),
      { name: 'TypeError' },
    )
  }
  t.equal(
    world.run(
      'const b = new Uint8Array(4); const r = new TextEncoder().encodeInto("aä€", b); [r.read, r.written, ...b].join()',
    ),
    '2,3,97,195,164,0',
  )
}

t.test('TextEncoder and TextDecoder agree with those of Node', async (t) => {
  await checkText(t, await makeWorld())
})

t.test('so they do where the host leaves it to us', async (t) => {
  await checkText(t, await makeWorld({ writeAscii: () => false, readUtf8: () => undefined }))
})

t.test('an error of a host function does not come in', async (t) => {
  const thrower = (): never => {
    throw new RangeError('from outside')
  }
  const world = await makeWorld({ writeAscii: thrower, readUtf8: thrower })
  for (const code of ["lab.encode('x')", 'lab.decode(new Uint8Array([49]))']) {
    const caught = world.run(`try { ${code} } catch (e) { [e instanceof Error, e.message].join() }`)
    t.match(caught, /^true,.*Maximum call stack size exceeded/, code)
  }
})
