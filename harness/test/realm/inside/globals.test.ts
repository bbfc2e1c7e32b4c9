/** Tests of harness/realm/inside/globals.ts. */
import t from 'tap'
import { makeWorld } from './fake-world.ts'

t.test('timers fire in order, with arguments, and can be cleared', async (t) => {
  const world = await makeWorld()
  world.run(`
    const note = (...words) => seen.push(...words)
    setTimeout(note, 20, 'b', 'c')
    setTimeout(note, 10.9, 'a')
    clearTimeout(setTimeout(note, 5, 'never'))
    clearTimeout(+setTimeout(note, 5, 'never'))
    clearTimeout(String(+setTimeout(note, 5, 'never')))
    clearTimeout(undefined); clearTimeout({}); clearTimeout('x'); clearInterval(null); clearImmediate(7)
    for (const delay of [0, -1, NaN, undefined, 'x', 2 ** 31]) setTimeout(() => note(Date.now() % 1000), delay)
    clearImmediate(setImmediate(note, 'never'))
    setImmediate(note, 'now')
    queueMicrotask(() => note('micro'))
  `)
  await world.advance(15)
  t.equal(world.seen, 'micro now 1 1 1 1 1 1 a')
  await world.advance(25)
  t.equal(world.seen, 'micro now 1 1 1 1 1 1 a b c')
  for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']) {
    t.throws(() => world.run(`${name}('code')`), {
      name: 'TypeError',
      message: /must be a function/,
    })
  }
})

t.test('an interval goes on, even after a throw, until it is cleared', async (t) => {
  const world = await makeWorld()
  world.run(`
    let n = 0
    const every = setInterval(function () {
      seen.push(++n, this === every)
      if (n === 2) throw new Error('twice')
      if (n === 3) clearInterval(+every)
    }, 10)
  `)
  t.same(await world.advance(100), ['twice'])
  t.equal(world.seen, '1 true 2 true 3 true')
})

t.test('a Timeout can be refreshed, closed and asked', async (t) => {
  const world = await makeWorld()
  world.run(`
    globalThis.timeout = setTimeout(() => seen.push('fired'), 10)
    seen.push(timeout.hasRef(), timeout.unref().hasRef(), timeout.ref() === timeout, typeof +timeout)
  `)
  await world.advance(8)
  world.run('timeout.refresh()')
  await world.advance(12)
  t.equal(world.seen, 'true false true number')
  await world.advance(18)
  t.match(world.seen, /fired$/)
  world.run('timeout.refresh(); timeout.close(); timeout.refresh()')
  await world.advance(100)
  t.equal(world.seen.match(/fired/g)?.length, 1)
})

t.test('a chain of setImmediate moves time on', async (t) => {
  const world = await makeWorld()
  world.run(
    'let n = 0; const again = () => { if (++n < 20000) setImmediate(again); else seen.push(performance.now()) }; again()',
  )
  await world.advance(5)
  t.match(Number(world.seen).toFixed(3), '1.000')
})

t.test('Date and performance show virtual time', async (t) => {
  const world = await makeWorld()
  world.nowMs = 1500.75
  const check = (code: string, expected: unknown): unknown =>
    t.equal(world.run(code), expected, code)
  check('new Date().toISOString()', '2023-02-07T00:00:01.500Z')
  check('Date.now() === new Date().getTime()', true)
  check('Date() === new Date().toString()', true)
  check('performance.now()', 1500.75)
  check('new Date(5).getTime() + new Date(2020, 0).getFullYear()', 2025)
  check('new (class Stamp extends Date { now() { return +this } })().now() === Date.now()', true)
  check(
    'new Date().constructor === Date && new Date() instanceof Date && Date.prototype.constructor === Date',
    true,
  )
  check('new (new Date(3).constructor)().getTime() === Date.now()', true)
  check('Date.UTC(1970, 0) + Date.parse("1970-01-01") + Date.length', 7)
  const format = 'new Intl.DateTimeFormat("en", { dateStyle: "short", timeZone: "UTC" })'
  check(`${format}.format()`, '2/7/23')
  check(`${format}.format(0)`, '1/1/70')
  check(`${format}.formatToParts().map((part) => part.value).join("")`, '2/7/23')
  check(`{ const f = ${format}; f.format === f.format }`, true)
  check('new Date().toLocaleDateString("en", { timeZone: "UTC" })', '2/7/2023')
})

