/**
 * A life of a Go program: a clean WebAssembly instance on the world's clock. An entry writes into
 * its inbox, wakes it and comes back when no goroutine of it can go on; what it put out meanwhile
 * is taken from its outbox.
 */
import type { Setup } from '../protocol.ts'
import type { GoInstances } from './instances.ts'
import { LifeClock } from './life-clock.ts'
import { LifeOutput } from './life-output.ts'
import { AT, ENTRY, GoMemory } from './memory.ts'
import { begin, type GoProgram } from './program.ts'
import type { GoHost, GoInstance } from './runtime.ts'
import { GoTimers } from './timers.ts'

export type Request = (number | string | Uint8Array | readonly number[])[]

export class GoLife {
  readonly clock = new LifeClock()
  readonly timers = new GoTimers()
  readonly output: LifeOutput
  readonly #instances: GoInstances
  readonly #onDeath: (words: string) => void
  #program: GoProgram | undefined
  #instance: GoInstance | undefined
  /** And stays so when it is stopped: only the instance of one that waits can be given back. */
  #isRunning = false
  #isDead = false

  /**
   * `onDeath` is told the last words of the program, and can still take what it put out; `onPrint`
   * how many bytes it prints.
   */
  constructor(
    instances: GoInstances,
    onPrint: (bytes: number) => void,
    onDeath: (words: string) => void,
  ) {
    this.#instances = instances
    this.output = new LifeOutput(onPrint)
    this.#onDeath = onDeath
  }

  get isDead(): boolean {
    return this.#isDead
  }

  /** `drawn` is the one choice of chance from which all of its chance follows. */
  start(drawn: number, { logging, randomWords }: Setup): void {
    this.output.isWanted = logging
    this.clock.seed(drawn, randomWords)
    this.#guard(() => {
      this.#instance = this.#instances.take()
      this.#program = begin(this.#instance, this.#makeHost())
    })
  }

  /** `beforeWake` is called when there is room for the request. */
  enter(request: Request, beforeWake?: () => void): void {
    this.#guard(() => {
      const { memory, wake } = this.#program as GoProgram
      const size = GoMemory.sizeOf(request)
      if (size > memory.word(AT.inboxSize)) {
        memory.write([ENTRY.grow, 2 * size])
        wake()
      }
      beforeWake?.()
      memory.write(request)
      wake()
    })
  }

  /** The world's timer has fired. */
  fireTimer(id: number): void {
    const dueNs = this.timers.fire(id)
    if (dueNs === undefined) return
    this.clock.nowNs = Math.max(this.clock.nowNs, dueNs)
    this.#guard(() => {
      do this.#program?.resume()
      while (this.timers.isDue(this.clock.nowNs))
    })
  }

  /** A word of the header; 0 where there is no program. */
  word(at: number): number {
    return this.#program?.memory.word(at) ?? 0
  }

  /** Signed. */
  number(at: number): number {
    return this.#program?.memory.number(at) ?? 0
  }

  /** What it has put out since the last time, as operations and operands in a row. */
  take(): unknown[] {
    const taken: unknown[] = []
    this.#program?.memory.take(taken, (before) => this.output.putLines(taken, before))
    return taken
  }

  /** Nothing of it can act any more. */
  end(): void {
    const instance = this.#instance
    if (instance !== undefined && !this.#isRunning) this.#instances.giveBack(instance)
    this.#isDead = true
    this.#program = undefined
    this.#instance = undefined
  }

  #guard(run: () => void): void {
    if (this.#isDead) return
    this.#isRunning = true
    try {
      run()
      this.#isRunning = false
    } catch (error) {
      this.#isDead = true
      this.#onDeath(this.output.describeEnd(error))
    }
  }

  #makeHost(): Omit<GoHost, 'connect'> {
    const { clock, timers } = this
    return {
      nanotime: () => clock.nowNs,
      walltime: () => clock.wall(),
      setTimer: (delayMs) => timers.schedule(clock.nowNs, delayMs),
      clearTimer: (id) => timers.clear(id),
      fillRandom: (bytes) => clock.fillRandom(bytes),
      write: (fd, bytes) => this.output.print(fd, bytes, this.#program?.memory.outboxSize ?? 0),
    }
  }
}
