/**
 * The one door for chance. Every choice in the world (a delay, a loss, a tie between two events, a
 * test's own draw, a server's `Math.random`) is drawn here, from a stream named after its use, so
 * that a new draw in one place does not move the draws of another. The door can record the choices
 * made and play recorded ones back.
 *
 * What is recorded is kept by place: of a message by its link and number, so that a choice belongs
 * to that message whatever becomes of others. Recording alone changes no value.
 */
import { type Place, Sequence } from './sequence.ts'
import { sfc32, type Words, wordsOf } from './sfc32.ts'

/** The choices of a run by name and, under each name, by number; null where none was made. */
export type Choices = Record<string, (number | null)[]>

/**
 * A generator handed into a realm: it draws from `words`, after the `played` values are used up.
 */
export interface LentStream {
  readonly words: Words
  readonly played: readonly (number | null)[]
}

/** A stretch of a run in which the choices to make again are drawn anew. */
export interface Redraw {
  readonly fromMs: number
  /** That moment is not of it. */
  readonly toMs: number
  /** Another number, other choices. */
  readonly number: number
}

/** A choice, and when it was made. */
export interface TimedChoice {
  readonly name: string
  /** From 0, under its name. */
  readonly number: number
  readonly atMs: number
  readonly value: number
}

export interface ChanceOptions {
  /** Keep every choice; read them with {@link Chance.choices}. */
  readonly record?: boolean
  /** Choices to make again. Where there is none, or one that does not fit, a fresh one is drawn. */
  readonly play?: Choices
  /** Where choices are played: when they are not. Needs `nowMs`. */
  readonly redraw?: Redraw
  readonly nowMs?: () => number
  /** Told of every choice that had to be drawn afresh though others are played. */
  readonly onFresh?: (name: string, number: number) => void
}

export class Chance {
  readonly recording: boolean
  readonly isPlaying: boolean
  /** Whether choices have places: who asks for many need not make them otherwise. */
  readonly hasPlaces: boolean
  readonly #seed: string
  readonly #options: ChanceOptions
  readonly #streams = new Map<string, Stream>()
  readonly #sequences = new Map<string, Sequence>()
  /** Choices drawn anew. */
  readonly redrawn: TimedChoice[] = []

  constructor(seed: string, options: ChanceOptions = {}) {
    this.#seed = seed
    this.#options = options
    this.recording = options.record ?? false
    this.isPlaying = options.play !== undefined
    this.hasPlaces = this.recording || this.isPlaying
  }

  /** The stream of that name; the same one each time it is asked for. */
  stream(name: string): Stream {
    let stream = this.#streams.get(name)
    if (stream === undefined) {
      stream = new Stream(this, name)
      this.#streams.set(name, stream)
    }
    return stream
  }