t.test('chance comes from the host', async (t) => {
  const world = await makeWorld()
  t.equal(world.run('Math.random()'), 0.37)
  t.match(
    world.run('crypto.randomUUID()'),
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  )
  t.equal(
    world.run(
      'const a = new Uint32Array(4); crypto.getRandomValues(a.subarray(1, 3)); a[0] + a[3] === 0 && a[1] > 0',
    ),
    true,
  )
  t.throws(() => world.run('crypto.getRandomValues(new Uint8Array(65537))'), {
    name: 'QuotaExceededError',
  })
  t.throws(() => world.run('crypto.getRandomValues(new Float64Array(1))'), { name: 'TypeError' })
  t.equal(world.run('const id = lab.nrand(); Number.isSafeInteger(id) && id >= 0'), true)
})

t.test('console writes readable lines into the log', async (t) => {
  const world = await makeWorld()
  const shows = (code: string, ...lines: string[]): void => {
    world.lines.length = 0
    world.run(code)
    t.same(world.lines, lines, code)
  }
  shows(
    'console.log("a", 1, -0, 2n, null, undefined, true)',
    'console: a 1 -0 2n null undefined true',
  )
  shows(
    'console.log({ a: [1, "x"], "b c": { d: {} } }, [])',
    'console: { a: [ 1, "x" ], "b c": { d: {} } } []',
  )
  shows(
    'console.log(new Map([[1, new Set(["x"])]]), new Uint8Array(2))',
    'console: Map(1) { 1 => Set(1) { "x" } } Uint8Array(2) [ 0, 0 ]',
  )
  shows(
    'console.log(new (class Entry { term = 1 })(), class A {}, () => 1, function f() {})',
    'console: Entry { term: 1 } [class A] [Function (anonymous)] [Function: f]',
  )
  shows(
    'const c = { get now() { throw 1 } }; c.self = c; console.log(c)',
    'console: { now: [Getter], self: [Circular] }',
  )
  shows(
    'console.log({ a: { b: { c: { d: { e: 1 } } } } })',
    'console: { a: { b: { c: { d: [Object] } } } }',
  )
  shows(
    'console.log([1, [2, [3, [4, [5]]]]], Symbol("s"), new Date(0), /x/g)',
    'console: [ 1, [ 2, [ 3, [ 4, [Array] ] ] ] ] Symbol(s) 1970-01-01T00:00:00.000Z /x/g',
  )
  shows(
    'console.log("%s is %d%% of %o", "x", 5, { a: 1 }, "rest")',
    'console: x is 5% of { a: 1 } rest',
  )
  shows('console.warn("w"); console.error("e")', 'stderr: w', 'stderr: e')
  shows('console.assert(true, "no"); console.assert(false, "yes")', 'stderr: Assertion failed: yes')
  shows(
    'console.group("g"); console.info("i"); console.groupEnd(); console.debug("d")',
    'console: g',
    'console:   i',
    'console: d',
  )
  shows(
    'console.table([{ a: 1, b: 2 }, { a: 10 }])',
    'console: (index)  a   b  \n0        1   2  \n1        10     ',
  )
  shows('console.count(); console.count()', 'console: default: 1', 'console: default: 2')
  shows('console.log(new Proxy({}, { ownKeys() { throw 1 } }))', 'console: <unreadable>')
  shows('lab.debug("vote", "to", 2, { term: 1 })', 'vote: to 2 { term: 1 }')
  world.lines.length = 0
  world.run('console.error(new RangeError("boom")); console.trace("here")')
  t.match(world.lines[0], /^stderr: RangeError: boom\n {4}at /)
  t.match(world.lines[1], /^stderr: Trace: here\n {4}at /)
  world.logging = false
  shows('console.log({ get a() { throw 1 } }); lab.debug("x", 1); console.table([1])')
})

