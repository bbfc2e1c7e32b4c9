/**
 * Which writes a value was made of, where the values written make that certain.
 *
 * A value begins with the value of a put, or, where the key was empty, with that of an append;
 * after that only appends follow. If, among all that can stand at a place, values are different and
 * none is empty or the beginning of another, at most one fits, so a value can be cut in one way
 * only.
 */

import { isPending, precedes } from '../history.ts'
import type { KvOperation } from './kv-operation.ts'

/** The writes of one key, found by the text they wrote. */
export interface Tokens {
  /** A put that had finished before everything else was called, if there is one. */
  readonly firstPut: KvOperation | undefined
  /** What the key held before all other operations. */
  readonly initialValue: string
  /** Every write that changes something, but for `firstPut`. */
  readonly writes: readonly KvOperation[]
  /** The only write that a value can begin with: a put, or an append to an empty key. */
  head(value: string): KvOperation | undefined
  /** The only append whose value stands at `offset`. */
  append(value: string, offset: number): KvOperation | undefined
}

/** Undefined if the values written do not name their writes. */
export function makeTokens(operations: readonly KvOperation[]): Tokens | undefined {
  const firstPut = findFirstPut(operations)
  const writes = operations.filter((operation) => operation !== firstPut && isChange(operation))
  const appends = writes.filter(({ input }) => input.op === 'append')
  const initialValue = firstPut === undefined ? '' : textOf(firstPut)
  const heads = initialValue === '' ? writes : writes.filter(({ input }) => input.op === 'put')
  const isNamedFirst = initialValue !== '' && firstPut !== undefined
  const findHead = makeFinder(isNamedFirst ? [firstPut, ...heads] : heads)
  const findAppend = makeFinder(appends)
  if (findHead === undefined || findAppend === undefined) return undefined
  return {
    firstPut,
    initialValue,
    writes,
    head: (value) => findHead(value, 0),
    append: findAppend,
  }
}

function findFirstPut(operations: readonly KvOperation[]): KvOperation | undefined {
  const first = operations.find(({ input }) => input.op !== 'get')
  if (first === undefined || first.input.op !== 'put' || isPending(first)) return undefined
  return operations.every((other) => other === first || precedes(first, other)) ? first : undefined
}

/** An append of nothing can stand anywhere and is left out. */
function isChange({ input }: KvOperation): boolean {
  return input.op === 'put' || (input.op === 'append' && input.value !== '')
}

/** The text a write wrote. */
function textOf({ input }: KvOperation): string {
  return input.op === 'get' ? '' : input.value
}

type Finder = (value: string, offset: number) => KvOperation | undefined

function makeFinder(writes: readonly KvOperation[]): Finder | undefined {
  const writeOf = new Map(writes.map((write) => [textOf(write), write]))
  if (writeOf.size < writes.length || writeOf.has('')) return undefined
  const texts = [...writeOf.keys()].sort()
  // In sorted order the texts that begin with one stand right behind it.
  if (texts.some((text, index) => texts[index + 1]?.startsWith(text))) return undefined
  const lengths = [...new Set(texts.map((text) => text.length))]
  return (value, offset) => {
    for (const length of lengths) {
      const write = writeOf.get(value.slice(offset, offset + length))
      if (write !== undefined) return write
    }
    return undefined
  }
}
