/** A clerk in Go, behind the entry points of a realm: one of several in a program. */
import { type Inside, type InsideWatcher, OP, type Setup } from '../protocol.ts'
import type { Request } from './life.ts'
import { drawSeed } from './life-clock.ts'
import { ENTRY, lengthOf } from './memory.ts'

/** What a Go program can sleep at least. */
const SLEEP_MS_MIN = 1

/** The program that it shares with others. */
export interface SharedProgram {
  /** Makes a clerk in it, and itself for the first one; gives the clerk's number. */
  boot(clerk: GoClerk, nowMs: number, setup: Setup, drawSeed: () => number): number
  invoke(clerk: GoClerk, nowMs: number, id: number, call: Request): void
  enter(clerk: GoClerk, nowMs: number, request: Request): void
  /** A clerk is gone. What it was about goes on, but nothing comes of it. */
  leave(): void
}

export class GoClerk implements Inside {
  /** Promises are ours, never a program's. */
  readonly promisePrototype = {}
  readonly #clerks: SharedProgram
  readonly #watcher: InsideWatcher
  #number = 0
  #outbox: unknown[] = []
  #isAlive = true
  /** Operations and calls under way. */
  #operations = 0
  #calls = 0
  /** When it last did something, as far as that shows. */
  #lastMs = 0

  constructor(clerks: SharedProgram, watcher: InsideWatcher) {
    this.#clerks = clerks
    this.#watcher = watcher
  }

  get number(): number {
    return this.#number
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  get isBusy(): boolean {
    return this.#operations > 0
  }

  get isCalling(): boolean {
    return this.#calls > 0
  }

  boot(nowMs: number, setupText: string): void {
    this.#lastMs = nowMs
    const setup = JSON.parse(setupText) as Setup
    this.#number = this.#clerks.boot(this, nowMs, setup, () => drawSeed(setup, this.#outbox))
  }

  answer(nowMs: number, callId: number, reply: string | undefined): void {
    this.#calls--
    this.#lastMs = nowMs
    const answer = [callId, reply === undefined ? 0 : 1, reply ?? '']
    this.#clerks.enter(this, nowMs, [ENTRY.answer, ...answer])
  }

  invoke(nowMs: number, invocationId: number, method: string, args: string): void {
    this.#operations++
    this.#lastMs = nowMs
    const given = (JSON.parse(args) as unknown[]).map((value) => JSON.stringify(value))
    this.#clerks.invoke(this, nowMs, invocationId, [method, given.length, ...given])
  }

  /** What it has put out, whosever turn it was. */
  put(operations: readonly unknown[], nowMs: number, isByTimer: boolean): void {
    if (!this.#isAlive) return
    for (let at = 0; at < operations.length; at += lengthOf(operations[at] as number)) {
      if (operations[at] === OP.call) this.#calls++
      if (operations[at] === OP.result) this.#operations--
    }
    this.#outbox.push(...operations)
    this.#watcher.woken(isByTimer ? Math.max(nowMs - this.#lastMs, SLEEP_MS_MIN) : undefined)
    this.#lastMs = nowMs
  }

  takeOutbox(): ArrayLike<unknown> | undefined {
    if (this.#outbox.length === 0) return undefined
    const taken = this.#outbox
    this.#outbox = []
    return taken
  }

  leave(): void {
    this.#isAlive = false
    this.#outbox = []
    this.#clerks.leave()
  }

  // Asked of servers alone

  fireTimer(): void {}

  serve(): void {}

  receiveApply(): void {}

  start(): undefined {}

  probe(): number {
    return -1
  }

  snapshot(): void {}

  kill(): void {}

  /** Never asked: a program makes no promises. */
  describeError(): string {
    return 'an error of a Go program'
  }
}
