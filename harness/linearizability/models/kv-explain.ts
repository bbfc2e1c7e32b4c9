/**
 * What went wrong on one key, in a sentence: from the few operations that contradict each other to
 * the mistake a student can look for (a stale read, a lost append, one applied twice ...).
 *
 * Looks at whole values as text, so a guess can be wrong where values written are parts of others;
 * it never changes a verdict.
 */

import { shorten } from '../describe.ts'
import { isPending, precedes } from '../history.ts'
import type { Explanation, Part } from '../model.ts'
import type { KvInput, KvOperation, KvOutput } from './kv.ts'

/** The operations in question, sorted out. */
interface Case {
  readonly writes: readonly KvOperation[]
  readonly reads: readonly KvOperation[]
  /** The read with which it went wrong: the last to return. */
  readonly read: KvOperation
  /** All operations on the key, earlier and later ones included. */
  readonly operations: readonly KvOperation[]
  /** What was written since the value was certain, that value included. */
  readonly recent: readonly KvOperation[]
}

type Rule = (facts: Case) => Explanation | undefined

/** The first that applies is the one that is told. */
const RULES: readonly Rule[] = [
  explainTwice,
  explainFuture,
  explainNeverWritten,
  explainMissing,
  explainReordered,
  explainBackwards,
  explainDisagreement
]

/** Explains the smallest illegal piece of a part of the operations of one key. */
export function explainKv(
  core: readonly KvOperation[],
  part: Part<KvInput, KvOutput>
): Explanation | undefined {
  const reads = core.filter(({ input }) => input.op === 'get')
  const read = reads.toSorted((a, b) => (b.returnStamp ?? 0) - (a.returnStamp ?? 0))[0]
  if (read === undefined) return undefined
  if (read.output === undefined) {
    return { kind: 'no value', text: `${read.client} read ${keyOf(read)} and got no string` }
  }
  const writes = core.filter(({ input }) => input.op !== 'get')
  const recent = part.operations.filter(({ input }) => input.op !== 'get')
  const facts = { writes, reads, read, operations: part.whole, recent }
  for (const rule of RULES) {
    const explanation = rule(facts)
    if (explanation !== undefined) return explanation
  }
  return undefined
}

/** A read that shows a write more often than it was written. */
function explainTwice({ read, operations, recent }: Case): Explanation | undefined {
  const write = operations.findLast((candidate) => {
    const value = valueOf(candidate)
    if (candidate.input.op !== 'append' || value === '' || precedes(read, candidate)) return false
    const written = recent.reduce((sum, other) => sum + occurrences(valueOf(other), value), 0)
    return written > 0 && occurrences(valueOf(read), value) > written
  })
  if (write === undefined) return undefined
  const times = occurrences(valueOf(read), valueOf(write))
  return {
    kind: 'duplicate append',
    text: `${read.client} read ${keyOf(read)} with ${name(write)} of ${write.client} in it ${times} times`
  }
}

/** A read of something that was written only after the read had finished. */
function explainFuture({ read, operations, recent }: Case): Explanation | undefined {
  const write = operations.find((candidate) => {
    if (!precedes(read, candidate) || !shows(read, candidate)) return false
    return !recent.some((other) => !precedes(read, other) && shows(read, other) && includes(other, candidate))
  })
  if (write === undefined) return undefined
  return {
    kind: 'read of the future',
    text: `${read.client} read ${keyOf(read)} with ${name(write)}, which ${write.client} called only after ${read.client} had finished`
  }
}

/** A read that cannot be put together from what had been written. */
function explainNeverWritten({ read, operations, recent }: Case): Explanation | undefined {
  const writes = operations.filter(({ input }) => input.op !== 'get')
  const known = [...writes, ...recent].map(valueOf)
  let rest = valueOf(read)
  for (const value of known.sort((a, b) => b.length - a.length)) {
    if (value !== '') rest = rest.replaceAll(value, '\n')
  }
  const foreign = rest.split('\n').find((piece) => piece !== '')
  if (foreign === undefined) return undefined
  return {
    kind: 'value never written',
    text: `${read.client} read ${keyOf(read)} with ${quote(foreign)} in it, which nobody wrote`
  }
}

/** A write that had finished before the read started and is not in what was read. */
function explainMissing({ writes, read, operations }: Case): Explanation | undefined {
  const write = writes.findLast((candidate) => {
    return precedes(candidate, read) && !shows(read, candidate)
  })
  if (write === undefined) return undefined
  const witness = operations.find((other) => {
    return other.input.op === 'get' && other !== read && shows(other, write)
  })
  const kind = witness === undefined ? `lost ${write.input.op}` : 'stale read'
  const seen = witness === undefined ? 'nobody ever read it' : `${witness.client} did read it`
  const started = `${write.client} had finished before ${read.client} started`
  return {
    kind,
    text: `${read.client} read ${keyOf(read)} without ${name(write)} that ${started}; ${seen}`
  }
}

/** Two writes of which one had finished before the other started, read the other way round. */
function explainReordered({ writes, read }: Case): Explanation | undefined {
  for (const first of writes) {
    const second = writes.find((candidate) => {
      if (!precedes(first, candidate) || !shows(read, candidate) || !shows(read, first)) return false
      return valueOf(read).indexOf(valueOf(candidate)) < valueOf(read).indexOf(valueOf(first))
    })
    if (second === undefined) continue
    const order = `${first.client} had finished the latter before ${second.client} called the former`
    return {
      kind: 'reordered',
      text: `${read.client} read ${keyOf(read)} with ${name(second)} before ${name(first)}, but ${order}`
    }
  }
  return undefined
}

/** A read of something else than an earlier read had returned. */
function explainBackwards({ reads, read }: Case): Explanation | undefined {
  const earlier = reads.findLast((other) => {
    return precedes(other, read) && !valueOf(read).startsWith(valueOf(other))
  })
  if (earlier === undefined) return undefined
  const before = `after ${earlier.client} had read ${show(earlier)}`
  return {
    kind: 'stale read',
    text: `${read.client} read ${show(read)} ${before} and finished`
  }
}

/** Two reads that show the same writes in different orders. */
function explainDisagreement({ reads, read }: Case): Explanation | undefined {
  const other = reads.find((candidate) => candidate !== read)
  if (other === undefined || precedes(other, read)) {
    return {
      kind: 'impossible value',
      text: `${read.client} read ${show(read)}, which no order of the writes can have left`
    }
  }
  return {
    kind: 'reads that contradict each other',
    text: `${other.client} read ${show(other)} and ${read.client} read ${show(read)}: no order of the writes gives both`
  }
}

/** True if the read returned, and what was written is in it. */
function shows(read: KvOperation, write: KvOperation): boolean {
  if (write.input.op === 'get' || isPending(read)) return false
  if (write.input.value === '') return valueOf(read) === ''
  const value = valueOf(read)
  return write.input.op === 'put'
    ? value.startsWith(write.input.value)
    : value.includes(write.input.value)
}

function includes(write: KvOperation, other: KvOperation): boolean {
  return valueOf(write).includes(valueOf(other))
}

function valueOf(operation: KvOperation): string {
  return operation.input.op === 'get' ? (operation.output ?? '') : operation.input.value
}

function occurrences(text: string, piece: string): number {
  return text.split(piece).length - 1
}

function name(write: KvOperation): string {
  return `the ${write.input.op} of ${quote(valueOf(write))}`
}

function keyOf(operation: KvOperation): string {
  return `key ${quote(operation.input.key)}`
}

function show(read: KvOperation): string {
  return quote(valueOf(read))
}

function quote(text: string): string {
  return JSON.stringify(shorten(text, 40))
}
