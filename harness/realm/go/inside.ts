/**
 * A life of a Go program, behind the entry points of a realm: one WebAssembly instance, on the
 * world's clock. An entry writes into its inbox, wakes it and comes back when no goroutine of it
 * can go on; what it put out meanwhile is its outbox.
 */
import { sfc32 } from '../../sim/sfc32.ts'
import { type Inside, OP, type Setup } from '../protocol.ts'
import type { GoInstances } from './instances.ts'
import { LifeClock } from './life-clock.ts'
import { LifeOutput } from './life-output.ts'
import { AT, ENTRY, GoMemory, lengthOf } from './memory.ts'
import { begin, type GoProgram } from './program.ts'
import type { GoHost, GoInstance } from './runtime.ts'
import { GoTimers } from './timers.ts'

/** Ours: a GetState() that takes so long is worth a hint. */
const SLOW_MS = 1_000
const REFUSED = '-1 0 0'
/** Also for a start that a lock holds up: it leads nobody who cannot take a command. */
const STARTED_NOTHING = `${REFUSED} 0 0`

type Request = (number | string | Uint8Array | readonly number[])[]

export class GoInside implements Inside {
  /** Promises are ours, never a program's. */
  readonly promisePrototype = {}
  readonly neverReturns = 'its handler has not returned'
  readonly #instances: GoInstances
  readonly #timers = new GoTimers()
  readonly #clock = new LifeClock()
  readonly #output = new LifeOutput()
  #outbox: unknown[] = []
  #program: GoProgram | undefined
  #instance: GoInstance | undefined
  /** And stays so when it is stopped: only the instance of one that waits can be given back. */
  #isRunning = false
  #isDead = false
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

  constructor(instances: GoInstances) {
    this.#instances = instances
  }

