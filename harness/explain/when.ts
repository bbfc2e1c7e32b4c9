/**
 * When a failure was decided: the run's choices are kept up to a moment and the rest is drawn anew,
 * several times. The share that fails so again is low before the moment, and high from it on. Where
 * it rises most is looked at more closely, until neighbours are found or the time is over.
 */
import type { Redraw } from '../sim/chance.ts'

/** Whether a run with such a redraw fails in the same way; undefined where there is no time. */
export type Trial = (redraw: Redraw) => Promise<boolean | undefined>

/** Of runs that keep what was chosen before a moment, how many failed so. */
export interface Point {
  readonly atMs: number
  readonly failed: number
  readonly tries: number
}

/** From `before.atMs` to `lastMs` chance chose what decided. */
export interface Jump {
  /** With that drawn anew too. */
  readonly before: Point
  /** With that kept. */
  readonly after: Point
  readonly lastMs: number
}

export interface When {
  /** Ascending. */
  readonly points: readonly Point[]
  /** Neighbours between which the share rises most, if it rises much. */
  readonly jump?: Jump
  readonly tries: number
}

/** Ours: enough to tell never from always, and then to say how often. */
const TRIES = { first: 3, closer: 6, atJump: 20 }
const POINTS_FIRST = 5
const CLOSER_MAX = 14
/** A smaller rise is no jump. */
const RISE_LEAST = 0.4
/** Of few tries: below it a jump is not looked for. */
const RISE_HINT = 0.3

/** `moments` are those at which anything happened up to the failure, ascending, each once. */
export async function findWhen(
  moments: readonly number[],
  trial: Trial,
  isOver: () => boolean,
): Promise<When> {
  const search = new Search(moments, trial)
  const last = moments.length - 1
  for (let part = 0; part < POINTS_FIRST && !isOver(); part++) {
    await search.sample(Math.floor((last * part) / POINTS_FIRST), TRIES.first)
  }
  for (let step = 0; step < CLOSER_MAX && !isOver(); step++) {
    const { low, high, rise } = search.steepest()
    if (high - low <= 1 || rise < RISE_HINT) break
    await search.sample(low, TRIES.closer)
    await search.sample(high, TRIES.closer)
    await search.sample((low + high) >> 1, TRIES.closer)
  }
  const { low, high, rise } = search.steepest()
  const places = rise < RISE_HINT ? [0] : [low, high]
  for (const place of places) if (!isOver()) await search.sample(place, TRIES.atJump)
  return search.result()
}

class Search {
  readonly #moments: readonly number[]
  readonly #trial: Trial
  readonly #points = new Map<number, Point>()

  constructor(moments: readonly number[], trial: Trial) {
    this.#moments = moments
    this.#trial = trial
  }

  /** Has a point tried so often, in all. Behind the last moment nothing is left to be drawn. */
  async sample(place: number, upTo: number): Promise<void> {
    if (place >= this.#moments.length) return
    const atMs = this.#moments[place] as number
    const { failed, tries } = this.#points.get(place) ?? { failed: 0, tries: 0 }
    const numbers = Array.from({ length: Math.max(0, upTo - tries) }, (_, more) => tries + more)
    const toMs = Number.MAX_VALUE
    const answers = await Promise.all(
      numbers.map((number) => this.#trial({ fromMs: atMs, toMs, number })),
    )
    const told = answers.filter((answer) => answer !== undefined)
    if (tries + told.length === 0) return
    this.#points.set(place, {
      atMs,
      failed: failed + told.filter((answer) => answer).length,
      tries: tries + told.length,
    })
  }

  /** The neighbours between which the share rises most; of equal ones the later. */
  steepest(): { readonly low: number; readonly high: number; readonly rise: number } {
    const places = [...this.#points.keys()].sort((a, b) => a - b)
    let [low, high, most] = [places.at(-1) ?? 0, this.#moments.length, Number.NEGATIVE_INFINITY]
    for (const [at, place] of places.entries()) {
      const next = places[at + 1] ?? this.#moments.length
      const rise = this.#share(next) - this.#share(place)
      if (rise >= most) [low, high, most] = [place, next, rise]
    }
    return { low, high, rise: most }
  }

  result(): When {
    const places = [...this.#points.keys()].sort((a, b) => a - b)
    const points = places.map((place) => this.#points.get(place) as Point)
    const tries = points.reduce((sum, point) => sum + point.tries, 0)
    const { low, high } = this.steepest()
    const [before, after] = [this.#points.get(low), this.#points.get(high) ?? this.#end()]
    const rise = this.#share(high) - this.#share(low)
    const lastMs = this.#moments[high - 1] ?? 0
    return {
      points,
      tries,
      ...(before !== undefined && rise >= RISE_LEAST ? { jump: { before, after, lastMs } } : {}),
    }
  }

  #share(place: number): number {
    const point = this.#points.get(place)
    return point === undefined ? 1 : point.failed / point.tries
  }

  /** Behind all moments nothing is left to be drawn. */
  #end(): Point {
    return { atMs: this.#moments.at(-1) ?? 0, failed: 1, tries: 1 }
  }
}
