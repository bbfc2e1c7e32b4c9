/**
 * One simulated world: clock, network, and the processes of a submission in it. A cluster builds
 * its servers here; the world routes their errors and looks at each of them after every event.
 */
import { gobSize } from '../labrpc/gob-size.ts'
import type { Name } from '../labrpc/name.ts'
import { Network } from '../labrpc/network.ts'
import { insteadOf } from '../realm/missing-globals.ts'
import type { InsideFactory, InsideWatcher } from '../realm/protocol.ts'
import { Realm } from '../realm/realm.ts'
import type { RealmPort } from '../realm/realm-port.ts'
import type { StackReader } from '../realm/student-stack.ts'
import type { Choices, Redraw } from '../sim/chance.ts'
import type { Pulse } from '../sim/pulse.ts'
import { Sim, type SimEnd, type WallClock } from '../sim/sim.ts'
import { Trace, type TraceEvent } from '../sim/trace.ts'
import { CheckFailure, type FailureKind, HarnessError } from './failure.ts'

/** A test's limit in virtual time. Source: 6.5840 config.go, checkTimeout. */
export const TEST_LIMIT_MS = 120_000

/** What was running when a promise was rejected and nobody was there. */
const FLOATING = 'promise work that nobody awaits'

/** Ours: of where code threw, which holds names of the student's. */
const WHERE_LETTERS = 200

export interface WorldOptions {
  /** Whatever tells this run from others; all chance depends on it. */
  readonly seed: string
  readonly factory: InsideFactory
  readonly stacks: StackReader
  readonly isTraced?: boolean
  /** See {@link Trace}. */
  readonly onEvents?: (events: readonly TraceEvent[]) => void
  readonly record?: boolean
  readonly play?: Choices
  readonly redraw?: Redraw
  /** Virtual ms after which it is given up, if that is earlier than for every test. */
  readonly limitMs?: number
  readonly wallClock?: WallClock
  readonly pulse?: Pulse
}

/** Called after every event that touched a process. */
export interface Watcher {
  afterTurn(): void
}

export class World {
  readonly sim: Sim
  readonly trace: Trace
  readonly network: Network
  readonly warnings: string[] = []
  /** For how many ms a server of the program had so many open requests of clients, by number. */
  readonly openMs: Record<'kvserver' | 'shardctrler' | 'shardkv', number[]> = {
    kvserver: [],
    shardctrler: [],
    shardkv: [],
  }
  /** Lines that help to understand a failure of this kind, asked for when it ends the run. */
  readonly hints: ((kind: FailureKind) => string[])[] = []
  /** Called whenever the test crashes, starts, connects or disconnects something. */
  readonly faultListeners = new Set<() => void>()
  /** Go's title of the sub-test that is going on, where a test has some. */
  currentSubtest: string | undefined
  /** How output names what has an address on the network, where that differs from it. */
  readonly names = new Map<Name, string>()
  readonly #options: WorldOptions
  readonly #realms = new Map<object, Realm>()
  readonly #watchers = new Map<Realm, Watcher>()
  /** Prototypes of the promises of dead processes. Holds nothing alive. */
  readonly #dead = new WeakSet<object>()
  #touched: Realm[] = []
  #lastTouched: Realm | undefined
  #lastNumber = 0
  #isClosing = false

  constructor(options: WorldOptions) {
    this.#options = options
    this.trace = new Trace(options.isTraced ?? false, options.onEvents)
    this.sim = new Sim({
      seed: options.seed,
      trace: this.trace,
      limitMs: Math.min(options.limitMs ?? TEST_LIMIT_MS, TEST_LIMIT_MS),
      ...(options.record === undefined ? {} : { record: options.record }),
      ...(options.play === undefined ? {} : { play: options.play }),
      ...(options.redraw === undefined ? {} : { redraw: options.redraw }),
      ...(options.pulse === undefined ? {} : { pulse: options.pulse }),
      ...(options.wallClock === undefined ? {} : { wallClock: options.wallClock }),
    })
    this.sim.settle = () => this.#settle()
    this.network = new Network(this.sim, (address) => this.nameOfAddress(address))
  }

  get stacks(): StackReader {
    return this.#options.stacks
  }

  /** Whether what only our handout asks may be asked of this submission. */
  get isByOurHandout(): boolean {
    return this.#options.factory.handout === undefined
  }

  /** What saved bytes count in a limit: the course's are made for its own encoding. */
  readonly weigh = (bytes: Uint8Array): number =>
    this.isByOurHandout ? bytes.length : gobSize(bytes)

