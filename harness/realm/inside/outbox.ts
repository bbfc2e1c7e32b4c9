/**
 * What a server wants from the world, in the order it asked. The list has no prototype, so that a
 * submission which changed Array.prototype cannot see or disturb it.
 */

export interface Outbox {
  /** Adds one operation and its operands. */
  put(...operation: (string | number | Uint8Array)[]): void
  /** How often it was taken. */
  readonly round: number
  /** Hands over everything and starts anew; undefined when there is nothing. */
  take(): ArrayLike<unknown> | undefined
}

const { setPrototypeOf } = Object

function makeList(): unknown[] {
  return setPrototypeOf([], null) as unknown[]
}

export function makeOutbox(): Outbox {
  let list = makeList()
  let length = 0
  let round = 0
  return {
    get round() {
      return round
    },
    put(...operation) {
      for (let i = 0; i < operation.length; i++) list[length++] = operation[i]
    },
    take() {
      if (length === 0) return undefined
      const taken = list
      list = makeList()
      length = 0
      round++
      return taken
    },
  }
}
