/** What chance decides about a piece of a scenario: numbers, and servers of a group. */
import { CLERKS, type Leg, type Who } from '../scenario/scenario.ts'
import type { Stream } from '../sim/chance.ts'

/** Seeds of the chance of a run. */
const SEEDS = 2 ** 31

/** Chance, and servers of a group of some size. */
export class Draw {
  readonly size: number
  readonly #stream: Stream

  constructor(stream: Stream, size: number) {
    this.#stream = stream
    this.size = size
  }

  between(min: number, max: number): number {
    return this.#stream.between(min, max)
  }

  isHit(probability: number): boolean {
    return this.#stream.isHit(probability)
  }

  pick<T>(things: readonly T[]): T {
    return this.#stream.pick(things)
  }

  /** What `make` gives, or nothing. */
  maybe<T>(probability: number, make: () => readonly T[]): readonly T[] {
    return this.isHit(probability) ? make() : []
  }

  /** All servers in order. */
  everyone(): readonly number[] {
    return Array.from({ length: this.size }, (_, server) => server)
  }

  /** All servers in any order. */
  servers(): readonly number[] {
    return this.#stream.shuffle(this.everyone())
  }

  /** At least one, and as a rule not all. */
  some(): readonly Who[] {
    const count = this.pick([1, 1, 1, 2, 2, this.size])
    const servers = this.servers().slice(0, count)
    return this.isHit(0.3) ? ['leader', ...servers.slice(1)] : servers
  }

  who(): Who {
    const behind = this.between(0, this.size - 1)
    if (this.isHit(0.5)) return behind
    return behind === 0 ? 'leader' : `leader+${behind}`
  }

  link(): { readonly leg: Leg; readonly from: Who; readonly to: Who } {
    return { leg: this.pick(['request', 'reply'] as const), from: this.who(), to: this.who() }
  }

  clerk(): number {
    return this.between(0, CLERKS - 1)
  }

  shuffle<T>(things: readonly T[]): readonly T[] {
    return this.#stream.shuffle(things)
  }

  /** All clerks in any order. */
  shuffled(): readonly number[] {
    return this.#stream.shuffle(Array.from({ length: CLERKS }, (_, clerk) => clerk))
  }

  /** At least one clerk. */
  clerks(): readonly number[] {
    return this.shuffled().slice(0, this.between(1, CLERKS))
  }

  op(): 'get' | 'put' | 'append' {
    return this.pick(['get', 'put', 'append', 'append'] as const)
  }

  seed(): number {
    return this.#stream.below(SEEDS)
  }
}
