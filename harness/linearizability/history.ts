/**
 * What clients saw: one record per operation, with stamps from one event counter.
 *
 * Written by the tester, read by the checker. Time in milliseconds is carried along for words only;
 * every judgement is made on stamps.
 */

/** One operation of one client. */
export interface Operation<Input, Output> {
  /** Who called, as it is shown: 'C0'. */
  readonly client: string
  readonly input: Input
  /** What the client was told. Without meaning while the operation has not returned. */
  readonly output?: Output | undefined
  /** The event at which the client called. */
  readonly callStamp: number
  /** The event at which the answer arrived; undefined if it never did. */
  readonly returnStamp?: number | undefined
  /** Virtual milliseconds of the two events, for words only. */
  readonly callMs?: number | undefined
  readonly returnMs?: number | undefined
}

/**
 * True if no answer arrived: the operation may have taken effect at any time after its call, or
 * never.
 */
export function isPending(operation: Operation<unknown, unknown>): boolean {
  return operation.returnStamp === undefined
}

/** The return stamp; Infinity for an operation that never returned. */
export function returnOf(operation: Operation<unknown, unknown>): number {
  return operation.returnStamp ?? Number.POSITIVE_INFINITY
}

/**
 * True if `a` had finished before `b` was called, so that every legal order has `a` first.
 *
 * Equal stamps do not order: such operations are concurrent.
 */
export function precedes(a: Operation<unknown, unknown>, b: Operation<unknown, unknown>): boolean {
  return returnOf(a) < b.callStamp
}

/**
 * The history as it looked just after the event `stamp`.
 *
 * Operations called later are not in it, and those that returned later are pending. A prefix of a
 * legal history is legal.
 */
export function prefixUntil<Input, Output>(
  history: readonly Operation<Input, Output>[],
  stamp: number,
): Operation<Input, Output>[] {
  return history
    .filter((operation) => operation.callStamp <= stamp)
    .map((operation) => (returnOf(operation) <= stamp ? operation : withoutReturn(operation)))
}

/** The same operation with its answer not arrived, and, if given, called at another stamp. */
export function withoutReturn<Input, Output>(
  operation: Operation<Input, Output>,
  callStamp = operation.callStamp,
): Operation<Input, Output> {
  const { client, input, callMs } = operation
  return { client, input, callStamp, ...(callMs === undefined ? {} : { callMs }) }
}

/** Throws a RangeError that names the first operation whose stamps make no sense. */
export function validateHistory(history: readonly Operation<unknown, unknown>[]): void {
  history.forEach((operation, index) => {
    const { callStamp, returnStamp } = operation
    if (!Number.isFinite(callStamp) || (returnStamp !== undefined && !(returnStamp >= callStamp))) {
      const stamps = `called at ${callStamp}, returned at ${returnStamp}`
      throw new RangeError(`operation ${index} of the history, of ${operation.client}: ${stamps}`)
    }
  })
}
