import { fileURLToPath } from 'node:url'
import { constants, createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import t from 'tap'

const inside = fileURLToPath(new URL('../../../realm/inside', import.meta.url))

/** One script with everything under test, as a realm gets it. */
const bundle = build({
  stdin: {
    contents: `
      export { installGlobals } from './globals.ts'
      export { makeLab } from './lab.ts'
    `,
    resolveDir: inside,
  },
  bundle: true,
  write: false,
  format: 'iife',
  globalName: 'bundled',
  target: 'es2022',
}).then((result) => `${result.outputFiles[0]?.text}\n;bundled`)

interface Timer {
  readonly id: number
  readonly dueMs: number
}

/** A realm with a world around it that does no more than keep time. */
class FakeWorld {
  readonly lines: string[] = []
  nowMs = 0
  draws = 0
  logging = true
  readonly #context = createContext(constants.DONT_CONTEXTIFY as unknown as object, {
    codeGeneration: { strings: false, wasm: false },
  })
  #timers: Timer[] = []
  #fire: (id: number) => void = () => {}

  constructor(script: string) {
    const world = this
    const host = {
      get logging() {
        return world.logging
      },
      nowMs: () => this.nowMs,
      random: () => (++this.draws * 0.37) % 1,
      setTimer: (id: number, delayMs: number) => this.#timers.push({ id, dueMs: this.nowMs + delayMs }),
      clearTimer: (id: number) => {
        this.#timers = this.#timers.filter((timer) => timer.id !== id)
      },
      log: (topic: string, text: string) => this.lines.push(`${topic}: ${text}`),
    }
    const bundled = runInContext(script, this.#context)
    this.#fire = bundled.installGlobals(host).fireTimer
    runInContext('(lab) => { globalThis.lab = lab; globalThis.seen = [] }', this.#context)(bundled.makeLab(host))
  }

  /** Runs a piece of student code. */
  run(code: string): unknown {
    return runInContext(code, this.#context)
  }

  /** The student's notes so far, as text. */
  get seen(): string {
    return this.run('seen.join(" ")') as string
  }

  /** Fires what is due until then, in order, with all promise work in between. Gives what was thrown. */
  async advance(untilMs: number): Promise<string[]> {
    const thrown: string[] = []
    await settle()
    for (;;) {
      const due = this.#timers.filter((timer) => timer.dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0]
      if (due === undefined) break
      this.#timers = this.#timers.filter((timer) => timer !== due)
      this.nowMs = due.dueMs
      try {
        this.#fire(due.id)
      } catch (error) {
        thrown.push((error as Error).message)
      }
      await settle()
    }
    this.nowMs = untilMs
    return thrown
  }
}

const settle = (): Promise<void> => new Promise((done) => setImmediate(done))
const makeWorld = async (): Promise<FakeWorld> => new FakeWorld(await bundle)

/** Ways in which a submission may change what everything is built on. */
const HOSTILE = `
  const broken = () => { throw 'changed by the submission' }
  Object.assign(Array.prototype, { push: broken, shift: broken, slice: broken, map: broken, forEach: broken })
  Array.prototype[Symbol.iterator] = broken
  Object.defineProperty(Array.prototype, 0, { set: broken, get: broken, configurable: true })
  Object.assign(Map.prototype, { get: broken, set: broken, has: broken, delete: broken, forEach: broken })
  Object.assign(Set.prototype, { add: broken, has: broken, forEach: broken })
  Object.assign(WeakMap.prototype, { get: broken, set: broken })
  Object.assign(JSON, { stringify: broken, parse: broken })
  Object.assign(Promise, { resolve: broken, reject: broken })
  Object.assign(Promise.prototype, { then: broken, catch: broken, finally: broken })
  Object.assign(String.prototype, { charCodeAt: broken, slice: broken, indexOf: broken })
  Object.assign(Function.prototype, { call: broken, apply: broken, bind: broken })
  Object.assign(Reflect, { apply: broken, construct: broken })
  Object.assign(Uint8Array.prototype.__proto__, { set: broken, slice: broken, subarray: broken })
  for (const name of ['next', 'item', 'value', 'timer', 'listener', 'type', 'v', 'callback']) {
    Object.defineProperty(Object.prototype, name, { set: broken, get: broken, configurable: true })
  }
  Object.assign(Object, { keys: broken, getPrototypeOf: broken, defineProperty: broken, hasOwn: broken })
  globalThis.Map = globalThis.Promise = globalThis.TypeError = globalThis.Error = undefined
`

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
    t.throws(() => world.run(`${name}('code')`), { name: 'TypeError', message: /must be a function/ })
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
  world.run('let n = 0; const again = () => { if (++n < 20000) setImmediate(again); else seen.push(performance.now()) }; again()')
  await world.advance(5)
  t.match(Number(world.seen).toFixed(3), '1.000')
})

