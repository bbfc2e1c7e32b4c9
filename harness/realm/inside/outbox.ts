/**
 * What a server wants from the world, in the order it asked. Its lists have no prototype, so that a
 * submission which changed Array.prototype cannot see or disturb them.
 */
import { makeList } from './primordials.ts'

type Operand = string | number | Uint8Array

export interface Outbox {
  /** Adds one operation and its operands. */
  put(code: number, a: Operand, b?: Operand, c?: Operand, d?: Operand): void
  /** How often it was taken. */
  readonly round: number
  /** Hands over everything and starts anew; undefined when there is nothing. */
  take(): ArrayLike<unknown> | undefined
}

export function makeOutbox(): Outbox {
  let list = makeList<unknown>()
  let length = 0
  let round = 0
  return {
    get round() {
      return round
    },
    put(code, a, b, c, d) {
      list[length++] = code
      list[length++] = a
      if (b === undefined) return
      list[length++] = b
      if (c === undefined) return
      list[length++] = c
      if (d !== undefined) list[length++] = d
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