t.test('abort signals work on virtual time', async (t) => {
  const world = await makeWorld()
  world.run(`
    const note = (...words) => seen.push(...words)
    const { signal } = globalThis.controller = new AbortController()
    signal.addEventListener('abort', (event) => note('heard', event.type, event.target === signal))
    signal.onabort = () => note('onabort')
    signal.addEventListener('abort', { handleEvent: () => note('once') }, { once: true })
    const any = AbortSignal.any([AbortSignal.timeout(50), signal])
    any.addEventListener('abort', () => note('any', any.reason.name, any.reason.code))
    AbortSignal.timeout(10).onabort = (event) => note(event.target.reason.name)
  `)
  await world.advance(20)
  world.run('controller.abort(); controller.abort(new Error("later"))')
  t.equal(world.seen, 'TimeoutError onabort heard abort true once any AbortError 20')
  t.throws(() => world.run('controller.signal.throwIfAborted()'), { name: 'AbortError' })
  t.equal(world.run('AbortSignal.abort("why").reason'), 'why')
  t.equal(world.run('AbortSignal.any([AbortSignal.abort(1), AbortSignal.abort(2)]).reason'), 1)
  t.throws(() => world.run('new AbortSignal()'), { name: 'TypeError' })
  t.equal(
    world.run('const e = new DOMException("m", "AbortError"); e instanceof Error && String(e)'),
    'AbortError: m',
  )
})

t.test('structuredClone copies deeply', async (t) => {
  const world = await makeWorld()
  world.run(`
    const shared = { list: [1, , 3] }
    const from = { shared, again: shared, map: new Map([[{ k: 1 }, new Set([2])]]), date: new Date(5),
      bytes: new Uint8Array([1, 2, 3]).subarray(1), error: new RangeError('r'), big: 1n, re: /a/gi }
    from.self = from
    const to = structuredClone(from)
    seen.push(to !== from, to.self === to, to.shared === to.again, to.shared !== shared, 1 in to.shared.list)
    seen.push([...to.map.keys()][0].k, [...to.map.values()][0].has(2), +to.date, to.bytes.join('+'))
    seen.push(to.error instanceof RangeError, to.error.message, to.big, String(to.re), to.date instanceof Date)
  `)
  t.equal(world.seen, 'true true true true false 1 true 5 2+3 true r 1 /a/gi true')
  t.throws(() => world.run('structuredClone({ f() {} })'), { name: 'DataCloneError' })
  t.throws(() => world.run('structuredClone([Symbol()])'), { name: 'DataCloneError' })
})

t.test('what would leak the machine is gone, and there is no Node', async (t) => {
  const world = await makeWorld()
  const names = [
    'WeakRef',
    'FinalizationRegistry',
    'Atomics',
    'SharedArrayBuffer',
    'WebAssembly',
    'process',
    'require',
    'Buffer',
    'fetch',
  ]
  for (const name of names) t.equal(world.run(`typeof ${name}`), 'undefined', name)
  t.equal(world.run('typeof Error.captureStackTrace'), 'function')
  t.same(
    world.run('Object.keys(globalThis).filter((name) => name !== "lab" && name !== "seen").join()'),
    '',
  )
})

t.test('nothing of the host can be reached from what is installed', async (t) => {
  const world = await makeWorld()
  const own = world.run(`
    const functions = [setTimeout, queueMicrotask, Date.now, performance.now, crypto.randomUUID, console.log, lab.encode, Math.random]
    const objects = [setTimeout(() => {}), setImmediate(() => {}), crypto, performance, lab.encode(1), lab.sleep(1), lab.makeChannel()]
    functions.every((f) => f instanceof Function) && objects.every((o) => o instanceof Object)
  `)
  t.equal(own, true)
})
