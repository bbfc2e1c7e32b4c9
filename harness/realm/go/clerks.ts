/**
 * All clerks of a run in one program, as in the course's tester: the variables of the student's
 * packages are theirs together. Each is a realm of its own all the same. Numbers of ends and
 * operations hold whose they are, and package `log` knows whose goroutine it is called in.
 */
import { type Inside, type InsideWatcher, OP, type Setup } from '../protocol.ts'
import { GoClerk, type SharedProgram } from './clerk.ts'
import type { GoInstances } from './instances.ts'
import { GoLife, type Request } from './life.ts'
import { ENTRY, lengthOf, WHOSE } from './memory.ts'

/** Numbers of one clerk's ends and operations. `clerks.go` of labworld has it too. */
const SHARE = 1_000_000_000

/** Which operand of an operation holds whose it is. */
const OWNED: Readonly<Record<number, number>> = { [OP.call]: 2, [OP.result]: 1, [OP.makeEnd]: 1 }

export class GoClerks implements SharedProgram {
  /** The program's timers are those of the run's first clerk, even when that is gone. */
  readonly #watcher: InsideWatcher
  readonly #go: GoLife
  /** The first has number 1. */
  readonly #clerks: GoClerk[] = []
  #seed = 0
  #disarm: (() => void) | undefined
  /** Whom the program runs for; undefined when a timer has woken it. */
  #turn: GoClerk | undefined
  /** Whose goroutine is known to have run last. */
  #speaker: GoClerk | undefined
  #nowMs = 0
  #hasFailed = false

  constructor(instances: GoInstances, watcher: InsideWatcher, onPrint: (bytes: number) => void) {
    this.#watcher = watcher
    this.#go = new GoLife(instances, onPrint, (words) => this.#end(words))
  }

  make(watcher: InsideWatcher): Inside {
    return new GoClerk(this, watcher)
  }

  boot(clerk: GoClerk, nowMs: number, setup: Setup, drawSeed: () => number): number {
    const number = this.#clerks.push(clerk)
    const go = this.#go
    if (number === 1) {
      go.clock.setMs(nowMs)
      go.start(drawSeed(), setup)
      this.#seed = go.clock.word()
    } else go.output.addLife()
    const ends = setup.ends.map((end) => number * SHARE + end)
    this.enter(clerk, nowMs, [ENTRY.clerk, this.#seed, number, setup.program, ends])
    return number
  }

  invoke(clerk: GoClerk, nowMs: number, id: number, call: Request): void {
    this.enter(clerk, nowMs, [ENTRY.invoke, clerk.number * SHARE + id, ...call])
  }

  enter(clerk: GoClerk, nowMs: number, request: Request): void {
    this.#takeTurn(clerk, nowMs, () => this.#go.enter(request))
  }

  leave(): void {
    if (this.#clerks.some(({ isAlive }) => isAlive)) return
    this.#disarm?.()
    this.#disarm = undefined
    this.#go.timers.disarm()
  }

  end(): void {
    this.#go.end()
  }

  #takeTurn(clerk: GoClerk | undefined, nowMs: number, run: () => void): void {
    this.#turn = clerk
    this.#nowMs = nowMs
    this.#go.clock.setMs(nowMs)
    run()
    if (this.#go.isDead) return
    this.#handOut()
    this.#arm()
  }

  #arm(): void {
    const change = this.#go.timers.settle(this.#go.clock.nowNs)
    if (change === undefined) return
    this.#disarm?.()
    this.#disarm = undefined
    const { set } = change
    if (set === undefined) return
    this.#disarm = this.#watcher.later(set.delayMs, (nowMs) => {
      this.#disarm = undefined
      this.#takeTurn(undefined, nowMs, () => this.#go.fireTimer(set.id))
    })
  }

  /**
   * Gives each clerk what it has put out. What `fmt` prints is of nobody: it goes to the one that
   * the program runs for, until that waits for an answer, and then to the one that acts next.
   */
  #handOut(): void {
    const taken = this.#go.take()
    this.#speaker = this.#turn
    let nobodys: unknown[] = []
    for (let at = 0; at < taken.length; ) {
      const operation = taken[at] as number
      const whole = taken.slice(at, at + lengthOf(operation))
      at += whole.length
      const owned = OWNED[operation]
      if (operation === WHOSE) this.#speaker = this.#clerks[(whole[1] as number) - 1]
      else if (owned !== undefined) {
        const number = whole[owned] as number
        whole[owned] = number % SHARE
        this.#give(this.#clerks[Math.floor(number / SHARE) - 1], [...nobodys, ...whole])
        nobodys = []
        this.#speaker = undefined
      } else {
        this.#hasFailed ||= operation === OP.error
        if (this.#speaker?.isAlive) this.#give(this.#speaker, whole)
        else nobodys.push(...whole)
      }
    }
    if (nobodys.length > 0) this.#give(this.#guess(), nobodys)
  }

  #give(clerk: GoClerk | undefined, operations: readonly unknown[]): void {
    clerk?.put(operations, this.#nowMs, this.#turn === undefined)
  }

  /** The program's end is an error of one of them. */
  #end(words: string): void {
    this.#handOut()
    if (this.#hasFailed) return
    const whose = this.#speaker?.isAlive ? this.#speaker : this.#guess()
    this.#give(whose, [OP.error, 'a goroutine', words])
  }

  /** Whose it may be that says nothing of that: behind a timer, of one that sleeps. */
  #guess(): GoClerk | undefined {
    if (this.#turn?.isAlive) return this.#turn
    const living = this.#clerks.filter(({ isAlive }) => isAlive)
    const busy = living.filter(({ isBusy }) => isBusy)
    return busy.find(({ isCalling }) => !isCalling) ?? busy[0] ?? living[0]
  }
}
