/**
 * Makes an illegal history small: first cut off at the moment it went wrong, then every operation
 * forgotten that is not needed for the contradiction.
 *
 * To forget a read is to remove it. To forget a write is to forget when it happened and whether it
 * was answered, not that somebody wrote it: else the next read that shows it would be "illegal",
 * and for a reason that is not the student's mistake. Both only ever make a history more legal, so
 * what cannot be forgotten once cannot be forgotten later, and one pass finds a smallest part.
 */

import { isPending, type Operation, prefixUntil, returnOf, withoutReturn } from './history.ts'
import type { Model, Part } from './model.ts'

/** Judges operations within whatever budget its maker has set. */
export type Judge<Input, Output> = (
  operations: readonly Operation<Input, Output>[],
) => 'ok' | 'illegal' | 'unknown'

/** What is left of an illegal history. */
export interface Minimal<Input, Output> {
  /**
   * In call order: none of these, but for the start of the part, can be forgotten without the
   * contradiction going away, if `isMinimal`; otherwise the budget ran out and there may be more.
   */
  readonly core: readonly Operation<Input, Output>[]
  /**
   * Writes that had been called by then, their times forgotten. Core and background are illegal.
   */
  readonly background: readonly Operation<Input, Output>[]
  readonly isMinimal: boolean
  /** The event at which it went wrong: up to the one before, everything is legal. */
  readonly failedStamp: number
}

/** The part must be illegal. */
export function minimise<State extends NonNullable<unknown>, Input, Output>(
  model: Model<State, Input, Output>,
  part: Part<Input, Output>,
  judge: Judge<Input, Output>,
): Minimal<Input, Output> {
  let isMinimal = true
  const isIllegal = (operations: readonly Operation<Input, Output>[]): boolean => {
    const result = judge(operations)
    if (result === 'unknown') isMinimal = false
    return result === 'illegal'
  }
  const isRead = (operation: Operation<Input, Output>): boolean =>
    model.isRead?.(operation.input) ?? false
  const start = part.start === undefined ? [] : [part.start.operation]
  const failedStamp = findFailedStamp(part.operations, isIllegal)
  const prefix = prefixUntil(part.operations, failedStamp).filter((operation) => {
    return operation !== part.start?.operation
  })
  const core = findCore(inOrderOfInterest(prefix, failedStamp, isRead), (kept) =>
    isIllegal([...start, ...kept, ...forgetOthers(prefix, kept, isRead)]),
  )
  return {
    core: [...start, ...core.toSorted((a, b) => a.callStamp - b.callStamp)],
    background: forgetOthers(prefix, core, isRead),
    isMinimal,
    failedStamp,
  }
}

/** The first return with which the history is illegal: prefixes of legal histories are legal. */
function findFailedStamp<Input, Output>(
  operations: readonly Operation<Input, Output>[],
  isIllegal: (part: readonly Operation<Input, Output>[]) => boolean,
): number {
  const stamps = [...new Set(operations.map(returnOf))].filter(Number.isFinite)
  stamps.sort((a, b) => a - b)
  const count = smallestCount(stamps.length, (n) => {
    return isIllegal(prefixUntil(operations, stamps[n - 1] ?? 0))
  })
  return stamps[count - 1] ?? 0
}

/** The earlier an operation stands, the sooner it is kept: what makes the best explanation. */
function inOrderOfInterest<Input, Output>(
  prefix: readonly Operation<Input, Output>[],
  failedStamp: number,
  isRead: (operation: Operation<Input, Output>) => boolean,
): Operation<Input, Output>[] {
  const rank = (operation: Operation<Input, Output>): number => {
    if (operation.returnStamp === failedStamp) return 0
    if (isPending(operation)) return 3
    return isRead(operation) ? 2 : 1
  }
  return prefix.toSorted((a, b) => rank(a) - rank(b) || b.callStamp - a.callStamp)
}

/** The smallest part by deletion: keep the last operation of the shortest illegal list, repeat. */
function findCore<Input, Output>(
  operations: readonly Operation<Input, Output>[],
  isIllegal: (kept: readonly Operation<Input, Output>[]) => boolean,
): Operation<Input, Output>[] {
  const core: Operation<Input, Output>[] = []
  let candidates = operations
  while (candidates.length > 0 && !isIllegal(core)) {
    const count = smallestCount(candidates.length, (n) => {
      return isIllegal([...core, ...candidates.slice(0, n)])
    })
    core.push(candidates[count - 1] as Operation<Input, Output>)
    candidates = candidates.slice(0, count - 1)
  }
  return core
}

/** The smallest n from 1 to `max` for which `isEnough` holds, if it holds for `max`. */
function smallestCount(max: number, isEnough: (n: number) => boolean): number {
  let low = 0
  let high = max
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (isEnough(middle)) high = middle
    else low = middle
  }
  return high
}

function forgetOthers<Input, Output>(
  prefix: readonly Operation<Input, Output>[],
  kept: readonly Operation<Input, Output>[],
  isRead: (operation: Operation<Input, Output>) => boolean,
): Operation<Input, Output>[] {
  const isKept = new Set(kept)
  const earliest = prefix.reduce((stamp, { callStamp }) => Math.min(stamp, callStamp), Infinity)
  return prefix
    .filter((operation) => !isKept.has(operation) && !isRead(operation))
    .map((operation) => withoutReturn(operation, earliest))
}
