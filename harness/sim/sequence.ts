/** Where choices of chance belong, so that a recording can tell one from another. */

/** The choices of one name: those that were made, and those to make again. */
export class Sequence {
  readonly name: string
  readonly played: readonly (number | null)[] | undefined
  readonly made: number[] = []
  /** When each was made with a lent generator; empty for others. */
  readonly lentAtMs: number[] = []
  /** Of the choice that is about to be made, from 0. */
  number = 0
  #count = 0

  constructor(name: string, played: readonly (number | null)[] | undefined) {
    this.name = name
    this.played = played
  }

  /** The place of the next choice. */
  next(): Place {
    return this.at(this.#count++)
  }

  at(number: number): Place {
    this.number = number
    return this
  }
}

/**
 * Where a choice belongs: its sequence, set to its number. Each is made once, and at once: a place
 * is good until the next one of its sequence is asked for.
 */
export type Place = Sequence
