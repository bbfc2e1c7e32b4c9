/**
 * One process of the simulated world: a fresh context in which a server or a clerk of the
 * submission lives, and the boundary around it. Everything goes through the entry points and the
 * outbox of `protocol.ts`; when the boundary is cut, nothing of the process can act any more.
 */
import type { SimEvent } from '../sim/event-heap.ts'
import type { Sim } from '../sim/sim.ts'
import { type Inside, OP, type Setup } from './protocol.ts'
import type { RealmPort, Started } from './realm-port.ts'

/** What a timer may do without that anything has come of it. */
const SILENT: ReadonlySet<number> = new Set([OP.setTimer, OP.clearTimer, OP.callback, OP.draw])

export class Realm {
  /** Number of the process; owner of its events. */
  readonly number: number
  /** How output names it: `S2`, `C0`. */
  readonly name: string
  readonly #sim: Sim
  readonly #port: RealmPort
  readonly #onTouched: (realm: Realm) => void
  readonly #timers = new Map<number, SimEvent>()
  #inside: Inside | undefined
  #isTouched = false
  /** A timer that has fired in this event and has caused nothing yet: its delay and its number. */
  #firedMs: number | undefined
  #firedId = 0
  #isFlushing = false

  constructor(
    inside: Inside,
    who: { number: number; name: string },
    sim: Sim,
    port: RealmPort,
    onTouched: (realm: Realm) => void,
  ) {
    this.#inside = inside
    this.number = who.number
    this.name = who.name
    this.#sim = sim
    this.#port = port
    this.#onTouched = onTouched
  }

  get isAlive(): boolean {
    return this.#inside !== undefined
  }

  /** Whether a promise was made inside this realm. */
  owns(promisePrototype: object): boolean {
    return this.#inside?.promisePrototype === promisePrototype
  }

  /** Starts the program. What it saves or sends at once is put out before this returns. */
  boot(
    setup: Omit<Setup, 'randomWords' | 'randomPlayed' | 'recordDraws' | 'logging'>,
    saved: { raftState: Uint8Array; snapshot: Uint8Array },
  ): void {
    const lent = this.#sim.chance.lend(this.#randomName)
    const full: Setup = {
      ...setup,
      randomWords: lent.words,
      randomPlayed: lent.played,
      recordDraws: this.#sim.chance.hasPlaces,
      logging: this.#sim.trace.recording,
    }
    this.#touch()?.boot(this.#sim.nowMs, JSON.stringify(full), saved.raftState, saved.snapshot)
    this.flush()
  }

  serve(rpcId: number, svcMeth: string, args: string): void {
    this.#touch()?.serve(this.#sim.nowMs, rpcId, svcMeth, args)
  }

  answer(callId: number, reply: string | undefined): void {
    this.#touch()?.answer(this.#sim.nowMs, callId, reply)
  }

  receiveApply(): void {
    this.#touch()?.receiveApply(this.#sim.nowMs)
  }

  invoke(invocationId: number, method: string, args: string): void {
    this.#touch()?.invoke(this.#sim.nowMs, invocationId, method, args)
  }

  /** Raft.start(); undefined when student code failed or the process died over it. */
  start(command: string): Started | undefined {
    const started = this.#touch()?.start(this.#sim.nowMs, command)
    this.flush()
    if (started === undefined || !this.isAlive) return undefined
    const numbers = started.split(' ').map(Number) as [number, number, number, number?, number?]
    const [index, term, isLeader, saidTerm, saidLeader] = numbers
    const result = { index, term, isLeader: isLeader === 1 }
    if (saidTerm === undefined) return result
    return { ...result, said: { term: saidTerm, isLeader: saidLeader === 1 } }
  }

  /** Raft.getState(); undefined when student code failed. Does not count as a visit. */
  probe(): { term: number; isLeader: boolean } | undefined {
    const state = this.#inside?.probe(this.#sim.nowMs) ?? -1
    if (state >= 0) return { term: Math.floor(state / 2), isLeader: state % 2 === 1 }
    this.flush()
    return undefined
  }

  snapshot(index: number, snapshot: Uint8Array): void {
    this.#touch()?.snapshot(this.#sim.nowMs, index, snapshot)
    this.flush()
  }

  /** Asks the program to stop, as at the end of a test; the boundary stays. */
  kill(): void {
    this.#touch()?.kill(this.#sim.nowMs)
    this.flush()
  }

  /** It has put something out by itself; see {@link InsideWatcher}. */
  wake(delayMs?: number): void {
    if (delayMs !== undefined) this.#firedMs ??= delayMs
    this.#touch()
  }