t.test('Date and performance show virtual time', async (t) => {
  const world = await makeWorld()
  world.nowMs = 1500.75
  const check = (code: string, expected: unknown): unknown => t.equal(world.run(code), expected, code)
  check('new Date().toISOString()', '2023-02-07T00:00:01.500Z')
  check('Date.now() === new Date().getTime()', true)
  check('Date() === new Date().toString()', true)
  check('performance.now()', 1500.75)
  check('new Date(5).getTime() + new Date(2020, 0).getFullYear()', 2025)
  check('new (class Stamp extends Date { now() { return +this } })().now() === Date.now()', true)
  check('new Date().constructor === Date && new Date() instanceof Date && Date.prototype.constructor === Date', true)
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
  t.match(world.run('crypto.randomUUID()'), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  t.equal(world.run('const a = new Uint32Array(4); crypto.getRandomValues(a.subarray(1, 3)); a[0] + a[3] === 0 && a[1] > 0'), true)
  t.throws(() => world.run('crypto.getRandomValues(new Uint8Array(65537))'), { name: 'QuotaExceededError' })
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
  shows('console.log("a", 1, -0, 2n, null, undefined, true)', 'console: a 1 -0 2n null undefined true')
  shows('console.log({ a: [1, "x"], "b c": { d: {} } }, [])', 'console: { a: [ 1, "x" ], "b c": { d: {} } } []')
  shows('console.log(new Map([[1, new Set(["x"])]]), new Uint8Array(2))', 'console: Map(1) { 1 => Set(1) { "x" } } Uint8Array(2) [ 0, 0 ]')
  shows('console.log(new (class Entry { term = 1 })(), class A {}, () => 1, function f() {})', 'console: Entry { term: 1 } [class A] [Function (anonymous)] [Function: f]')
  shows('const c = { get now() { throw 1 } }; c.self = c; console.log(c)', 'console: { now: [Getter], self: [Circular] }')
  shows('console.log({ a: { b: { c: { d: { e: 1 } } } } })', 'console: { a: { b: { c: { d: [Object] } } } }')
  shows('console.log([1, [2, [3, [4, [5]]]]], Symbol("s"), new Date(0), /x/g)', 'console: [ 1, [ 2, [ 3, [ 4, [Array] ] ] ] ] Symbol(s) 1970-01-01T00:00:00.000Z /x/g')
  shows('console.log("%s is %d%% of %o", "x", 5, { a: 1 }, "rest")', 'console: x is 5% of { a: 1 } rest')
  shows('console.warn("w"); console.error("e")', 'stderr: w', 'stderr: e')
  shows('console.assert(true, "no"); console.assert(false, "yes")', 'stderr: Assertion failed: yes')
  shows('console.group("g"); console.info("i"); console.groupEnd(); console.debug("d")', 'console: g', 'console:   i', 'console: d')
  shows('console.table([{ a: 1, b: 2 }, { a: 10 }])', 'console: (index)  a   b  \n0        1   2  \n1        10     ')
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
  t.equal(world.run('const e = new DOMException("m", "AbortError"); e instanceof Error && String(e)'), 'AbortError: m')
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

t.test('TextEncoder and TextDecoder agree with those of Node', async (t) => {
  const world = await makeWorld()
  const texts = ['', 'plain', 'ä€😀', 'lone \ud800 and \udc00', '\ufeffbom']
  for (const text of texts) {
    const bytes = new TextEncoder().encode(text)
    t.equal(world.run(`new TextEncoder().encode(${JSON.stringify(text)}).join()`), bytes.join())
    t.equal(world.run(`new TextDecoder().decode(new Uint8Array([${bytes}]))`), new TextDecoder().decode(bytes))
  }
  const wrong = [[0xff], [0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x98, 0x41], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x80, 0x61]]
  for (const bytes of wrong) {
    t.equal(world.run(`new TextDecoder().decode(new Uint8Array([${bytes}]))`), new TextDecoder().decode(Uint8Array.from(bytes)), `${bytes}`)
    t.throws(() => world.run(`new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([${bytes}]))`), { name: 'TypeError' })
  }
  t.equal(world.run('const b = new Uint8Array(4); const r = new TextEncoder().encodeInto("aä€", b); [r.read, r.written, ...b].join()'), '2,3,97,195,164,0')
})

t.test('what would leak the machine is gone, and there is no Node', async (t) => {
  const world = await makeWorld()
  const names = ['WeakRef', 'FinalizationRegistry', 'Atomics', 'SharedArrayBuffer', 'WebAssembly', 'process', 'require', 'Buffer', 'fetch']
  for (const name of names) t.equal(world.run(`typeof ${name}`), 'undefined', name)
  t.equal(world.run('typeof Error.captureStackTrace'), 'function')
  t.same(world.run('Object.keys(globalThis).filter((name) => name !== "lab" && name !== "seen").join()'), '')
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

t.test('everything goes on working after hostile changes of the built-ins', async (t) => {
  const world = await makeWorld()
  world.run(`
    globalThis.notes = ''
    const { encode, decode, makeChannel, sleep, debug } = lab
    const note = (text) => { notes += text + ' ' }
    ${HOSTILE}
    setTimeout(note, 10, 'timeout')
    const every = setInterval(() => { note('interval'); clearInterval(every) }, 5)
    setImmediate(() => note('immediate'))
    queueMicrotask(() => note('micro'))
    const channel = makeChannel()
    ;(async () => { await sleep(20); await channel.send({ a: 1 }); note('sent') })()
    ;(async () => { for await (const message of channel) note('received' + message.a) })()
    const bytes = encode({ a: 1, m: new Set(), d: new Date(4), x: NaN, l: new Uint8Array(3) })
    note('decoded' + decode(bytes).d.getTime() + decode(encode({ plain: 1 })).plain)
    const controller = new AbortController()
    controller.signal.onabort = () => note('aborted')
    controller.abort()
    AbortSignal.timeout(30).onabort = () => note('timeout-signal')
    note('cloned' + structuredClone({ a: { b: 2 } }).a.b)
    note(new Date().toISOString() + new Intl.DateTimeFormat('en', { dateStyle: 'short', timeZone: 'UTC' }).format())
    note('text' + new TextDecoder().decode(new TextEncoder().encode('ä')))
    crypto.randomUUID()
    console.log('line', { a: 1 }, new Set())
    debug('topic', { a: 'b' })
    try { encode({ f() {} }) } catch (error) { note(error.message) }
  `)
  t.same(await world.advance(100), [])
  const notes = [
    'decoded41', 'aborted', 'cloned2', '2023-02-07T00:00:00.000Z2/7/23', 'textä',
    'cannot encode value.f: a function does not travel; send plain data',
    'micro', 'immediate', 'interval', 'timeout', 'received1', 'sent', 'timeout-signal',
  ]
  const seen = world.run('notes') as string
  for (const note of notes) t.ok(seen.includes(note), note)
  t.same(world.lines, ['console: line { a: 1 } Set(0) {}', 'topic: { a: "b" }'])
})
