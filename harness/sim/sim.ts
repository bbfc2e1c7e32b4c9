/**
 * The simulated world's clock and loop. One event runs, all promise work it caused is drained, then
 * the next; when events are due at the same instant, chance decides between their owners, and each
 * owner's keep their order. A test's own steps are events too. Nothing here knows servers or
 * networks.
 *
 * Deadlock (nothing can ever happen again) and storm (time no longer advances) end a run by
 * themselves.
 */
import { Chance, type ChanceOptions } from './chance.ts'
import { drain } from './drain.ts'
import { EventHeap, type SimEvent } from './event-heap.ts'
import type { Pulse } from './pulse.ts'
import { Trace } from './trace.ts'

/** The number under which a test's own events run. */
export const TEST_OWNER = 0

/**
 * Events of one owner within one virtual millisecond before it counts as a storm. Ours: a busy
 * correct server has at most a few hundred, a loop over setImmediate reaches it within half a
 * virtual millisecond.
 */
export const STORM_EVENTS = 10_000

/** Events between two visits to the real event loop, so that signals and pipes are served. */
const SLICE_EVENTS = 2_000

/** A choice that was made for the first time, by the name of its place. */
export interface FreshChoice {
  readonly atMs: number
  readonly name: string
}

/** How a run ended, short of the test's own verdict. */
export type SimEnd =
  | { kind: 'done' }
  | { kind: 'failed'; error: unknown }
  | { kind: 'deadlock'; waiting: string[] }
  | { kind: 'storm'; owner: number }
  | { kind: 'timed-out'; waiting: string[] }

/** A wall clock to run on instead of virtual time (`realtime`). */
export interface WallClock {
  /** Milliseconds since the run began. */
  nowMs(): number
  waitUntil(atMs: number): Promise<void>
}

export interface SimOptions extends ChanceOptions {
  readonly seed: string
  readonly trace?: Trace
  /** The run ends as `timed-out` when the clock passes this. */
  readonly limitMs?: number
  readonly wallClock?: WallClock
  /** Told of every event, so that another thread can see progress. */
  readonly pulse?: Pulse
}

export class Sim {
  /** Virtual milliseconds since the world began. */
  nowMs = 0
  /** Events that have run. */
  eventCount = 0
  readonly chance: Chance
  /** The first choice that had to be drawn afresh though choices are played. */
  firstFresh: FreshChoice | undefined
  readonly trace: Trace
  /** Called after every event and the promise work it caused; returns true if it caused more. */
  settle: () => boolean = () => false
  readonly #heap = new EventHeap()
  readonly #limitMs: number
  readonly #wallClock: WallClock | undefined
  readonly #pulse: Pulse | undefined
  readonly #waits = new Set<{ name: string }>()
  #due: SimEvent[] = []
  #sequence = 0
  #end: SimEnd | undefined
  /** By owner: since when its events are counted, and how many there were. */
  readonly #countedSinceMs: number[] = []
  readonly #eventCounts: number[] = []

  constructor(options: SimOptions) {
    this.chance = new Chance(options.seed, {
      ...options,
      nowMs: () => this.nowMs,
      onFresh: (name) => {
        this.firstFresh ??= { atMs: this.nowMs, name }
      },
    })
    this.trace = options.trace ?? new Trace()
    this.#limitMs = options.limitMs ?? Number.POSITIVE_INFINITY
    this.#wallClock = options.wallClock
    this.#pulse = options.pulse
  }

