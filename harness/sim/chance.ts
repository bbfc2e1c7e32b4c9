/**
 * The one door for chance. Every choice in the world (a delay, a loss, a tie between two events, a
 * test's own draw, a server's `Math.random`) is drawn here, from a stream named after its use, so
 * that a new draw in one place does not move the draws of another. The door can record the choices
 * made and play recorded ones back: replay, shrinking and what-if exploration all go through it.
 */
import { sfc32, type Words, wordsOf } from './sfc32.ts'

/** The choices of a run, in the order they were made, by stream. */
export type Choices = Record<string, number[]>

/**
 * A generator handed into a realm: it draws from `words`, after the `played` values are used up.
 */
export interface LentStream {
  readonly words: Words
  readonly played: readonly number[]
}

export interface ChanceOptions {
  /** Keep every choice; read them with {@link Chance.choices}. */
  readonly record?: boolean
  /** Choices to make again. Where a stream runs out of them, fresh ones are drawn. */
  readonly play?: Choices
}

export class Chance {
  readonly recording: boolean
  readonly #seed: string
  readonly #play: Choices
  readonly #recorded: Choices = {}
  readonly #streams = new Map<string, Stream>()

  constructor(seed: string, options: ChanceOptions = {}) {
    this.#seed = seed
    this.#play = options.play ?? {}
    this.recording = options.record ?? false
  }

  /** The stream of that name; the same one each time it is asked for. */
  stream(name: string): Stream {
    let stream = this.#streams.get(name)
    if (stream === undefined) {
      stream = new Stream(this.lend(name), this.recording ? this.#record(name) : undefined)
      this.#streams.set(name, stream)
    }
    return stream
  }

  /**
   * For draws made where this object cannot be called; the choices come back through `giveBack`.
   */
  lend(name: string): LentStream {
    return { words: wordsOf(`${this.#seed}/${name}`), played: this.#play[name] ?? [] }
  }

  /** Records choices made with a lent generator. */
  giveBack(name: string, values: readonly number[]): void {
    if (!this.recording) return
    const recorded = this.#record(name)
    for (const value of values) recorded.push(value)
  }

  /** Everything chosen so far. Empty unless recording. */
  choices(): Choices {
    return this.#recorded
  }

  #record(name: string): number[] {
    let recorded = this.#recorded[name]
    if (recorded === undefined) {
      recorded = []
      this.#recorded[name] = recorded
    }
    return recorded
  }
}

/** One named sequence of choices. */
export class Stream {
  readonly #next: () => number
  readonly #played: readonly number[]
  readonly #recorded: number[] | undefined
  #position = 0

  constructor(lent: LentStream, recorded: number[] | undefined) {
    this.#next = sfc32(lent.words)
    this.#played = lent.played
    this.#recorded = recorded
  }

  /**
   * An integer from 0 to `count - 1`; `count` is at most 2^32. Every other draw is made of this
   * one.
   */
  below(count: number): number {
    let value = Math.floor((this.#next() / 4294967296) * count)
    if (this.#position < this.#played.length) {
      const played = this.#played[this.#position++] as number
      if (played >= 0 && played < count) value = played
    }
    this.#recorded?.push(value)
    return value
  }

  /** An integer from `min` to `max`, both included. */
  between(min: number, max: number): number {
    return min + this.below(max - min + 1)
  }

  /** True with the given probability, in steps of a millionth. */
  isHit(probability: number): boolean {
    return this.below(1_000_000) < probability * 1_000_000
  }

  /** One of the given things. */
  pick<T>(things: readonly T[]): T {
    return things[this.below(things.length)] as T
  }

  /** The same things in another order. */
  shuffle<T>(things: readonly T[]): T[] {
    const shuffled = [...things]
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      const moved = shuffled[i] as T
      shuffled[i] = shuffled[j] as T
      shuffled[j] = moved
    }
    return shuffled
  }
}
