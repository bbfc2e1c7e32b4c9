/**
 * What a correct object does, one operation at a time: the only thing the checker knows about it.
 *
 * `models/` holds the models of the labs. To check an object of your own, write `init`, `step` and
 * `describe`; everything marked optional makes the check faster or its words better.
 */

import type { Operation } from './history.ts'

/** A piece of a history that can be judged alone, such as all operations on one key. */
export interface Part<Input, Output> {
  /** As it is shown: 'key "x"'. */
  readonly name: string
  readonly operations: readonly Operation<Input, Output>[]
  /**
   * The first of the operations, where it had finished before all others and fixed the state they
   * began with. `shown` is what a reader should see in its place: the read that told the state.
   */
  readonly start?: Start<Input, Output>
  /**
   * What the part was cut from, for words about it; the operations themselves if nothing was cut.
   */
  readonly whole: readonly Operation<Input, Output>[]
  /** What cutting it out has shown already; the model's shortcut is not asked then. */
  readonly verdict?: 'ok' | 'illegal'
}

/** How a part begins that was cut from the middle of a history. */
export interface Start<Input, Output> {
  readonly operation: Operation<Input, Output>
  readonly shown: Operation<Input, Output>
}

/** Why a part is illegal. */
export interface Explanation {
  /** A few words: 'stale read'. */
  readonly kind: string
  /** One sentence with the clients and values in it. */
  readonly text: string
}

/** The sequential behaviour of an object. States are never changed in place. */
export interface Model<State extends NonNullable<unknown>, Input, Output> {
  readonly name: string

  /** The state before the first operation. May look at the operations, to make states cheap. */
  init(operations: readonly Operation<Input, Output>[]): State

  /**
   * The state after the operation, or undefined if it cannot have this output in this state.
   *
   * An operation that never returned has no output: every output is right. A model may refuse one
   * if its effect could not be seen by anybody, because leaving it out is then just as good.
   */
  step(state: State, operation: Operation<Input, Output>): State | undefined

  /** The operation as a reader should see it: 'get("x") -> "ab"'. */
  describe(operation: Operation<Input, Output>): string

  /**
   * Two states are the same if and only if their keys are, compared as in a Map.
   * Default: the state itself, which is right for strings and numbers, and slow for objects.
   */
  stateKey?(state: State): unknown

  /** True promises that such an operation never changes the state. Default: nothing is a read. */
  isRead?(input: Input): boolean

  /** Candidates are tried in ascending rank. Never changes a verdict, only how soon it is found. */
  rank?(operation: Operation<Input, Output>, next: State): number

  /**
   * Splits a history into parts, so that it is legal if and only if each part is; parts of the same
   * whole in the order of time. Default: one part.
   */
  partition?(history: readonly Operation<Input, Output>[]): Part<Input, Output>[]

  /** Judges a part without a search where that can be done with certainty, else undefined. */
  shortcut?(operations: readonly Operation<Input, Output>[]): 'ok' | 'illegal' | undefined

  /**
   * Says what is wrong with `core`, the smallest illegal piece of `part`, in call order and as
   * shown.
   */
  explain?(
    core: readonly Operation<Input, Output>[],
    part: Part<Input, Output>,
  ): Explanation | undefined
}
