/** Tests of the realm after a submission has changed the prototypes of built-ins. */
import t from 'tap'
import { makeWorld } from './fake-world.ts'

/** Ways in which a submission may change what everything is built on. */
const HOSTILE = `
  const broken = () => { throw 'changed by the submission' }
  const trap = { __proto__: null, set: broken, get: broken, configurable: true }
  for (const name of ['next', 'item', 'value', 'get', 'timer', 'listener', 'type', 'v', 'callback']) {
    Object.defineProperty(Object.prototype, name, trap)
  }
  Object.assign(Array.prototype, { push: broken, shift: broken, slice: broken, map: broken, forEach: broken })
  Array.prototype[Symbol.iterator] = broken
  Object.defineProperty(Array.prototype, 0, trap)
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
  Object.assign(Object, { keys: broken, getPrototypeOf: broken, defineProperty: broken, hasOwn: broken })
  globalThis.Map = globalThis.Promise = globalThis.TypeError = globalThis.Error = undefined
`

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
    'decoded41',
    'aborted',
    'cloned2',
    '2023-02-07T00:00:00.000Z2/7/23',
    'textä',
    'cannot encode value.f: a function does not travel; send plain data',
    'micro',
    'immediate',
    'interval',
    'timeout',
    'received1',
    'sent',
    'timeout-signal',
  ]
  const seen = world.run('notes') as string
  for (const note of notes) t.ok(seen.includes(note), note)
  t.same(world.lines, ['console: line { a: 1 } Set(0) {}', 'topic: { a: "b" }'])
})
