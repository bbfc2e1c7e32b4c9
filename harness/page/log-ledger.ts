/**
 * Where a saved log stands. A save often tells entries and not the index of the first, and a log
 * that lost its front to a snapshot starts later; so commands whose index `start` or `apply` told
 * vote on it. Pure.
 */

export interface Entry {
  readonly term: number
  readonly command: string
}

/** Letters of a command that a save tells; others are cut to compare. */
const LETTERS = 120
/** Entries at each end of a log that vote. */
const VOTERS = 40

export function cutCommand(command: unknown): string {
  return String(command ?? '').slice(0, LETTERS)
}

/** The same command, also where one text has more around it than the other. */
export function isSameCommand(one: string, other: string): boolean {
  return one === other || one.includes(other) || other.includes(one)
}

export class Ledger {
  readonly #indexes = new Map<string, Set<number>>()

  note(command: string, index: number): void {
    const known = this.#indexes.get(command)
    if (known === undefined) this.#indexes.set(command, new Set([index]))
    else known.add(index)
  }

  /** Index of the first of these entries; the guess where nothing is known of them. */
  firstIndex(entries: readonly Entry[], guess: number): number {
    const votes = new Map<number, number>()
    for (const [place, { command }] of entries.entries()) {
      if (place >= VOTERS && place < entries.length - VOTERS) continue
      for (const index of this.#indexes.get(command) ?? []) {
        votes.set(index - place, (votes.get(index - place) ?? 0) + 1)
      }
    }
    let [found, most] = [guess, votes.get(guess) ?? 0]
    for (const [first, count] of votes) if (count > most) [found, most] = [first, count]
    return found
  }
}
