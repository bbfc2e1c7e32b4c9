/**
 * Looks for an order of the operations that the model allows and real time does not forbid.
 *
 * Wing and Gong's search: of the operations that no other unordered one had finished before, try
 * each as the next; when none is left to try, take back the last. Lowe's memo keeps it from going
 * the same way twice. Two things more make it short: a read that is right in the present state is
 * taken at once and never taken back (it changes nothing, so taking it later could not be better),
 * and the model may rank the candidates. Limits are counted in steps, so every machine agrees.
 */

import { Bitset } from './bitset.ts'
import { isPending, type Operation, returnOf } from './history.ts'
import { Memo } from './memo.ts'
import type { Model } from './model.ts'

/** What a search found; one step is one question to the model. */
export interface SearchResult<Input, Output> {
  readonly result: 'ok' | 'illegal' | 'unknown'
  readonly steps: number
  /** The order that was found, if one was; calls that never returned need not be in it. */
  readonly order?: readonly Operation<Input, Output>[]
}

/** Judges the operations; 'unknown' if that takes more than `stepsMax` steps. */
export function search<State extends NonNullable<unknown>, Input, Output>(
  model: Model<State, Input, Output>,
  operations: readonly Operation<Input, Output>[],
  stepsMax: number,
): SearchResult<Input, Output> {
  return new Search(model, operations, stepsMax).run()
}

interface Move<State> {
  readonly id: number
  readonly next: State
  readonly rank: number
}

/** A place on the path: the moves that are still to be tried there, and the one that was taken. */
interface Place<State> {
  readonly state: State
  readonly moves: readonly Move<State>[]
  tried: number
  taken: number
}

class Search<State extends NonNullable<unknown>, Input, Output> {
  private readonly model: Model<State, Input, Output>
  /** By call stamp. A read that never returned tells nothing and is left out. */
  private readonly operations: readonly Operation<Input, Output>[]
  private readonly isRead: readonly boolean[]
  /** Ids of finished operations by return stamp; those before `firstOpen` are all in order. */
  private readonly byReturn: readonly number[]
  /** The place of each id in `byReturn`. */
  private readonly returnPlace: Int32Array
  private readonly ordered: Bitset
  private readonly memo: Memo
  private readonly stateNumbers = new Map<unknown, number>()
  private readonly stepsMax: number
  private steps = 0
  private unfinished: number
  private firstOpen = 0
  private firstId = 0

  constructor(
    model: Model<State, Input, Output>,
    operations: readonly Operation<Input, Output>[],
    stepsMax: number,
  ) {
    this.model = model
    this.stepsMax = stepsMax
    this.operations = operations
      .filter((operation) => !isPending(operation) || !model.isRead?.(operation.input))
      .sort((a, b) => a.callStamp - b.callStamp)
    this.isRead = this.operations.map((operation) => model.isRead?.(operation.input) ?? false)
    this.byReturn = [...this.operations.keys()]
      .filter((id) => !isPending(this.operation(id)))
      .sort((a, b) => returnOf(this.operation(a)) - returnOf(this.operation(b)))
    this.returnPlace = new Int32Array(this.operations.length).fill(this.byReturn.length)
    this.byReturn.forEach((id, place) => {
      this.returnPlace[id] = place
    })
    this.unfinished = this.byReturn.length
    this.ordered = new Bitset(this.operations.length)
    this.memo = new Memo(this.operations.length)
  }

  run(): SearchResult<Input, Output> {
    const path: Place<State>[] = [this.arrive(this.model.init(this.operations))]
    while (this.unfinished > 0) {
      if (this.steps > this.stepsMax) return { result: 'unknown', steps: this.steps }
      const place = path.at(-1)
      if (place === undefined) return { result: 'illegal', steps: this.steps }
      if (place.taken >= 0) this.toggle(place.taken)
      place.taken = -1
      const next = this.leave(place)
      if (next === undefined) path.pop()
      else path.push(this.arrive(next))
    }
    const order = path.slice(0, -1).map(({ taken }) => this.operation(taken))
    return { result: 'ok', steps: this.steps, order }
  }

  /** Takes the next move that leads somewhere new, and returns the state it leads to. */
  private leave(place: Place<State>): State | undefined {
    while (place.tried < place.moves.length) {
      const move = place.moves[place.tried] as Move<State>
      place.tried += 1
      this.toggle(move.id)
      if (this.memo.add(this.ordered, this.stateNumber(move.next))) {
        place.taken = move.id
        return move.next
      }
      this.toggle(move.id)
    }
    return undefined
  }

  private arrive(state: State): Place<State> {
    return { state, moves: this.movesFrom(state), tried: 0, taken: -1 }
  }

  private movesFrom(state: State): Move<State>[] {
    const moves: Move<State>[] = []
    const lastCall = this.earliestOpenReturn()
    for (let id = this.earliestOpen(); id < this.operations.length; id += 1) {
      const operation = this.operation(id)
      if (operation.callStamp > lastCall) break
      if (this.ordered.has(id)) continue
      this.steps += 1
      const next = this.model.step(state, operation)
      if (next === undefined) continue
      const move = { id, next, rank: this.rankOf(operation, next) }
      if (this.isRead[id]) return [move]
      moves.push(move)
    }
    return moves.length > 1 ? moves.sort((a, b) => a.rank - b.rank) : moves
  }

  /** Pending operations come last among equals: they need not happen at all. */
  private rankOf(operation: Operation<Input, Output>, next: State): number {
    return (this.model.rank?.(operation, next) ?? 0) + (isPending(operation) ? 0.5 : 0)
  }

  /** What is called after this stamp must wait for the operation that returns at it. */
  private earliestOpenReturn(): number {
    while (this.ordered.has(this.byReturn[this.firstOpen] ?? -1)) this.firstOpen += 1
    const id = this.byReturn[this.firstOpen]
    return id === undefined ? Number.POSITIVE_INFINITY : returnOf(this.operation(id))
  }

  private earliestOpen(): number {
    while (this.firstId < this.operations.length && this.ordered.has(this.firstId))
      this.firstId += 1
    return this.firstId
  }

  /** Puts an operation in order, or takes it back. */
  private toggle(id: number): void {
    this.ordered.toggle(id)
    const isBack = !this.ordered.has(id)
    if (!isPending(this.operation(id))) this.unfinished += isBack ? 1 : -1
    if (isBack) {
      this.firstOpen = Math.min(this.firstOpen, this.returnPlace[id] ?? 0)
      this.firstId = Math.min(this.firstId, id)
    }
  }

  private operation(id: number): Operation<Input, Output> {
    return this.operations[id] as Operation<Input, Output>
  }

  private stateNumber(state: State): number {
    const key = this.model.stateKey === undefined ? state : this.model.stateKey(state)
    let number = this.stateNumbers.get(key)
    if (number === undefined) {
      number = this.stateNumbers.size
      this.stateNumbers.set(key, number)
    }
    return number
  }
}
