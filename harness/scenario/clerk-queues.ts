/**
 * Clerks that are asked for one operation after the other: a new one begins when the clerk is done
 * with those before. Several clerks are at work at the same time.
 */
import { CheckFailure } from '../tester/failure.ts'

/** A clerk is asked for no more at a time, so that an end that must come is not too far. */
const AHEAD_MAX = 20

interface Queue<C> {
  readonly clerk: C
  ahead: number
  last: Promise<void>
}

export class ClerkQueues<C> {
  readonly #make: () => C
  readonly #fail: (failure: CheckFailure) => void
  readonly #queues: Queue<C>[] = []

  /** `fail` is told what an operation found to be wrong. */
  constructor(make: () => C, fail: (failure: CheckFailure) => void) {
    this.#make = make
    this.#fail = fail
  }

  /** Operations that were asked for and have not returned. */
  get waiting(): number {
    return this.#queues.reduce((sum, { ahead }) => sum + ahead, 0)
  }

  /** Asks a clerk, by its number, for operations; answers how many of them it takes. */
  ask(number: number, operations: readonly ((clerk: C) => Promise<unknown>)[]): number {
    // In order, so that a clerk's number is that in its name.
    while (this.#queues.length <= number) {
      this.#queues.push({ clerk: this.#make(), ahead: 0, last: Promise.resolve() })
    }
    const queue = this.#queues[number] as Queue<C>
    const taken = operations.slice(0, Math.max(0, AHEAD_MAX - queue.ahead))
    for (const operation of taken) {
      queue.ahead++
      queue.last = queue.last.then(() => this.#perform(queue, operation))
    }
    return taken.length
  }

  /**
   * Asks several clerks, each once and in order, for what `operationsFor` gives: the names of those
   * that take any, and how many at most. Undefined where none does.
   */
  askAll(
    numbers: readonly number[],
    operationsFor: () => readonly ((clerk: C) => Promise<unknown>)[],
  ): { readonly names: readonly string[]; readonly most: number } | undefined {
    const taken = [...new Set(numbers)].sort().map((number) => {
      return { name: `C${number}`, count: this.ask(number, operationsFor()) }
    })
    const asked = taken.filter(({ count }) => count > 0)
    if (asked.length === 0) return undefined
    const names = asked.map(({ name }) => name)
    return { names, most: Math.max(...asked.map(({ count }) => count)) }
  }

  async #perform(queue: Queue<C>, operation: (clerk: C) => Promise<unknown>): Promise<void> {
    try {
      await operation(queue.clerk)
    } catch (error) {
      if (!(error instanceof CheckFailure)) throw error
      this.#fail(error)
    }
    queue.ahead--
  }
}