  boot(nowMs: number, setupText: string, raftState: Uint8Array, snapshot: Uint8Array): void {
    this.#clock.setMs(nowMs)
    const setup = JSON.parse(setupText) as Setup
    const seed = this.#draw(setup)
    this.#output.isWanted = setup.logging
    this.#clock.seed(seed, setup.randomWords)
    this.#guard(() => {
      this.#instance = this.#instances.take()
      this.#program = begin(this.#instance, this.#makeHost())
    })
    const { program, me = 0, maxRaftState = -1, gid = 0, ends, ctrlerEnds = [] } = setup
    const numbers = [me, maxRaftState, gid, ends, ctrlerEnds]
    this.#enter(ENTRY.boot, this.#clock.word(), program, ...numbers, raftState, snapshot)
  }

  fireTimer(nowMs: number, id: number): void {
    this.#clock.setMs(nowMs)
    const dueNs = this.#timers.fire(id)
    if (dueNs === undefined) return
    this.#clock.nowNs = Math.max(this.#clock.nowNs, dueNs)
    this.#guard(() => {
      do this.#program?.resume()
      while (this.#timers.isDue(this.#clock.nowNs))
    })
  }

  serve(nowMs: number, rpcId: number, svcMeth: string, args: string): void {
    this.#clock.setMs(nowMs)
    this.#enter(ENTRY.serve, rpcId, svcMeth, args)
  }

  answer(nowMs: number, callId: number, reply: string | undefined): void {
    this.#clock.setMs(nowMs)
    this.#enter(ENTRY.answer, callId, reply === undefined ? 0 : 1, reply ?? '')
  }

  receiveApply(nowMs: number): void {
    this.#clock.setMs(nowMs)
    this.#isServiceBusy = false
    const early = this.#early.shift()
    if (early !== undefined) this.#putApply(early)
    else this.#enter(ENTRY.receiveApply)
  }

  start(nowMs: number, command: string): string | undefined {
    this.#clock.setMs(nowMs)
    this.#startNumber++
    this.#enter(ENTRY.start, this.#startNumber, command)
    // A Raft that holds its lock while it waits for the service is let go on: in a Go test the
    // service takes a message as soon as there is one.
    while (!this.#hasStarted && this.#takesEarly());
    if (this.#isDead) return this.#isEnded ? STARTED_NOTHING : undefined
    if (!this.#hasStarted) {
      this.#enter(ENTRY.start, -1, 'null')
      return STARTED_NOTHING
    }
    const memory = (this.#program as GoProgram).memory
    const said = `${memory.number(AT.saidTerm)} ${memory.word(AT.saidLeader)}`
    if (memory.word(AT.startLeader) === 0) return `${REFUSED} ${said}`
    return `${memory.number(AT.startIndex)} ${memory.number(AT.startTerm)} 1 ${said}`
  }

  /** GetState() may wait for a lock: until it comes back, what it said last holds. */
  probe(nowMs: number): number {
    this.#clock.setMs(nowMs)
    const known = this.#probes
    this.#enter(ENTRY.probe)
    this.#waitingSinceMs = this.#probes === known ? (this.#waitingSinceMs ?? nowMs) : undefined
    return this.#isDead && !this.#isEnded ? -1 : this.#state
  }

  hints(): readonly string[] {
    const sinceMs = this.#waitingSinceMs
    if (sinceMs === undefined || this.#clock.msSince(sinceMs) < SLOW_MS) return []
    const since = Math.floor(sinceMs).toLocaleString('en-US')
    if (this.#program?.memory.word(AT.booted) === 0) {
      return [
        `has not been made since ${since} ms: Make() and StartServer() must come back at once`,
      ]
    }
    return [`has not come back from GetState() since ${since} ms: does it wait for a lock?`]
  }

  snapshot(nowMs: number, index: number, snapshot: Uint8Array): void {
    this.#clock.setMs(nowMs)
    this.#enter(ENTRY.snapshot, index, snapshot)
  }

  kill(nowMs: number): void {
    this.#clock.setMs(nowMs)
    this.#enter(ENTRY.kill)
    // The labs of 2026 have no Kill(): there the process is ended, and so it is here.
    if (this.#program?.memory.word(AT.noKill) !== 1) return
    this.#collect()
    this.leave()
    this.#state -= this.#state % 2
    this.#isEnded = true
  }

  invoke(nowMs: number, invocationId: number, method: string, args: string): void {
    this.#clock.setMs(nowMs)
    const given = (JSON.parse(args) as unknown[]).map((value) => JSON.stringify(value))
    this.#enter(ENTRY.invoke, invocationId, method, given.length, ...given)
  }

  takeOutbox(): ArrayLike<unknown> | undefined {
    if (!this.#isDead) {
      this.#collect()
      const change = this.#timers.settle(this.#clock.nowNs)
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
    const instance = this.#instance
    if (instance !== undefined && !this.#isRunning) this.#instances.giveBack(instance)
    this.#isDead = true
    this.#program = undefined
    this.#instance = undefined
  }

  /** Never asked: a program makes no promises. */
  describeError(): string {
    return 'an error of a Go program'
  }

  /** One choice of chance, from which all of this life's follows. */
  #draw({ randomWords, randomPlayed, recordDraws }: Setup): number {
    const drawn = sfc32(randomWords)()
    const value = randomPlayed[0] ?? drawn
    if (recordDraws) this.#outbox.push(OP.draw, value)
    return value
  }

  get #hasStarted(): boolean {
    return this.#program?.memory.word(AT.starts) !== this.#starts
  }

  #enter(entry: number, ...operands: Request): void {
    if (this.#isDead) return
    const request: Request = [entry, ...operands]
    this.#guard(() => {
      const { memory, wake } = this.#program as GoProgram
      const size = GoMemory.sizeOf(request)
      if (size > memory.word(AT.inboxSize)) {
        memory.write([ENTRY.grow, 2 * size])
        wake()
      }
      if (entry === ENTRY.start) this.#starts = memory.word(AT.starts)
      memory.write(request)
      wake()
      this.#readState(memory)
    })
  }

  #readState(memory: GoMemory): void {
    const probes = memory.word(AT.probes)
    if (probes === this.#probes) return
    this.#probes = probes
    this.#state = 2 * memory.number(AT.probeTerm) + memory.word(AT.probeLeader)
  }

  /** Runs the program; its end becomes an error of this server. */
  #guard(run: () => void): void {
    if (this.#isDead) return
    this.#isRunning = true
    try {
      run()
      this.#isRunning = false
    } catch (error) {
      this.#collect()
      this.#isDead = true
      if (!hasError(this.#outbox)) {
        this.#outbox.push(OP.error, 'a goroutine', this.#output.describeEnd(error))
      }
    }
  }

  /** Reads the outbox; a message of applyCh waits until the world is ready for it. */
  #collect(): void {
    if (this.#program === undefined) return
    const taken: unknown[] = []
    this.#program.memory.take(taken, (before) => this.#output.putLines(taken, before))
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
    return !this.#isDead && this.#early.length > known
  }

  #makeHost(): Omit<GoHost, 'connect'> {
    const clock = this.#clock
    return {
      nanotime: () => clock.nowNs,
      walltime: () => clock.wall(),
      setTimer: (delayMs) => this.#timers.schedule(clock.nowNs, delayMs),
      clearTimer: (id) => this.#timers.clear(id),
      fillRandom: (bytes) => clock.fillRandom(bytes),
      write: (fd, bytes) => this.#output.print(fd, bytes, this.#program?.memory.outboxSize ?? 0),
    }
  }
}

/** A failure that the program has put out itself counts. */
function hasError(outbox: readonly unknown[]): boolean {
  return outbox.includes('a goroutine')
}
