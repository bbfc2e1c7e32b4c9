/**
 * A submission that visits everything it can get hold of, and throws the path to the first thing
 * that does not belong to its realm. Text, because it runs inside.
 */

/** `raft/walk.ts`: `walk(value, path)` goes over properties, getters, prototypes, constructors. */
export const WALK = `
const seen = new Set()

export function walk(value, path) {
  const open = [[value, path]]
  while (open.length > 0) {
    const [at, where] = open.pop()
    if ((typeof at !== 'object' && typeof at !== 'function') || at === null || seen.has(at)) continue
    seen.add(at)
    if (isForeign(at)) throw new Error('does not belong to this realm: ' + where)
    open.push([Object.getPrototypeOf(at), where + '.__proto__'])
    if (ArrayBuffer.isView(at)) open.push([at.buffer, where + '.buffer'])
    else for (const key of Reflect.ownKeys(at)) visit(open, at, key, where + '.' + String(key))
  }
}

function visit(open, at, key, where) {
  const { value, get, set } = Object.getOwnPropertyDescriptor(at, key)
  open.push([value, where], [get, 'get ' + where], [set, 'set ' + where])
  if (get === undefined) return
  try {
    open.push([get.call(at), where])
  } catch (error) {
    open.push([error, 'what is thrown by ' + where])
  }
}

function isForeign(at) {
  if (typeof at === 'function' && !(at instanceof Function || at === Function.prototype)) return true
  let root = at
  for (let up = at; up !== null; up = Object.getPrototypeOf(up)) root = up
  return root !== Object.prototype && Object.hasOwn(root, 'hasOwnProperty')
}

/** Walks what a piece of code gives, throws, or gives later. */
export function walkResult(path, run) {
  try {
    const result = run()
    walk(result, path)
    if (typeof result?.then !== 'function') return
    result.then((value) => walk(value, 'what is promised by ' + path), (error) => walk(error, 'what rejects ' + path))
  } catch (error) {
    if (String(error.message).startsWith('does not belong')) throw error
    walk(error, 'what is thrown by ' + path)
  }
}

/** A callback that walks its this and arguments. */
export function walking(path) {
  return function (...given) {
    walk(this, 'this of ' + path)
    walk(given, 'arguments of ' + path)
  }
}
`

/** `raft/raft.ts`, over the reference Raft in `raft/good/`. */
export const WALKING_RAFT = String.raw`
import { debug, decode, encode, makeChannel, nrand, sleep } from '#lab'
import * as lab from '#lab'
import { Raft as Good } from './good/raft.ts'
import { walk, walking, walkResult } from './walk.ts'

walk(globalThis, 'globalThis')
walk(lab, '#lab')

const ROUND = [
  () => encode(() => {}),
  () => encode(new Map([[1n, new Uint8Array(3)]])),
  () => decode(encode(new Map([[1n, new Uint8Array(3)], [new Set(), new Date(0)]]))),
  () => decode(new Uint8Array([255, 0, 255])),
  () => encode('\ud800'),
  () => structuredClone({ a: [new Map(), new Date(0), new Error('x'), /x/, new Uint8Array(2)] }),
  () => structuredClone(() => {}),
  () => new TextDecoder().decode(new Uint8Array([195, 40])),
  () => new TextDecoder('none'),
  () => new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([255])),
  () => new TextEncoder().encode('text'),
  () => new TextEncoder().encodeInto('text', new Uint8Array(8)),
  () => sleep(1),
  () => nrand(),
  () => debug('walk', {}),
  () => setTimeout(walking('setTimeout'), 1, {}),
  () => setImmediate(walking('setImmediate'), {}),
  () => queueMicrotask(walking('queueMicrotask')),
  () => setTimeout('text'),
  () => crypto.getRandomValues(new Uint8Array(4)),
  () => crypto.randomUUID(),
  () => performance.now(),
  () => AbortSignal.timeout(1),
  () => AbortSignal.abort(),
  () => AbortSignal.abort().throwIfAborted(),
  () => new Error('x', { cause: {} }).stack,
  () => eval('1'),
  () => new Function('return this'),
  () => null.x,
  () => [...new Map([[{}, {}]])],
  () => makeChannel()[Symbol.asyncIterator](),
]

let walks = 0

export class Raft extends Good {
  constructor(peers, me, persister, applyCh) {
    walk([peers, me, persister, applyCh], 'the constructor')
    for (const run of ROUND) walkResult(String(run), run)
    walkResult('persister.save(1)', () => persister.save(1))
    walkResult('persister.readRaftState()', () => persister.readRaftState())
    walkResult('persister.readSnapshot()', () => persister.readSnapshot())
    const target = new EventTarget()
    target.addEventListener('x', walking('a listener'))
    target.dispatchEvent(new Event('x'))
    const channel = makeChannel()
    walkResult('channel.receive()', () => channel.receive())
    walkResult('channel.send()', () => channel.send({}))
    Error.prepareStackTrace = (error, sites) => {
      walk(sites.map((site) => [site.getThis(), site.getFunction()]), 'the frames of a stack')
      return ''
    }
    void new Error('x').stack
    Error.prepareStackTrace = undefined
    const asking = peers.map((peer) => ({
      async call(svcMeth, args) {
        const reply = await peer.call(svcMeth, args)
        walk(reply, 'the reply of ' + svcMeth)
        return reply
      },
    }))
    walkResult('peers[0].call(1)', () => peers[0].call(1))
    walkResult('peers[0].call() of a function', () => peers[0].call('Raft.requestVote', () => {}))
    super(asking, me, persister, applyCh)
  }
  requestVote(...given) {
    walk([this, given], 'Raft.requestVote()')
    return super.requestVote(...given)
  }
  appendEntries(...given) {
    walk([this, given], 'Raft.appendEntries()')
    return super.appendEntries(...given)
  }
  installSnapshot(...given) {
    walk([this, given], 'Raft.installSnapshot()')
    return super.installSnapshot(...given)
  }
  start(...given) {
    walk(given, 'Raft.start()')
    return super.start(...given)
  }
  snapshot(...given) {
    walk(given, 'Raft.snapshot()')
    return super.snapshot(...given)
  }
}
`
