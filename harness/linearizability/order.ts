/**
 * An order in which operations can have taken effect: what a picture of a legal history shows. A
 * verdict needs none, and often comes without a search; this always searches.
 */
import type { CheckLimits } from './checker.ts'
import type { Operation } from './history.ts'
import type { Model } from './model.ts'
import { search } from './search.ts'

/** What was found for one part of a history, such as a key. */
export interface PartOrder<Input, Output> {
  /** As it is shown: 'key "x"'. */
  readonly name: string
  /**
   * One of its legal orders, of which there may be many. Reads that never returned are not in it;
   * writes that never returned are where somebody saw them. Undefined where there is none, or none
   * was found in time.
   */
  readonly order: readonly Operation<Input, Output>[] | undefined
  readonly result: 'ok' | 'illegal' | 'unknown'
}

/**
 * The orders of all parts of a history, in the order of the parts. The model's parts must hold
 * every operation, so no cuts in time: for key-value histories that is `kvSearchModel`.
 */
export function findOrders<State extends NonNullable<unknown>, Input, Output>(
  model: Model<State, Input, Output>,
  history: readonly Operation<Input, Output>[],
  { stepsMax }: CheckLimits,
): readonly PartOrder<Input, Output>[] {
  const whole = { name: 'history', operations: history }
  const parts = model.partition?.(history) ?? [whole]
  let stepsLeft = stepsMax
  return parts.map(({ name, operations }) => {
    const { result, steps, order } = search(model, operations, stepsLeft)
    stepsLeft = Math.max(0, stepsLeft - steps)
    return { name, result, order }
  })
}