  /** Lets `run` happen `delayMs` from now. Events of one owner at one instant keep their order. */
  schedule(delayMs: number, owner: number, run: () => void): SimEvent {
    const event = { atMs: this.nowMs + delayMs, sequence: this.#sequence++, owner, run }
    this.#heap.push(event)
    return event
  }

  /** Makes sure that an event does not happen. Harmless when it has. */
  cancel(event: SimEvent): void {
    event.run = undefined
  }

  /** Resolves after `ms`, for the test's own steps. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.schedule(ms, TEST_OWNER, resolve))
  }

  /** Waits for something that must come, under a name that a deadlock report can show. */
  async waitFor<T>(name: string, promise: Promise<T>): Promise<T> {
    const wait = { name }
    this.#waits.add(wait)
    try {
      return await promise
    } finally {
      this.#waits.delete(wait)
    }
  }

  /** Ends the run with a failure. The first one counts. */
  fail(error: unknown): void {
    this.#end ??= { kind: 'failed', error }
  }

  get isOver(): boolean {
    return this.#end !== undefined
  }

  /** Runs the world until `main` has ended, or nothing can go on. */
  run(main: () => Promise<void>): Promise<SimEnd> {
    this.schedule(0, TEST_OWNER, () => {
      main().then(
        () => {
          this.#end ??= { kind: 'done' }
        },
        (error: unknown) => this.fail(error),
      )
    })
    return this.#wallClock === undefined ? this.#runVirtual() : this.#runOnWall(this.#wallClock)
  }

  #runVirtual(): Promise<SimEnd> {
    return new Promise((resolve) => {
      const slice = (): void => {
        for (let i = 0; i < SLICE_EVENTS && this.#end === undefined; i++) {
          this.#step()
          if (!drain.isSynchronous) break
        }
        if (this.#end !== undefined && drain.isSynchronous) resolve(this.#end)
        else setImmediate(drain.isSynchronous ? slice : settleThenSlice)
      }
      const settleThenSlice = (): void => {
        if (this.#settle()) setImmediate(settleThenSlice)
        else if (this.#end !== undefined) resolve(this.#end)
        else slice()
      }
      setImmediate(slice)
    })
  }

  async #runOnWall(wallClock: WallClock): Promise<SimEnd> {
    while (this.#end === undefined) {
      const next = this.#due[0] ?? this.#heap.peek()
      if (next !== undefined) await wallClock.waitUntil(next.atMs)
      await new Promise((resolve) => setImmediate(resolve))
      if (this.#end !== undefined) break
      this.#step(wallClock.nowMs())
      await new Promise((resolve) => setImmediate(resolve))
      while (this.#settle()) await new Promise((resolve) => setImmediate(resolve))
    }
    return this.#end
  }

  /** Runs one event and, where that is possible without leaving the call, all that it caused. */
  #step(wallMs = 0): void {
    const event = this.#next()
    if (event === undefined) {
      this.#end ??= { kind: 'deadlock', waiting: this.#waiting }
      return
    }
    this.nowMs = Math.max(event.atMs, wallMs)
    if (this.nowMs > this.#limitMs) {
      this.#end ??= { kind: 'timed-out', waiting: this.#waiting }
      return
    }
    this.eventCount++
    this.#pulse?.beat(this.eventCount, this.nowMs)
    this.trace.mix(event.atMs)
    this.trace.mix(event.owner)
    this.#watchForStorm(event)
    try {
      event.run?.()
    } catch (error) {
      this.fail(error)
    }
    event.run = undefined
    if (!drain.isSynchronous || this.#wallClock !== undefined) return
    do drain.now()
    while (this.#settle())
  }

  /** What an event throws, or what it caused, ends the run like a failure of the test itself. */
  #settle(): boolean {
    try {
      return this.settle()
    } catch (error) {
      this.fail(error)
      return false
    }
  }

  /** Names of what is waited for. */
  get #waiting(): string[] {
    return [...this.#waits].map(({ name }) => name)
  }

  /** The next event; among owners with events due at the same instant, chance decides. */
  #next(): SimEvent | undefined {
    if (this.#due.length === 0) {
      const first = this.#heap.pop()
      if (first === undefined) return undefined
      if (this.#heap.peek()?.atMs !== first.atMs) return first
      this.#due.push(first)
    }
    const atMs = (this.#due[0] as SimEvent).atMs
    while (this.#heap.peek()?.atMs === atMs) this.#due.push(this.#heap.pop() as SimEvent)
    this.#due = this.#due.filter((event) => event.run !== undefined)
    if (this.#due.length === 0) return this.#next()
    const owners = [...new Set(this.#due.map((event) => event.owner))]
    const owner = owners.length === 1 ? owners[0] : this.#breakTie(owners)
    const at = this.#due.findIndex((event) => event.owner === owner)
    return this.#due.splice(at, 1)[0]
  }

  #breakTie(owners: readonly number[]): number {
    return this.chance.stream('sim/tie').pick(owners, this.chance.nextPlace('tie of', owners))
  }

  #watchForStorm(event: SimEvent): void {
    const { atMs, owner } = event
    const sinceMs = this.#countedSinceMs[owner]
    if (sinceMs === undefined || atMs - sinceMs >= 1) {
      this.#countedSinceMs[owner] = atMs
      this.#eventCounts[owner] = 1
      return
    }
    const count = (this.#eventCounts[owner] as number) + 1
    this.#eventCounts[owner] = count
    if (count > STORM_EVENTS) this.#end ??= { kind: 'storm', owner }
  }
}
