/** A life of a server in Go, behind the entry points of a realm: a program of its own. */
import { type Inside, OP, type Setup } from '../protocol.ts'
import type { GoInstances } from './instances.ts'
import { GoLife, type Request } from './life.ts'
import { drawSeed } from './life-clock.ts'
import { AT, ENTRY, lengthOf } from './memory.ts'

/** Ours: a GetState() that takes so long is worth a hint. */
const SLOW_MS = 1_000
const REFUSED = '-1 0 0'
/** Also for a start that a lock holds up: it leads nobody who cannot take a command. */
const STARTED_NOTHING = `${REFUSED} 0 0`

export class GoInside implements Inside {
  /** Promises are ours, never a program's. */
  readonly promisePrototype = {}
  readonly neverReturns = 'its handler has not returned'
  readonly #go: GoLife
  #outbox: unknown[] = []
  /** Dead because it was to stop, and not by an error. */
  #isEnded = false
  #probes = 0
  #state = 0
  #waitingSinceMs: number | undefined
  #starts = 0
  #startNumber = 0
  /** Messages of applyCh that were taken before the world was ready for them. */
  #early: unknown[][] = []
  #isServiceBusy = false

  constructor(instances: GoInstances, onPrint: (bytes: number) => void) {
    this.#go = new GoLife(instances, onPrint, (words) => this.#end(words))
  }

  boot(nowMs: number, setupText: string, raftState: Uint8Array, snapshot: Uint8Array): void {
    this.#go.clock.setMs(nowMs)
    const setup = JSON.parse(setupText) as Setup
    this.#go.start(drawSeed(setup, this.#outbox), setup)
    const { program, me = 0, maxRaftState = -1, gid = 0, ends, ctrlerEnds = [] } = setup
    const numbers = [me, maxRaftState, gid, ends, ctrlerEnds]
    this.#enter(ENTRY.boot, this.#go.clock.word(), program, ...numbers, raftState, snapshot)
  }

  fireTimer(nowMs: number, id: number): void {
    this.#go.clock.setMs(nowMs)
    this.#go.fireTimer(id)
  }

  serve(nowMs: number, rpcId: number, svcMeth: string, args: string): void {
    this.#go.clock.setMs(nowMs)
    this.#enter(ENTRY.serve, rpcId, svcMeth, args)
  }

  answer(nowMs: number, callId: number, reply: string | undefined): void {
    this.#go.clock.setMs(nowMs)
    this.#enter(ENTRY.answer, callId, reply === undefined ? 0 : 1, reply ?? '')
  }

  receiveApply(nowMs: number): void {
    this.#go.clock.setMs(nowMs)
    this.#isServiceBusy = false
    const early = this.#early.shift()
    if (early !== undefined) this.#putApply(early)
    else this.#enter(ENTRY.receiveApply)
  }

