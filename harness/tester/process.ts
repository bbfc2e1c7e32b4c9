/**
 * A process of the submission on the network: it turns the operations of a realm into calls,
 * replies and saves, and delivers what comes back. What is special to a Raft server comes in as
 * hooks.
 */

import type { Name } from '../labrpc/name.ts'
import { byteLength, type NetworkServer } from '../labrpc/network.ts'
import type { End } from '../labrpc/observers.ts'
import type { Realm, RealmPort } from '../realm/realm.ts'
import type { World } from './world.ts'

/** What the tester does about a process' own operations. All are optional. */
export interface ProcessHooks {
  save?(raftState: Uint8Array, snapshot: Uint8Array): void
  applyCommand?(index: number, command: string): void
  applySnapshot?(index: number, term: number, snapshot: Uint8Array): void
  sawCommand?(index: number, command: string): void
  sawSnapshot?(index: number): void
  makeEnd?(end: number, serverName: string): End
  result?(invocationId: number, result: string): void
  /** After every event that touched this process. */
  afterTurn?(): void
  /** Before a call sets out or a reply leaves; true when the process died over it. */
  beforeSend?(leg: 'request' | 'reply'): boolean
  /** A reply is on its way. */
  afterReply?(): void
}

interface Serving {
  readonly svcMeth: string
  readonly sinceMs: number
  done(reply: string): void
}

/** A handler that has not answered for so long is worth a hint. */
const SLOW_HANDLER_MS = 2_000

export class Process implements RealmPort, NetworkServer {
  readonly realm: Realm
  readonly #world: World
  readonly #hooks: ProcessHooks
  readonly #ends = new Map<number, End>()
  readonly #clerkEnds = new Set<number>()
  readonly #serving = new Map<number, Serving>()
  #lastRpcId = 0
  /** Calls made so far, but for those over the ends of `addClerkEnd`. */
  callCount = 0

  constructor(world: World, name: string, hooks: ProcessHooks) {
    this.#world = world
    this.#hooks = hooks
    this.realm = world.makeRealm(name, this, { afterTurn: () => hooks.afterTurn?.() })
  }

  /** Gives the process an end under a number; the numbers go into its setup. */
  addEnd(number: number, end: End): void {
    this.#ends.set(number, end)
  }

  /** The same for an end of a clerk inside this process, whose contract is never to give up. */
  addClerkEnd(number: number, end: End): void {
    this.#ends.set(number, end)
    this.#clerkEnds.add(number)
  }

  dispatch(svcMeth: string, args: string, done: (reply: string) => void, from: Name): void {
    if (this.#isTraced) {
      const asking = nameOf(from)
      const words = (): string => `${asking} asks ${describeCall(svcMeth, args)}`
      this.#note('request', words, { from: asking, svcMeth, bytes: byteLength(args) })
    }
    const rpcId = ++this.#lastRpcId
    this.#serving.set(rpcId, { svcMeth, sinceMs: this.#world.sim.nowMs, done })
    this.realm.serve(rpcId, svcMeth, args)
  }

  call(callId: number, endNumber: number, svcMeth: string, args: string): void {
    if (this.#hooks.beforeSend?.('request')) return
    if (!this.#clerkEnds.has(endNumber)) this.callCount++
    const end = this.#ends.get(endNumber)
    if (end === undefined) throw new Error(`${this.realm.name} has no end ${endNumber}`)
    const to = end.server === undefined ? 'nobody' : nameOf(end.server)
    if (this.#isTraced) {
      const details = { to, svcMeth, bytes: byteLength(args) }
      this.#note('call', () => `-> ${to} ${describeCall(svcMeth, args)}`, details)
    }
    this.#world.network.call(end, svcMeth, args, (reply, why) => {
      this.#noteOutcome(to, svcMeth, reply, why)
      this.realm.answer(callId, reply)
    })
  }