  /** A fresh process with the submission loaded; it still has to be booted. */
  makeRealm(name: string, port: RealmPort, watcher: Watcher, isClerk: boolean): Realm {
    const who = { number: ++this.#lastNumber, name }
    const outside: InsideWatcher = {
      name,
      rejected: (description) => this.studentError(realm, FLOATING, description),
      died: (death) => this.sim.fail(death),
      woken: (delayMs) => realm.wake(delayMs),
      later: (delayMs, run) => {
        const event = this.sim.schedule(delayMs, who.number, () => run(this.sim.nowMs))
        return () => this.sim.cancel(event)
      },
    }
    const { factory } = this.#options
    const shared = isClerk ? factory.makeClerk?.(outside) : undefined
    const inside = shared ?? factory.make(outside)
    const realm: Realm = new Realm(inside, who, this.sim, port, (touched) => {
      this.#lastTouched = touched
      this.#touched.push(touched)
    })
    this.#realms.set(inside.promisePrototype, realm)
    this.#watchers.set(realm, watcher)
    return realm
  }

  /** Cuts a process off for good. */
  destroyRealm(realm: Realm): void {
    realm.cut()
    this.#watchers.delete(realm)
    for (const [prototype, known] of this.#realms) {
      if (known !== realm) continue
      this.#realms.delete(prototype)
      this.#dead.add(prototype)
    }
  }

  /** From here on the servers have been asked to stop: what they throw is no failure any more. */
  startClosing(): void {
    this.#isClosing = true
  }

  get isClosing(): boolean {
    return this.#isClosing
  }

  /** Ends the run with a failure of the student's code. */
  fail(failure: CheckFailure): void {
    this.sim.fail(failure)
  }

  warn(warning: string): void {
    if (!this.warnings.includes(warning)) this.warnings.push(warning)
  }

  /** Adds an event to the trace, if one is kept. `text` is made only then. */
  note(kind: string, who: string, text: () => string, details: Record<string, unknown> = {}): void {
    if (kind === 'fault') for (const listen of this.faultListeners) listen()
    if (!this.trace.recording) return
    this.trace.add({ atMs: this.sim.nowMs, kind, who, text: text(), ...details })
  }

  /** A link can be used from now on, or no more. */
  noteLink(who: string, address: Name, isUp: boolean): void {
    const to = this.nameOfAddress(address)
    this.note('link', who, () => `link to ${to} ${isUp ? 'up' : 'down'}`, { to, isUp })
  }

  /** Student code threw. `where` is what was running: `the handler of Raft.requestVote`. */
  studentError(realm: Realm, where: string, description: string): void {
    const { title, frames } = this.#options.stacks.read(description)
    if (this.#isClosing) {
      this.warn(`${realm.name} threw after kill(): ${title}`)
      return
    }
    this.note('check', realm.name, () => `threw: ${title}`)
    const instead = insteadOf(title)
    this.fail(
      new CheckFailure(`${realm.name}: ${title}`, {
        kind: 'exception',
        frames,
        details: [
          `while running ${where.slice(0, WHERE_LETTERS)}`,
          ...(instead === undefined ? [] : [instead]),
        ],
      }),
    )
  }

  /** A promise was rejected and nobody was there. Ours end the run as our fault. */
  unhandledRejection(reason: unknown, promise: object): void {
    const owner = this.#ownerOf(promise)
    if (owner === 'dead') return
    if (owner === 'ours') {
      this.sim.fail(isA(Error, reason) ? reason : new HarnessError('a promise was rejected'))
    } else if (owner?.isAlive) {
      const description = owner.describeError(reason)
      this.studentError(owner, FLOATING, description)
    }
  }

  run(body: () => Promise<void>): Promise<SimEnd> {
    return this.sim.run(body)
  }

  /** Ends every process, so that nothing of this world is kept alive. */
  close(): void {
    for (const realm of this.#realms.values()) realm.cut()
    this.#realms.clear()
    this.#watchers.clear()
    this.#options.factory.endRun?.()
  }

  /** `S1` for server 1, `G100.S0` for `server-100-0`; clerks have their names already. */
  nameOfAddress(address: Name): string {
    return this.names.get(address) ?? (typeof address === 'number' ? `S${address}` : address)
  }

  nameOf(processNumber: number): string {
    for (const realm of this.#realms.values()) if (realm.number === processNumber) return realm.name
    return processNumber === 0 ? 'the test' : `process ${processNumber}`
  }

  /** Whose promise it is; where its prototype does not say, of the process that ran last. */
  #ownerOf(promise: object): Realm | 'dead' | 'ours' | undefined {
    try {
      for (let at: object | null = promise; at !== null; at = Object.getPrototypeOf(at)) {
        const realm = this.#realms.get(at)
        if (realm !== undefined) return realm
        if (this.#dead.has(at)) return 'dead'
        if (at === Promise.prototype) return 'ours'
      }
    } catch {
      // A prototype that is a proxy of the student's may throw.
    }
    return this.#lastTouched
  }

  /** Carries out what the processes put out during an event, and looks at each one touched. */
  #settle(): boolean {
    if (this.#touched.length === 0) return false
    const touched = this.#touched
    this.#touched = []
    for (const realm of touched) {
      realm.settle()
      if (realm.isAlive && !this.sim.isOver) this.#watchers.get(realm)?.afterTurn()
    }
    return true
  }
}

/** `instanceof` for what may be a trap of the student's. */
function isA<T>(type: new (...args: never[]) => T, value: unknown): value is T {
  try {
    return value instanceof type
  } catch {
    return false
  }
}
