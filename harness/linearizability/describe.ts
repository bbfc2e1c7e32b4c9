/** Words for a verdict: one string per line, for `report/` to print. */

import type { Illegal, Verdict } from './checker.ts'
import { isPending, type Operation } from './history.ts'

/** Longer words for an operation are shortened in the middle (ours: what fits beside a client). */
const WORDS_MAX = 76

/** More operations than this are counted, not listed (ours: half a terminal). */
const LINES_MAX = 12

/** The verdict in lines of about 100 characters; the first says it all. */
export function describeVerdict<Input, Output>(verdict: Verdict<Input, Output>): string[] {
  switch (verdict.result) {
    case 'ok':
      return [`linearizable: ${count(verdict.operations, 'operation')}`]
    case 'unknown':
      return describeUnknown(verdict.parts, verdict)
    case 'illegal':
      return describeIllegal(verdict)
    default:
      return verdict satisfies never
  }
}

function describeUnknown(
  parts: readonly string[],
  verdict: { readonly operations: number; readonly steps: number },
): string[] {
  return [
    `not known to be linearizable: ${count(verdict.steps, 'step')} did not settle ${list(parts)}`,
    `  of ${count(verdict.operations, 'operation')}; this is not a pass`,
  ]
}

function describeIllegal<Input, Output>(illegal: Illegal<Input, Output>): string[] {
  const { part, explanation, core } = illegal
  const more = core.length - LINES_MAX
  return [
    `not linearizable: ${part}, ${explanation.kind}`,
    explanation.text,
    ...core.slice(0, LINES_MAX).map(({ operation, words }) => describeLine(operation, words)),
    ...(more > 0 ? [`  and ${count(more, 'more operation')}`] : []),
    describePrefix(illegal),
    ...(illegal.isMinimal ? [] : ['the steps ran out before this was as small as it can be']),
  ]
}

function describeLine(operation: Operation<unknown, unknown>, words: string): string {
  return `  ${operation.client.padEnd(4)} ${shorten(words, WORDS_MAX)}  ${describeTime(operation)}`
}

function describeTime(operation: Operation<unknown, unknown>): string {
  const { callStamp, returnStamp, callMs, returnMs } = operation
  if (returnStamp === undefined) {
    return callMs === undefined
      ? `called at event ${callStamp}, no answer by then`
      : `called at ${formatMs(callMs)} ms, no answer by then`
  }
  if (callMs === undefined || returnMs === undefined) return `events ${callStamp}-${returnStamp}`
  return `${formatMs(callMs)}-${formatMs(returnMs)} ms`
}

function describePrefix(illegal: Illegal<unknown, unknown>): string {
  const before = illegal.legalPrefix.filter((operation) => !isPending(operation)).length
  if (before === 0) return `it is the first result on ${illegal.part}`
  return `the ${count(before, 'operation')} on ${illegal.part} that returned before are in order`
}

/** The value with its middle left out if it is longer than `max` characters. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text
  const start = Math.floor((max - 3) * 0.4)
  return `${text.slice(0, start)}...${text.slice(text.length - (max - 3 - start))}`
}

function formatMs(ms: number): string {
  return ms.toLocaleString('en-US', { maximumFractionDigits: 1 })
}

function count(n: number, noun: string): string {
  return `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`
}

function list(names: readonly string[]): string {
  const more = names.length - 3
  return names.slice(0, 3).join(', ') + (more > 0 ? ` and ${more} more` : '')
}