  /** Cuts the boundary: the process is dead at once. */
  cut(): void {
    for (const timer of this.#timers.values()) this.#sim.cancel(timer)
    this.#timers.clear()
    this.#inside?.leave?.()
    this.#inside = undefined
  }

  /** What a handler has not done that has not answered. */
  get neverReturns(): string {
    return this.#inside?.neverReturns ?? 'the promise its handler returned never settled'
  }

  /** What keeps the program from going on, as far as it is known inside. */
  hints(): readonly string[] {
    return this.#inside?.hints?.() ?? []
  }

  describeError(reason: unknown): string {
    return this.#inside?.describeError(reason) ?? 'an error of a dead process'
  }

  /** An event is over and all promise work it caused is done: carries out what came of it. */
  settle(): void {
    this.#inside?.drain?.()
    this.flush()
  }

  /**
   * Carries out what the process has put out, in order. Stops in the middle when it dies over it.
   */
  flush(): void {
    if (this.#isFlushing) return
    this.#isFlushing = true
    this.#isTouched = false
    try {
      for (;;) {
        const operations = this.#inside?.takeOutbox()
        if (operations === undefined) return
        for (let at = 0; at < operations.length && this.#inside !== undefined; ) {
          if (this.#firedMs !== undefined) this.#tellTimer(this.#firedMs, operations[at] as number)
          at += this.#carryOut(operations, at)
        }
      }
    } finally {
      this.#isFlushing = false
      this.#firedMs = undefined
    }
  }

  #tellTimer(delayMs: number, operation: number): void {
    if (SILENT.has(operation)) return
    this.#port.timer(this.#firedId, delayMs)
    this.#firedMs = undefined
  }

  /** Entry into the realm; undefined when it is dead. */
  #touch(): Inside | undefined {
    if (this.#inside !== undefined && !this.#isTouched) {
      this.#isTouched = true
      this.#onTouched(this)
    }
    return this.#inside
  }

  get #randomName(): string {
    return `${this.name}#${this.number}/Math.random`
  }

  /** One operation; answers how many places of the list it took. */
  #carryOut(operations: ArrayLike<unknown>, at: number): number {
    const first = operations[at + 1]
    const second = operations[at + 2]
    switch (operations[at]) {
      case OP.call:
        this.#port.call(
          first as number,
          second as number,
          operations[at + 3] as string,
          operations[at + 4] as string,
        )
        return 5
      case OP.reply:
        this.#port.reply(first as number, second as string)
        return 3
      case OP.save:
        this.#port.save(first as Uint8Array, second as Uint8Array)
        return 3
      case OP.applyCommand:
        this.#port.applyCommand(first as number, second as string)
        return 3
      case OP.applySnapshot: {
        const snapshot = new Uint8Array(operations[at + 3] as Uint8Array)
        this.#port.applySnapshot(first as number, second as number, snapshot)
        return 4
      }
      case OP.setTimer:
        this.#setTimer(first as number, second as number)
        return 3
      case OP.clearTimer:
        this.#clearTimer(first as number)
        return 2
      case OP.log:
        this.#port.log(first as string, second as string)
        return 3
      case OP.error:
        this.#port.error(first as string, second as string)
        return 3
      case OP.result:
        this.#port.result(first as number, second as string)
        return 3
      case OP.makeEnd:
        this.#port.makeEnd(first as number, second as string)
        return 3
      case OP.sawCommand:
        this.#port.sawCommand(first as number, second as string)
        return 3
      case OP.sawSnapshot:
        this.#port.sawSnapshot(first as number)
        return 2
      case OP.handler:
        this.#port.places.addHandler(first as string, second as string)
        return 3
      case OP.callback:
        this.#port.places.addTimer(first as number, second as string)
        return 3
      case OP.draw:
        this.#sim.chance.giveBack(this.#randomName, [first as number])
        return 2
      default:
        throw new Error(`unknown operation ${String(operations[at])} from ${this.name}`)
    }
  }

  #setTimer(id: number, delayMs: number): void {
    const timer = this.#sim.schedule(delayMs, this.number, () => {
      this.#timers.delete(id)
      this.#firedMs = delayMs
      this.#firedId = id
      this.#touch()?.fireTimer(this.#sim.nowMs, id)
    })
    this.#timers.set(id, timer)
    if (this.#sim.trace.recording) this.#port.timerSet(id, delayMs)
  }

  #clearTimer(id: number): void {
    const timer = this.#timers.get(id)
    if (timer === undefined) return
    this.#sim.cancel(timer)
    this.#timers.delete(id)
    if (this.#sim.trace.recording) this.#port.timerCleared(id)
  }
}