  /** The choices of that name; the same ones each time they are asked for. */
  sequence(name: string): Sequence {
    let sequence = this.#sequences.get(name)
    if (sequence === undefined) {
      sequence = new Sequence(name, this.#options.play?.[name])
      this.#sequences.set(name, sequence)
    }
    return sequence
  }

  /** The next place under a name, `what` and perhaps `of` whom; undefined where there are none. */
  nextPlace(what: string, of?: unknown): Place | undefined {
    if (!this.hasPlaces) return undefined
    return this.sequence(of === undefined ? what : `${what} ${of}`).next()
  }

  /**
   * For draws made where this object cannot be called; the choices come back through `giveBack`.
   */
  lend(name: string): LentStream {
    const words = this.#redrawWordsOf(name) ?? this.wordsOf(name)
    return { words, played: this.sequence(name).played ?? [] }
  }

  wordsOf(name: string): Words {
    return wordsOf(`${this.#seed}/${name}`)
  }

  /** Records choices made with a lent generator. */
  giveBack(name: string, values: readonly number[]): void {
    for (const value of values) {
      const place = this.nextPlace(name)
      if (place === undefined) return
      const isPlayed = this.#playedAt(place) !== undefined
      if (!isPlayed) this.played(place, Number.POSITIVE_INFINITY)
      const { number } = place
      if (this.recording) place.lentAtMs[number] = this.#nowMs()
      if (!isPlayed && this.isRedrawing) {
        this.redrawn.push({ name, number, atMs: this.#nowMs(), value })
      }
      this.keep(place, value)
    }
  }

  /** The choice to make again in that place; undefined where a fresh one below `count` is due. */
  played(place: Place, count: number): number | undefined {
    if (!this.isPlaying) return undefined
    const value = this.#playedAt(place)
    if (value !== undefined && value >= 0 && value < count) return value
    this.#options.onFresh?.(place.name, place.number)
    return undefined
  }

  #playedAt({ played, number }: Place): number | undefined {
    return played?.[number] ?? undefined
  }

  /** Whether now is within the stretch that is drawn anew. */
  get isRedrawing(): boolean {
    const { redraw } = this.#options
    if (redraw === undefined) return false
    const nowMs = this.#nowMs()
    return nowMs >= redraw.fromMs && nowMs < redraw.toMs
  }

  /** A choice drawn anew. */
  redraw({ name, number }: Place, count: number): number {
    const words = this.#redrawWordsOf(`${name}/${number}`) as Words
    const value = scaled(sfc32(words)(), count)
    this.redrawn.push({ name, number, atMs: this.#nowMs(), value })
    return value
  }

  #redrawWordsOf(name: string): Words | undefined {
    const { redraw } = this.#options
    return redraw && wordsOf(`${this.#seed}/again ${redraw.number}/${name}`)
  }

  #nowMs(): number {
    return this.#options.nowMs?.() ?? 0
  }

  keep(place: Place, value: number): void {
    if (this.recording) place.made[place.number] = value
  }

  /** The choices of lent generators so far. Empty unless recording. */
  lent(): TimedChoice[] {
    return [...this.#sequences.values()].flatMap(({ name, lentAtMs, made }) =>
      lentAtMs.map((atMs, number) => ({ name, number, atMs, value: made[number] as number })),
    )
  }

  /** Everything chosen so far. Empty unless recording. */
  choices(): Choices {
    const made = [...this.#sequences.values()].filter(({ made }) => made.length > 0)
    return Object.fromEntries(
      made.map(({ name, made }) => [name, Array.from(made, (value) => value ?? null)]),
    )
  }
}

/** One named sequence of choices. */
export class Stream {
  readonly #chance: Chance
  readonly #name: string
  readonly #next: () => number

  constructor(chance: Chance, name: string) {
    this.#chance = chance
    this.#name = name
    this.#next = sfc32(chance.wordsOf(name))
  }

  /**
   * An integer from 0 to `count - 1`; `count` is at most 2^32. Every other draw is made of this
   * one. Without a place the choice is the next of this stream's own.
   */
  below(count: number, place?: Place): number {
    const chance = this.#chance
    if (!chance.hasPlaces) return scaled(this.#next(), count)
    const at = place ?? chance.sequence(this.#name).next()
    // While choices are played, what others draw does not move a fresh one.
    const isApart = place !== undefined && chance.isPlaying
    const fresh = isApart ? undefined : this.#next()
    if (chance.isRedrawing) {
      const value = chance.redraw(at, count)
      chance.keep(at, value)
      return value
    }
    const value =
      chance.played(at, count) ?? scaled(fresh ?? sfc32(chance.wordsOf(pathOf(at)))(), count)
    chance.keep(at, value)
    return value
  }

  /** An integer from `min` to `max`, both included. */
  between(min: number, max: number, place?: Place): number {
    return min + this.below(max - min + 1, place)
  }

  /** True with the given probability, in steps of a millionth. */
  isHit(probability: number, place?: Place): boolean {
    return this.below(1_000_000, place) < probability * 1_000_000
  }

  /** One of the given things. */
  pick<T>(things: readonly T[], place?: Place): T {
    return things[this.below(things.length, place)] as T
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

function scaled(word: number, count: number): number {
  return Math.floor((word / 4294967296) * count)
}

function pathOf({ name, number }: Place): string {
  return `${name}/${number}`
}