  reply(rpcId: number, reply: string): void {
    if (this.#hooks.beforeSend?.('reply')) return
    const serving = this.#serving.get(rpcId)
    this.#serving.delete(rpcId)
    serving?.done(reply)
    this.#hooks.afterReply?.()
  }

  save(raftState: Uint8Array, snapshot: Uint8Array): void {
    this.#world.trace.mixBytes(raftState)
    this.#world.trace.mixBytes(snapshot)
    if (this.#isTraced) this.#note('save', () => describeSave(raftState.length, snapshot.length))
    this.#hooks.save?.(raftState, snapshot)
  }

  applyCommand(index: number, command: string): void {
    this.#hooks.applyCommand?.(index, command)
  }

  applySnapshot(index: number, term: number, snapshot: Uint8Array): void {
    this.#hooks.applySnapshot?.(index, term, snapshot)
  }

  sawCommand(index: number, command: string): void {
    this.#world.trace.mix(index)
    this.#world.trace.mixText(command)
    if (this.#isTraced) {
      this.#note('apply', () => `apply ${index}: ${limited(command)}`, { index })
    }
    this.#hooks.sawCommand?.(index, command)
  }

  sawSnapshot(index: number): void {
    this.#world.trace.mix(index)
    this.#note('apply', () => `apply snapshot of ${index}`, { index })
    this.#hooks.sawSnapshot?.(index)
  }

  log(topic: string, text: string): void {
    const kind = topic === 'console' || topic === 'stderr' ? 'console' : 'debug'
    this.#note(kind, () => text, { topic })
  }

  error(where: string, description: string): void {
    this.#world.studentError(this.realm, where, description)
  }

  result(invocationId: number, result: string): void {
    this.#hooks.result?.(invocationId, result)
  }

  makeEnd(endNumber: number, serverName: string): void {
    const end = this.#hooks.makeEnd?.(endNumber, serverName)
    if (end !== undefined) this.#ends.set(endNumber, end)
  }

  /** A timer came due and caused something. */
  timer(delayMs: number): void {
    this.#note('timer', () => (delayMs < 1 ? 'setImmediate' : `timer of ${formatMs(delayMs)}`))
  }

  /** A line for every kind of handler that does not answer. */
  hints(): string[] {
    const { nowMs } = this.#world.sim
    const stuck = new Map<string, { count: number; sinceMs: number }>()
    for (const { svcMeth, sinceMs } of this.#serving.values()) {
      if (nowMs - sinceMs < SLOW_HANDLER_MS) continue
      const known = stuck.get(svcMeth) ?? { count: 0, sinceMs }
      stuck.set(svcMeth, { count: known.count + 1, sinceMs: Math.min(known.sinceMs, sinceMs) })
    }
    return [...stuck].map(
      ([svcMeth, { count, sinceMs }]) =>
        `${this.realm.name} has not answered ${count} call${count === 1 ? '' : 's'} of ${svcMeth}` +
        ` since ${formatMs(sinceMs)}: the promise its handler returned never settled`,
    )
  }

  /** Asked on the hot path, where even making the words would cost. */
  get #isTraced(): boolean {
    return this.#world.trace.recording
  }

  #noteOutcome(to: string, svcMeth: string, reply: string | undefined, why = 'lost'): void {
    if (!this.#isTraced || !this.realm.isAlive) return
    const details = { from: to, svcMeth }
    if (reply === undefined)
      this.#note('lost', () => `x  ${to} ${methodOf(svcMeth)}: ${why}`, details)
    else {
      const words = (): string => `<- ${to} ${describeCall(svcMeth, reply)}`
      this.#note('reply', words, { ...details, bytes: byteLength(reply) })
    }
  }

  #note(kind: string, text: () => string, details: Record<string, unknown> = {}): void {
    this.#world.note(kind, this.realm.name, text, details)
  }
}

/** `2,344 ms` */
export function formatMs(ms: number): string {
  return `${Math.floor(ms).toLocaleString('en-US')} ms`
}

function describeSave(stateBytes: number, snapshotBytes: number): string {
  const snapshot = snapshotBytes === 0 ? '' : `, snapshot ${snapshotBytes} B`
  return `save ${stateBytes} B${snapshot}`
}

/** A message longer than that is cut in the trace, which says so. */
const TEXT_KB_MAX = 64

/** Whose method it is goes without saying in a column of the log; `svcMeth` has the full name. */
function methodOf(svcMeth: string): string {
  return svcMeth.slice(svcMeth.lastIndexOf('.') + 1)
}

/** `requestVote {term:3, candidateId:1}` */
function describeCall(svcMeth: string, text: string): string {
  const plain = limited(text)
    .replace(/"(\w+)":/g, '$1:')
    .replaceAll(',', ', ')
  return `${methodOf(svcMeth)} ${plain}`
}

/** A text as the trace holds it: whole up to 64 kB of UTF-8, and never half a character. */
export function limited(text: string): string {
  const most = TEXT_KB_MAX * 1024
  // No character takes more than three bytes for each of its UTF-16 units.
  if (text.length * 3 <= most || byteLength(text) <= most) return text
  const bytes = Buffer.from(text)
  const kept = new TextDecoder().decode(bytes.subarray(0, most), { stream: true })
  return `${kept}... (cut at ${TEXT_KB_MAX} kB of ${bytes.length} B)`
}

/** `S1` for a numbered server, otherwise the name it is known under. */
function nameOf(name: Name): string {
  return typeof name === 'number' ? `S${name}` : name
}
