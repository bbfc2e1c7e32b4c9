/**
 * A process of the submission on the network: it turns the operations of a realm into calls,
 * replies and saves, and delivers what comes back. What is special to a Raft server comes in as
 * hooks.
 */

import type { Request, Settle } from '../labrpc/call.ts'
import { byteLength, type NetworkServer } from '../labrpc/network.ts'
import type { End } from '../labrpc/observers.ts'
import type { Realm } from '../realm/realm.ts'
import type { RealmPort } from '../realm/realm-port.ts'
import { CheckFailure } from './failure.ts'
import { Places } from './places.ts'
import { SavedShape } from './saved-shape.ts'
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
  beforeSend?(leg: 'request' | 'reply', svcMeth: string): boolean
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
  readonly places: Places
  readonly #world: World
  readonly #hooks: ProcessHooks
  readonly #ends = new Map<number, End>()
  readonly #clerkEnds = new Set<number>()
  readonly #serving = new Map<number, Serving>()
  #lastRpcId = 0
  /** Only while a trace is kept. */
  #savedShape: SavedShape | undefined
  /** Calls made so far, but for those over the ends of `addClerkEnd`. */
  callCount = 0

  constructor(world: World, name: string, hooks: ProcessHooks, isClerk = false) {
    this.#world = world
    this.#hooks = hooks
    this.places = new Places(world.stacks)
    const watcher = { afterTurn: () => hooks.afterTurn?.() }
    this.realm = world.makeRealm(name, this, watcher, isClerk)
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

  dispatch({ svcMeth, args, from, id }: Request, done: (reply: string) => void): void {
    if (this.#isTraced) {
      const asking = this.#world.nameOfAddress(from)
      const words = (): string => `${asking} asks ${describeCall(svcMeth, args)}`
      const about = { id, from: asking, svcMeth, bytes: byteLength(args) }
      this.#note('request', words, { ...about, ...this.places.ofHandler(svcMeth) })
    }
    const rpcId = ++this.#lastRpcId
    this.#serving.set(rpcId, { svcMeth, sinceMs: this.#world.sim.nowMs, done })
    this.realm.serve(rpcId, svcMeth, args)
  }

  call(callId: number, endNumber: number, svcMeth: string, args: string): void {
    if (this.#hooks.beforeSend?.('request', svcMeth)) return
    if (!this.#clerkEnds.has(endNumber)) this.callCount++
    const end = this.#ends.get(endNumber)
    if (end === undefined) {
      this.#forged(`a call over end ${endNumber}, which it has not`)
      return
    }
    const outcome = this.#isTraced ? this.#noteCall(end, svcMeth, args) : undefined
    this.#world.network.call(end, svcMeth, args, (reply, why, answeredAtMs) => {
      outcome?.(reply, why, answeredAtMs)
      this.realm.answer(callId, reply)
    })
  }

  reply(rpcId: number, reply: string): void {
    const serving = this.#serving.get(rpcId)
    if (this.#hooks.beforeSend?.('reply', serving?.svcMeth ?? '')) return
    this.#serving.delete(rpcId)
    serving?.done(reply)
    this.#hooks.afterReply?.()
  }

  save(raftState: Uint8Array, snapshot: Uint8Array): void {
    this.#world.trace.mixBytes(raftState)
    this.#world.trace.mixBytes(snapshot)
    if (this.#isTraced) this.#noteSave(raftState, snapshot)
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
      const shown = limited(command)
      this.#note('apply', () => `apply ${index}: ${shown}`, { index, command: shown })
    }
    this.#hooks.sawCommand?.(index, command)
  }

  sawSnapshot(index: number): void {
    this.#world.trace.mix(index)
    this.#note('apply', () => `apply snapshot of ${index}`, { index, isSnapshot: true })
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
    if (this.#hooks.makeEnd === undefined)
      this.#forged('the making of an end, and it makes no ends')
    else if (this.#ends.has(endNumber)) this.#forged(`the making of end ${endNumber}, which it has`)
    else this.#ends.set(endNumber, this.#hooks.makeEnd(endNumber, serverName))
  }

  /** What comes out of a realm only when student code has broken out of it. */
  #forged(what: string): void {
    const message = `the process of ${this.realm.name} sent what no student code can send`
    this.#world.fail(new CheckFailure(message, { kind: 'crash', details: [what] }))
  }

  /** A timer came due and caused something. */
  timer(id: number, delayMs: number): void {
    if (!this.#isTraced) return
    const words = (): string => (delayMs < 1 ? 'setImmediate' : `timer of ${formatMs(delayMs)}`)
    this.#note('timer', words, { timer: id, ...this.places.ofTimer(id) })
  }

  timerSet(id: number, delayMs: number): void {
    if (delayMs < 1) return
    const dueMs = this.#world.sim.nowMs + delayMs
    const words = (): string => `timer of ${formatMs(delayMs)} set`
    this.#note('timer-set', words, { timer: id, dueMs })
  }

  timerCleared(id: number): void {
    this.#note('timer-cleared', () => 'timer cleared', { timer: id })
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
    const { name, neverReturns } = this.realm
    return [
      ...[...stuck].map(
        ([svcMeth, { count, sinceMs }]) =>
          `${name} has not answered ${count} call${count === 1 ? '' : 's'} of ${svcMeth}` +
          ` since ${formatMs(sinceMs)}: ${neverReturns}`,
      ),
      ...this.realm.hints().map((hint) => `${name} ${hint}`),
    ]
  }

  /** Asked on the hot path, where even making the words would cost. */
  get #isTraced(): boolean {
    return this.#world.trace.recording
  }

  /** A call sets out. What is returned is told its outcome. */
  #noteCall(end: End, svcMeth: string, args: string): Settle {
    const id = this.#world.network.nextId
    const to = end.server === undefined ? 'nobody' : this.#world.nameOfAddress(end.server)
    const details = { id, to, svcMeth, bytes: byteLength(args) }
    this.#note('call', () => `-> ${to} ${describeCall(svcMeth, args)}`, details)
    return (reply, why = 'lost', answeredAtMs) => {
      if (!this.realm.isAlive) return
      const about = {
        id,
        from: to,
        svcMeth,
        ...(answeredAtMs === undefined ? {} : { answeredAtMs }),
      }
      if (reply === undefined) {
        this.#note('lost', () => `x  ${to} ${methodOf(svcMeth)}: ${why}`, { ...about, why })
      } else {
        const words = (): string => `<- ${to} ${describeCall(svcMeth, reply)}`
        this.#note('reply', words, { ...about, bytes: byteLength(reply) })
      }
    }
  }

  #noteSave(raftState: Uint8Array, snapshot: Uint8Array): void {
    const [stateBytes, snapshotBytes] = [raftState.length, snapshot.length]
    this.#savedShape ??= new SavedShape()
    const inferred = this.#savedShape.read(raftState)
    this.#note('save', () => describeSave(stateBytes, snapshotBytes), {
      stateBytes,
      snapshotBytes,
      ...(inferred === undefined ? {} : { inferred }),
    })
  }

  #note(kind: string, text: () => string, details: Record<string, unknown> = {}): void {
    this.#world.note(kind, this.realm.name, text, details)
  }
}

