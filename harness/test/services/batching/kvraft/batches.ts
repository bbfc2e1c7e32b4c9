/**
 * Operations on their way into the log. One batch is with Raft at a time; what comes meanwhile is
 * gathered, and goes in as one entry when that batch is through. Who waits does so for an
 * operation, not for a place in the log: whichever entry brings it, it is answered.
 */
import type { Raft } from '../raft/raft.ts'
import { type Batch, idOf, type Operation } from './common.ts'

/** An entry with more of them would be large beside what a snapshot leaves of a log. */
const OPERATIONS_MAX = 12

/** A batch that Raft was given. */
interface Started {
  readonly index: number
  readonly term: number
  readonly batch: Batch
}

interface Waiting {
  readonly answered: Promise<string | undefined>
  answer(value: string | undefined): void
}

export class Batches {
  readonly #raft: Raft
  readonly #waiting = new Map<string, Waiting>()
  #gathered: Operation[] = []
  #started: Started | undefined

  constructor(raft: Raft) {
    this.#raft = raft
  }

  /**
   * What an operation has come to once it is carried out; undefined if nobody can tell here. One
   * that is under way already is not put in again.
   */
  submit(operation: Operation): Promise<string | undefined> {
    const known = this.#waiting.get(idOf(operation))
    if (known !== undefined) return known.answered
    const waiting = makeWaiting()
    this.#waiting.set(idOf(operation), waiting)
    this.#gathered.push(operation)
    this.#startNext()
    return waiting.answered
  }

  /** An operation has been carried out. */
  settle(operation: Operation, value: string | undefined): void {
    const id = idOf(operation)
    this.#waiting.get(id)?.answer(value)
    this.#waiting.delete(id)
  }

  /** All entries up to an index are carried out. */
  passed(index: number): void {
    if (this.#started === undefined || index < this.#started.index) return
    // Who still waits was not in the entry at that index: another leader has put one there.
    for (const operation of this.#started.batch) this.settle(operation, undefined)
    this.#started = undefined
    this.#startNext()
  }

  /** Lets everybody go when the batch was started in a term that is over. */
  review(): void {
    if (this.#started === undefined) return
    const { term, isLeader } = this.#raft.getState()
    if (!isLeader || term !== this.#started.term) this.giveUp()
  }

  giveUp(): void {
    for (const { answer } of this.#waiting.values()) answer(undefined)
    this.#waiting.clear()
    this.#gathered = []
    this.#started = undefined
  }

  #startNext(): void {
    if (this.#started !== undefined || this.#gathered.length === 0) return
    const batch = this.#gathered.splice(0, OPERATIONS_MAX)
    const { index, term, isLeader } = this.#raft.start(batch)
    if (isLeader) this.#started = { index, term, batch }
    else this.giveUp()
  }
}

function makeWaiting(): Waiting {
  let answer: Waiting['answer'] = () => {}
  const answered = new Promise<string | undefined>((resolve) => {
    answer = resolve
  })
  return { answered, answer }
}
