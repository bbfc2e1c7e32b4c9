/**
 * setTimeout and its kin on virtual time, with Node's meaning. One table of what is armed; the
 * world calls `fireTimer` with the number of the timer that is due, and gets whatever the callback
 * throws.
 */
import type { InsideHost } from './host.ts'
import {
  apply,
  mapDelete,
  mapGet,
  mapSet,
  NativeMap,
  NativeTypeError,
  trunc,
} from './primordials.ts'

/**
 * Ours: what a setImmediate costs, 50 virtual ns, so that an endless chain of them moves time on.
 */
const IMMEDIATE_MS = 0.00005

/** Node: the longest delay; a longer one, or none, becomes 1 ms. */
const TIMEOUT_MS_MAX = 2 ** 31 - 1

type Callback = (...args: unknown[]) => unknown

/** Sets and clears timers of one process; `fire` runs the one that is due. */
class TimerTable {
  readonly #host: InsideHost
  readonly #armed = new NativeMap<number, Timer>()
  /** No longer armed while its callback runs, but an interval may clear itself by number then. */
  #running: Timer | undefined
  #lastId = 0

  constructor(host: InsideHost) {
    this.#host = host
  }

  nextId(): number {
    return ++this.#lastId
  }

  arm(timer: Timer): void {
    this.disarm(timer)
    mapSet(this.#armed, timer.id, timer)
    this.#host.setTimer(timer.id, timer.delayMs, timer.callback)
  }

  disarm(timer: Timer): void {
    if (mapDelete(this.#armed, timer.id)) this.#host.clearTimer(timer.id)
  }

  find(id: number): Timer | undefined {
    return this.#running?.id === id ? this.#running : (mapGet(this.#armed, id) as Timer | undefined)
  }

  fire(id: number): void {
    const timer = this.find(id)
    if (timer === undefined) return
    mapDelete(this.#armed, id)
    this.#running = timer
    try {
      timer.run()
    } finally {
      this.#running = undefined
    }
  }
}

interface Work {
  readonly callback: Callback
  readonly args: unknown[]
  readonly repeats: boolean
}

/** What is behind a Timeout or an Immediate. */
class Timer {
  readonly id: number
  readonly delayMs: number
  readonly handle: object
  readonly #table: TimerTable
  readonly #work: Work
  #isCleared = false

  constructor(table: TimerTable, handle: object, delayMs: number, work: Work) {
    this.id = table.nextId()
    this.delayMs = delayMs
    this.handle = handle
    this.#table = table
    this.#work = work
    table.arm(this)
  }

  get callback(): object {
    return this.#work.callback
  }

  /** An interval goes on even if its callback throws; it is armed anew after the callback ran. */
  run(): void {
    try {
      apply(this.#work.callback, this.handle, this.#work.args)
    } finally {
      if (this.#work.repeats) this.refresh()
    }
  }

  refresh(): void {
    if (!this.#isCleared) this.#table.arm(this)
  }

  clear(): void {
    this.#isCleared = true
    this.#table.disarm(this)
  }
}

/** Node's Timeout. Nothing keeps a process alive here, so `ref` and `unref` only remember. */
class Timeout {
  readonly #timer: Timer
  #isRefed = true

  constructor(table: TimerTable, delay: unknown, work: Work) {
    this.#timer = new Timer(table, this, delayMsOf(delay), work)
  }

  ref(): this {
    this.#isRefed = true
    return this
  }

  unref(): this {
    this.#isRefed = false
    return this
  }

  hasRef(): boolean {
    return this.#isRefed
  }

  /** Starts the delay anew, also after it ran; nothing after it was cleared. */
  refresh(): this {
    this.#timer.refresh()
    return this
  }

  close(): this {
    this.#timer.clear()
    return this
  }

  [Symbol.toPrimitive](): number {
    return this.#timer.id
  }

  /** The timer behind whatever was passed to clearTimeout. */
  static timerOf(table: TimerTable, given: unknown): Timer | undefined {
    if (typeof given === 'object' && given !== null) {
      return #timer in given ? given.#timer : undefined
    }
    if (typeof given !== 'number' && typeof given !== 'string') return undefined
    const timer = table.find(+given)
    return timer !== undefined && #timer in timer.handle ? timer : undefined
  }
}

class Immediate {
  readonly #timer: Timer
  #isRefed = true

  constructor(table: TimerTable, callback: Callback, args: unknown[]) {
    this.#timer = new Timer(table, this, IMMEDIATE_MS, { callback, args, repeats: false })
  }

  ref(): this {
    this.#isRefed = true
    return this
  }

  unref(): this {
    this.#isRefed = false
    return this
  }

  hasRef(): boolean {
    return this.#isRefed
  }

  static timerOf(given: unknown): Timer | undefined {
    return typeof given === 'object' && given !== null && #timer in given ? given.#timer : undefined
  }
}

const { timerOf: timerOfTimeout } = Timeout
const { timerOf: timerOfImmediate } = Immediate

function delayMsOf(delay: unknown): number {
  const delayMs = +(delay as number)
  return delayMs >= 1 && delayMs <= TIMEOUT_MS_MAX ? trunc(delayMs) : 1
}

function checkCallback(name: string, callback: unknown): void {
  if (typeof callback === 'function') return
  throw new NativeTypeError(
    `${name}: the callback must be a function, but it is ${typeof callback}`,
  )
}

/** An await of nothing is one step of the microtask queue, and no prototype can change it. */
async function runSoon(callback: () => unknown): Promise<void> {
  await undefined
  callback()
}

export interface TimerGlobals {
  readonly globals: Record<string, unknown>
  /** Runs the timer that is due. Throws what its callback throws. */
  fireTimer(id: number): void
}

export function makeTimers(host: InsideHost): TimerGlobals {
  const table = new TimerTable(host)
  const clearTimeout = (timeout?: unknown): void => timerOfTimeout(table, timeout)?.clear()
  const globals = {
    setTimeout(callback: Callback, delay?: number, ...args: unknown[]): Timeout {
      checkCallback('setTimeout', callback)
      return new Timeout(table, delay, { callback, args, repeats: false })
    },
    setInterval(callback: Callback, delay?: number, ...args: unknown[]): Timeout {
      checkCallback('setInterval', callback)
      return new Timeout(table, delay, { callback, args, repeats: true })
    },
    setImmediate(callback: Callback, ...args: unknown[]): Immediate {
      checkCallback('setImmediate', callback)
      return new Immediate(table, callback, args)
    },
    clearTimeout,
    clearInterval: (interval?: unknown): void => clearTimeout(interval),
    clearImmediate: (immediate?: unknown): void => timerOfImmediate(immediate)?.clear(),
    queueMicrotask(callback: () => unknown): void {
      checkCallback('queueMicrotask', callback)
      void runSoon(callback)
    },
  }
  return { globals, fireTimer: (id) => table.fire(id) }
}
