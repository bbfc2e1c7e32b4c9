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
import type { KvInput, KvOperation, KvOutput } from './kv-operation.ts'

/** The operations in question, sorted out. */
interface Case {
  readonly writes: readonly KvOperation[]
  readonly reads: readonly KvOperation[]
  /** The read with which it went wrong: the last to return. */
  readonly read: KvOperation
  /** All operations on the key, earlier and later ones included. */
  readonly operations: readonly KvOperation[]
  /**
   * Those writes since the value was last certain, that value included, and reads of the same time.
   */
  readonly recent: readonly KvOperation[]
  readonly recentReads: readonly KvOperation[]
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
  explainDisagreement,
]

/** Explains the smallest illegal piece of a part of the operations of one key. */
export function explainKv(
  core: readonly KvOperation[],
  part: Part<KvInput, KvOutput>,
): Explanation | undefined {
  const reads = core.filter(({ input }) => input.op === 'get')
  const read = reads.toSorted((a, b) => (b.returnStamp ?? 0) - (a.returnStamp ?? 0))[0]
  if (read === undefined) return undefined
  if (read.output === undefined) {
    return { kind: 'no value', text: `${begin(read)} and got no string` }
  }
  const writes = core.filter(({ input }) => input.op !== 'get')
  const recent = part.operations.filter(({ input }) => input.op !== 'get')
  const recentReads = part.operations.filter(({ input }) => input.op === 'get')
  const facts = { writes, reads, read, operations: part.whole, recent, recentReads }
  for (const rule of RULES) {
    const explanation = rule(facts)
    if (explanation !== undefined) return explanation
  }
  return undefined
}

/** A read that shows a write more often than it was written. */
function explainTwice({ read, operations, recent }: Case): Explanation | undefined {
  const write = operations.findLast((candidate) => {
    const value = textOf(candidate)
    if (candidate.input.op !== 'append' || value === '' || precedes(read, candidate)) return false
    const written = recent.reduce((sum, other) => sum + occurrences(textOf(other), value), 0)
    return written > 0 && occurrences(textOf(read), value) > written
  })
  if (write === undefined) return undefined
  const times = occurrences(textOf(read), textOf(write))
  return {
    kind: 'duplicate append',
    text: `${begin(read)} with ${name(write)} of ${write.client} in it ${times} times`,
  }
}

/** A read of something that was written only after the read had finished. */
function explainFuture({ read, operations, recent }: Case): Explanation | undefined {
  const write = operations.find((candidate) => {
    if (!precedes(read, candidate) || !shows(read, candidate)) return false
    return !recent.some(
      (other) => !precedes(read, other) && shows(read, other) && includes(other, candidate),
    )
  })
  if (write === undefined) return undefined
  const when = `${write.client} called only after ${read.client} had finished`
  return {
    kind: 'read of the future',
    text: `${begin(read)} with ${name(write)}, which ${when}`,
  }
}

/** A read that cannot be put together from what had been written. */
function explainNeverWritten({ read, operations, recent }: Case): Explanation | undefined {
  const writes = operations.filter(({ input }) => input.op !== 'get')
  const known = [...writes, ...recent].map(textOf)
  let rest = textOf(read)
  for (const value of known.sort((a, b) => b.length - a.length)) {
    if (value !== '') rest = rest.replaceAll(value, '\n')
  }
  const foreign = rest.split('\n').find((piece) => piece !== '')
  if (foreign === undefined) return undefined
  return {
    kind: 'value never written',
    text: `${begin(read)} with ${quote(foreign)} in it, which nobody wrote`,
  }
}

/** A write that had finished before the read started and is not in what was read. */
function explainMissing({ writes, read, recentReads }: Case): Explanation | undefined {
  const write = writes.findLast((candidate) => {
    return precedes(candidate, read) && !shows(read, candidate)
  })
  if (write === undefined) return undefined
  const witness = recentReads.find((other) => other !== read && shows(other, write))
  const kind = witness === undefined ? `lost ${write.input.op}` : 'stale read'
  const seen = witness === undefined ? 'nobody ever read it' : `${witness.client} did read it`
  const isOwn = write.client === read.client
  const what = isOwn ? `its own ${write.input.op} of ${quote(textOf(write))}` : name(write)
  const when = isOwn
    ? 'it had finished before'
    : `${write.client} had finished before ${read.client} started`
  return { kind, text: `${begin(read)} without ${what} that ${when}; ${seen}` }
}

/** Two writes of which one had finished before the other started, read the other way round. */
function explainReordered({ writes, read }: Case): Explanation | undefined {
  for (const first of writes) {
    const second = writes.find((candidate) => {
      if (!precedes(first, candidate) || !shows(read, candidate) || !shows(read, first))
        return false
      return textOf(read).indexOf(textOf(candidate)) < textOf(read).indexOf(textOf(first))
    })
    if (second === undefined) continue
    const latter = `${first.client} had finished the latter`
    const order = `${latter} before ${second.client} called the former`
    return {
      kind: 'reordered',
      text: `${begin(read)} with ${name(second)} before ${name(first)}, but ${order}`,
    }
  }
  return undefined
}

/** A read of something else than an earlier read had returned. */
function explainBackwards({ reads, read }: Case): Explanation | undefined {
  const earlier = reads.findLast((other) => {
    return precedes(other, read) && !textOf(read).startsWith(textOf(other))
  })
  if (earlier === undefined) return undefined
  const before = `after ${earlier.client} had read ${show(earlier)}`
  const isOlder = textOf(earlier).startsWith(textOf(read))
  return {
    kind: isOlder ? 'stale read' : 'reads that contradict each other',
    text: `${read.client} read ${show(read)} ${before} and finished`,
  }
}

/** Two reads that show the same writes in different orders. */
function explainDisagreement({ reads, read }: Case): Explanation | undefined {
  const other = reads.find((candidate) => candidate !== read)
  if (other === undefined || precedes(other, read)) {
    return {
      kind: 'impossible value',
      text: `${read.client} read ${show(read)}, which no order of the writes can have left`,
    }
  }
  const both = `${other.client} read ${show(other)} and ${read.client} read ${show(read)}`
  return {
    kind: 'reads that contradict each other',
    text: `${both}: no order of the writes gives both`,
  }
}

/** True if the read returned, and what was written is in it. */
function shows(read: KvOperation, write: KvOperation): boolean {
  if (write.input.op === 'get' || isPending(read)) return false
  if (write.input.value === '') return textOf(read) === ''
  const value = textOf(read)
  return write.input.op === 'put'
    ? value.startsWith(write.input.value)
    : value.includes(write.input.value)
}

function includes(write: KvOperation, other: KvOperation): boolean {
  return textOf(write).includes(textOf(other))
}

function textOf(operation: KvOperation): string {
  return operation.input.op === 'get' ? (operation.output ?? '') : operation.input.value
}

function occurrences(text: string, piece: string): number {
  return text.split(piece).length - 1
}

function name(write: KvOperation): string {
  return `the ${write.input.op} of ${quote(textOf(write))}`
}

/** 'C2 read key "x"' */
function begin(read: KvOperation): string {
  return `${read.client} read key ${quote(read.input.key)}`
}

function show(read: KvOperation): string {
  return quote(textOf(read))
}

function quote(text: string): string {
  return JSON.stringify(shorten(text, 40))
}
