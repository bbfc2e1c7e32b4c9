/**
 * Where RPCs reach a server of labs 3 and 4: messages of its Raft go straight through, requests of
 * clients cost time and enter in bursts. Ours: without it a server would take any number of
 * requests at once in no time, or one after another, so that no two of them ever met.
 */
import type { Request } from '../labrpc/call.ts'
import type { NetworkServer } from '../labrpc/network.ts'
import type { Sim } from '../sim/sim.ts'

export interface EntranceOptions {
  readonly sim: Sim
  /** What is behind it. */
  readonly server: NetworkServer
  /** Whose events they are when requests enter. */
  readonly owner: number
  /** How long the server works on one request, in ms; requests wait for each other. */
  readonly requestMs: { readonly min: number; readonly max: number }
  /** To this is added for how many ms so many requests were open, by their number. */
  readonly openMs: number[]
}

/** Ours: most requests of a burst; every size up to it is as likely. */
const BURST_MAX = 8

export class Entrance implements NetworkServer {
  readonly #options: EntranceOptions
  #busyUntilMs = 0
  /** Requests that the server works on, or that wait for it. */
  #aheadCount = 0
  /** Requests it is done with, which enter when their burst is complete. */
  #held: (() => void)[] = []
  #burstSize: number
  /** Requests that have entered and are not answered yet. */
  #openCount = 0
  #openSinceMs = 0

  constructor(options: EntranceOptions) {
    this.#options = options
    this.#burstSize = this.#drawBurst()
  }

  dispatch(request: Request, done: (reply: string) => void): void {
    if (request.svcMeth.startsWith('Raft.')) {
      this.#options.server.dispatch(request, done)
      return
    }
    const { sim, owner, requestMs } = this.#options
    const { min, max } = requestMs
    const requests = sim.chance.stream('tester/request')
    const place = sim.chance.nextPlace('request at', owner)
    const workMs = requests.between(min * 1_000, max * 1_000, place) / 1_000
    this.#busyUntilMs = Math.max(sim.nowMs, this.#busyUntilMs) + workMs
    this.#aheadCount++
    this.#later(this.#busyUntilMs - sim.nowMs, () => {
      this.#aheadCount--
      this.#held.push(() => this.#enter(request, done))
      this.#releaseBurst()
    })
  }

  /** Work takes as long as without bursts, and nobody waits for a request that may never come. */
  #releaseBurst(): void {
    if (this.#held.length < this.#burstSize && this.#aheadCount > 0) return
    for (const enter of this.#held) this.#later(0, enter)
    this.#held = []
    this.#burstSize = this.#drawBurst()
  }

  #drawBurst(): number {
    const { sim, owner } = this.#options
    const bursts = sim.chance.stream('tester/burst')
    return bursts.between(1, BURST_MAX, sim.chance.nextPlace('burst at', owner))
  }

  #enter(request: Request, done: (reply: string) => void): void {
    this.#changeOpen(1)
    const answer = (reply: string): void => {
      this.#changeOpen(-1)
      done(reply)
    }
    this.#options.server.dispatch(request, answer)
  }

  #changeOpen(change: 1 | -1): void {
    const { sim, openMs } = this.#options
    openMs[this.#openCount] = (openMs[this.#openCount] ?? 0) + sim.nowMs - this.#openSinceMs
    this.#openCount += change
    this.#openSinceMs = sim.nowMs
  }

  #later(delayMs: number, run: () => void): void {
    this.#options.sim.schedule(delayMs, this.#options.owner, run)
  }
}
