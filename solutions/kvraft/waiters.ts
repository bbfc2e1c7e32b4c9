/**
 * The requests that wait, at a leader, for their commands to be applied. Each is answered once:
 * with its result, or with undefined when nobody can say here what becomes of it.
 */
import { type Command, isSameRequest } from './common.ts'

interface Waiter {
  /** The term in which the command was put into the log. */
  term: number
  command: Command
  answer(result: string | undefined): void
}

export class Waiters {
  private readonly byIndex = new Map<number, Waiter>()

  /** Waits for a command that start() has put at an index in a term. */
  wait(index: number, term: number, command: Command): Promise<string | undefined> {
    // Two commands at one index: the log was cut in between, and the first one is gone.
    this.answer(index, undefined)
    return new Promise((resolve) => {
      this.byIndex.set(index, { term, command, answer: resolve })
    })
  }

  /**
   * Reports what was applied at an index. Who waits there may have put in something else, which
   * another leader has replaced.
   */
  settle(index: number, command: Command, result: string): void {
    const waiter = this.byIndex.get(index)
    if (waiter === undefined) return
    this.answer(index, isSameRequest(waiter.command, command) ? result : undefined)
  }

  /** Gives up on everything that a leader of this term has not put in; without one, on all. */
  giveUpExcept(term: number | undefined): void {
    for (const [index, waiter] of this.byIndex) {
      if (waiter.term !== term) this.answer(index, undefined)
    }
  }

  /** Gives up on the indexes that a snapshot has jumped over. */
  giveUpTo(lastIndex: number): void {
    for (const index of this.byIndex.keys()) {
      if (index <= lastIndex) this.answer(index, undefined)
    }
  }

  private answer(index: number, result: string | undefined): void {
    this.byIndex.get(index)?.answer(result)
    this.byIndex.delete(index)
  }
}