/** `2,344 ms` */
export function formatMs(ms: number): string {
  // By hand: Node's own formats take longer than all else that an event of a trace does.
  return `${String(Math.floor(ms)).replace(/\B(?=(\d{3})+$)/g, ',')} ms`
}

function describeSave(stateBytes: number, snapshotBytes: number): string {
  const snapshot = snapshotBytes === 0 ? '' : `, snapshot ${snapshotBytes} B`
  return `save ${stateBytes} B${snapshot}`
}

/** A message longer than that is cut in the trace, which says so. */
const TEXT_KB_MAX = 64

/** Whose method it is goes without saying in a column of the log; `svcMeth` has the full name. */
export function methodOf(svcMeth: string): string {
  return svcMeth.slice(svcMeth.lastIndexOf('.') + 1)
}

/** `requestVote {term:3, candidateId:1}` */
function describeCall(svcMeth: string, text: string): string {
  return `${methodOf(svcMeth)} ${plainText(text)}`
}

/** Ours: a message is told where it sets out and where it arrives, with few others between. */
const PLAIN_MAX = 500
const PLAIN_LETTERS_MAX = 4_096
const plainTexts = new Map<string, string>()

/** `{term:3, candidateId:1}` for what travels as `{"term":3,"candidateId":1}`. */
function plainText(text: string): string {
  const known = plainTexts.get(text)
  if (known !== undefined) return known
  const plain = limited(text)
    .replace(/"(\w+)":/g, '$1:')
    .replaceAll(',', ', ')
  if (text.length > PLAIN_LETTERS_MAX) return plain
  if (plainTexts.size === PLAIN_MAX) plainTexts.clear()
  plainTexts.set(text, plain)
  return plain
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
