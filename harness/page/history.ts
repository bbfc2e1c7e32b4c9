/**
 * What the checker has to say about the operations of the clerks, as a page is given it. An
 * operation is named by the place of its `invoke` among the events of the run; what went in and out
 * is read from the texts of these events, here for the checker and for the page. Pure.
 */
import type { TraceEvent } from '../sim/trace.ts'

export interface PageHistory {
  /** For each part that has one, such as a key: an order in which all can have taken effect. */
  readonly orders: readonly PartOrder[]
  /** Parts of which no order was found in the steps that a page is worth. */
  readonly unsettled: readonly string[]
  /** Where no order can explain what the clerks saw. */
  readonly broken?: BrokenPart
}

export interface PartOrder {
  /** 'key "x"' */
  readonly part: string
  readonly operations: readonly number[]
}

/** The part in which it broke; its order above ends there. */
export interface BrokenPart {
  readonly part: string
  /** 'stale read' */
  readonly kind: string
  /** One sentence with the clients and values in it. */
  readonly text: string
  /** The smallest piece that contradicts itself, in the order of calls, with words for each. */
  readonly core: readonly CoreOperation[]
  /** Whether nothing in it can be left out; else the steps ran out before it was that small. */
  readonly isMinimal: boolean
  /** The event with which it went wrong: the return of an operation. */
  readonly event: number
}

export interface CoreOperation {
  readonly operation: number
  /** 'get("x") -> "ab"' */
  readonly words: string
}

/** Undefined for a text that was cut: it is no JSON any more. */
export function parseTold(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}

/** Whether a method reads or writes a key. */
export function isOfKey(method: unknown): method is 'get' | 'put' | 'append' {
  return method === 'get' || method === 'put' || method === 'append'
}

/** The key of such an operation, where it is told and is one. */
export function keyOf({ method, args }: TraceEvent): string | undefined {
  if (!isOfKey(method)) return undefined
  const given = parseTold(args)
  const [key] = Array.isArray(given) ? given : []
  return typeof key === 'string' ? key : undefined
}