  start(nowMs: number, command: string): string | undefined {
    this.#go.clock.setMs(nowMs)
    this.#startNumber++
    this.#enter(ENTRY.start, this.#startNumber, command)
    // A Raft that holds its lock while it waits for the service is let go on: in a Go test the
    // service takes a message as soon as there is one.
    while (!this.#hasStarted && this.#takesEarly());
    if (this.#go.isDead) return this.#isEnded ? STARTED_NOTHING : undefined
    if (!this.#hasStarted) {
      this.#enter(ENTRY.start, -1, 'null')
      return STARTED_NOTHING
    }
    const go = this.#go
    const said = `${go.number(AT.saidTerm)} ${go.word(AT.saidLeader)}`
    if (go.word(AT.startLeader) === 0) return `${REFUSED} ${said}`
    return `${go.number(AT.startIndex)} ${go.number(AT.startTerm)} 1 ${said}`
  }

  /** GetState() may wait for a lock: until it comes back, what it said last holds. */
  probe(nowMs: number): number {
    this.#go.clock.setMs(nowMs)
    const known = this.#probes
    this.#enter(ENTRY.probe)
    this.#waitingSinceMs = this.#probes === known ? (this.#waitingSinceMs ?? nowMs) : undefined
    return this.#go.isDead && !this.#isEnded ? -1 : this.#state
  }

  hints(): readonly string[] {
    const sinceMs = this.#waitingSinceMs
    if (sinceMs === undefined || this.#go.clock.msSince(sinceMs) < SLOW_MS) return []
    const since = Math.floor(sinceMs).toLocaleString('en-US')
    if (!this.#go.isDead && this.#go.word(AT.booted) === 0) {
      return [
        `has not been made since ${since} ms: Make() and StartServer() must come back at once`,
      ]
    }
    return [`has not come back from GetState() since ${since} ms: does it wait for a lock?`]
  }

  snapshot(nowMs: number, index: number, snapshot: Uint8Array): void {
    this.#go.clock.setMs(nowMs)
    this.#enter(ENTRY.snapshot, index, snapshot)
  }

  kill(nowMs: number): void {
    this.#go.clock.setMs(nowMs)
    this.#enter(ENTRY.kill)
    // The labs of 2026 have no Kill(): there the process is ended, and so it is here.
    if (this.#go.word(AT.noKill) !== 1) return
    this.#collect()
    this.leave()
    this.#state -= this.#state % 2
    this.#isEnded = true
  }

  /** Never asked: what a test calls is a clerk's. */
  invoke(): void {}

  takeOutbox(): ArrayLike<unknown> | undefined {
    if (!this.#go.isDead) {
      this.#collect()
      const change = this.#go.timers.settle(this.#go.clock.nowNs)
      if (change?.clear !== undefined) this.#outbox.push(OP.clearTimer, change.clear)
      if (change?.set !== undefined) {
        this.#outbox.push(OP.setTimer, change.set.id, change.set.delayMs)
      }
    }
    if (this.#outbox.length === 0) return undefined
    const taken = this.#outbox
    this.#outbox = []
    return taken
  }

  leave(): void {
    this.#go.end()
  }

  /** Never asked: a program makes no promises. */
  describeError(): string {
    return 'an error of a Go program'
  }

  get #hasStarted(): boolean {
    return this.#go.word(AT.starts) !== this.#starts
  }

  #enter(...request: Request): void {
    if (this.#go.isDead) return
    this.#go.enter(request, request[0] === ENTRY.start ? this.#countStarts : undefined)
    if (!this.#go.isDead) this.#readState()
  }

  readonly #countStarts = (): void => {
    this.#starts = this.#go.word(AT.starts)
  }

  #readState(): void {
    const probes = this.#go.word(AT.probes)
    if (probes === this.#probes) return
    this.#probes = probes
    this.#state = 2 * this.#go.number(AT.probeTerm) + this.#go.word(AT.probeLeader)
  }

  /** The program's end is an error of this server. */
  #end(words: string): void {
    this.#collect()
    if (!hasError(this.#outbox)) this.#outbox.push(OP.error, 'a goroutine', words)
  }

  /** Reads the outbox; a message of applyCh waits until the world is ready for it. */
  #collect(): void {
    const taken = this.#go.take()
    if (!taken.includes(OP.applyCommand) && !taken.includes(OP.applySnapshot)) {
      for (const value of taken) this.#outbox.push(value)
      return
    }
    for (let at = 0; at < taken.length; ) {
      const operation = taken[at] as number
      const size = lengthOf(operation)
      const whole = taken.slice(at, at + size)
      at += size
      if (operation !== OP.applyCommand && operation !== OP.applySnapshot) {
        this.#outbox.push(...whole)
      } else if (this.#isServiceBusy) this.#early.push(whole)
      else this.#putApply(whole)
    }
  }

  #putApply(message: readonly unknown[]): void {
    this.#isServiceBusy = true
    this.#outbox.push(...message)
  }

  /** Takes a message of applyCh before its time; false when there is none to take. */
  #takesEarly(): boolean {
    const known = this.#early.length
    this.#enter(ENTRY.receiveApply)
    this.#collect()
    return !this.#go.isDead && this.#early.length > known
  }
}

/** A failure that the program has put out itself counts. */
function hasError(outbox: readonly unknown[]): boolean {
  return outbox.includes('a goroutine')
}
