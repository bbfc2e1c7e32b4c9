/**
 * The fixture of the 6.5840 labrpc tests: a world with a network, and the JunkServer to put in it.
 * Its handlers are those of the Go one, without the mutex, which a single thread does not need.
 */
import type { ClientEnd } from '../../api/lab.ts'
import { makeClientEnd } from '../../labrpc/client-end.ts'
import type { Name } from '../../labrpc/name.ts'
import { Network } from '../../labrpc/network.ts'
import type { End } from '../../labrpc/observers.ts'
import { Server } from '../../labrpc/server.ts'
import { Sim, type WallClock } from '../../sim/sim.ts'

/** What one hop costs on any network, both bounds included. */
export const HOP_MS = { min: 0.1, max: 1 }

export class JunkServer {
  readonly log1: string[] = []
  readonly log2: number[] = []
  /** When each call of handler2 began. */
  readonly startedAtMs: number[] = []
  /** Results of handler3 and handler8 that were ready to be sent. */
  readonly finished: number[] = []
  readonly #sim: Sim

  constructor(sim: Sim) {
    this.#sim = sim
  }

  handler1(args: string): number {
    this.log1.push(args)
    return Number.parseInt(args, 10)
  }

  handler2(args: number): string {
    this.log2.push(args)
    this.startedAtMs.push(this.#sim.nowMs)
    return `handler2-${args}`
  }

  async handler3(args: number): Promise<number> {
    await this.#sim.sleep(20_000)
    this.finished.push(-args)
    return -args
  }

  handler6(args: string): number {
    return args.length
  }

  handler7(args: number): string {
    return 'y'.repeat(args)
  }

  /** Ours: answers after as many milliseconds as it is told. */
  async handler8(args: number): Promise<number> {
    await this.#sim.sleep(args)
    this.finished.push(args)
    return args
  }
}

/** One network in one simulated world. */
export class JunkWorld {
  readonly sim: Sim
  readonly network: Network
  readonly junk: JunkServer

  constructor(seed: string, wallClock?: WallClock) {
    this.sim = new Sim({ seed, limitMs: 120_000, ...(wallClock ? { wallClock } : {}) })
    this.network = new Network(this.sim)
    this.junk = new JunkServer(this.sim)
  }

  /** Puts a JunkServer on the network: this world's own unless another is given. */
  addServer(name: Name, junk: object = this.junk): void {
    const server = new Server((error) => this.sim.fail(error))
    this.network.addServer(name, server.addService('JunkServer', junk))
  }

  /** A new end connected to that server, and enabled. */
  connect(endName: Name, serverName: Name): { end: End; client: ClientEnd } {
    const end = this.network.makeEnd(endName)
    this.network.connect(endName, serverName)
    this.network.enable(endName, true)
    return { end, client: makeClientEnd(this.network, end) }
  }

  /** The set-up most of the Go tests share: JunkServer as `server99`, reached by end `end1-99`. */
  standard(): ClientEnd {
    this.addServer('server99')
    return this.connect('end1-99', 'server99').client
  }

  /** Waits for a reply and says how long it took. */
  async timed<T>(reply: Promise<T>): Promise<{ reply: T; tookMs: number }> {
    const fromMs = this.sim.nowMs
    return { reply: await reply, tookMs: this.sim.nowMs - fromMs }
  }

  /** Runs the test's own steps to their end. Throws if they do not get there. */
  async run(main: () => Promise<void>): Promise<void> {
    const end = await this.sim.run(main)
    if (end.kind === 'failed') throw end.error
    if (end.kind !== 'done') throw new Error(`the run ended as ${JSON.stringify(end)}`)
  }
}

/** The whole milliseconds in a duration that holds one hop besides. */
export function wholeMs(durationMs: number): number {
  return Math.ceil(Math.round(durationMs * 1e6) / 1e6) - 1
}

/** Whether a duration can be that many hops and nothing else. */
export function isHops(count: number, durationMs: number): boolean {
  const slackMs = 1e-6
  return durationMs >= count * HOP_MS.min - slackMs && durationMs <= count * HOP_MS.max + slackMs
}

/** Whether two times are the same but for rounding. */
export function isSameMs(a: number, b: number): boolean {
  return Math.abs(a - b) < 1e-6
}

export function ascending(numbers: readonly number[]): number[] {
  return [...numbers].sort((a, b) => a - b)
}
