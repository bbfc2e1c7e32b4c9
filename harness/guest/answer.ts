/**
 * Reads what a guest has answered, and trusts nothing in it: a guest that a student has taken over
 * can send anything, but nothing that a realm in this process could not have put out.
 */
import { decodeText, encodeText } from '../realm/inside/labgob.ts'
import { ERROR_LETTERS, OP_OPERANDS, type Operand } from '../realm/protocol.ts'
import type { FrameValue } from './frame.ts'

export interface Answer {
  /** Descriptions of promises that were rejected and nobody was there. */
  readonly rejected: readonly string[]
  /** `index term isLeader` */
  readonly started: string | undefined
  /** `2 * term + isLeader`, or -1 */
  readonly state: number | undefined
  readonly outbox: readonly FrameValue[]
}

const STARTED = /^(-1|\d{1,15}) \d{1,15} [01]$/

/** Ours: no honest program waits for so long. */
const DELAY_MS_MAX = 2 ** 31

/** The answer; or, where it is none, what is wrong with it. */
export function checkAnswer(values: readonly FrameValue[]): Answer | string {
  const [count] = values
  if (!isId(count) || count > values.length - 3) return 'no number of rejections'
  const rejected = values.slice(1, 1 + count)
  if (!rejected.every(isError)) return 'a rejection that is no description'
  const started = values[1 + count]
  const state = values[2 + count]
  const isStarted = started === undefined || (isText(started) && STARTED.test(started))
  if (!isStarted) return 'a start() that is none'
  if (!(state === undefined || state === -1 || isId(state))) return 'a getState() that is none'
  const outbox = values.slice(3 + count)
  return checkOutbox(outbox) ?? { rejected: rejected as string[], started, state, outbox }
}

/** What is wrong with an outbox, if anything. */
function checkOutbox(outbox: readonly FrameValue[]): string | undefined {
  for (let at = 0; at < outbox.length; ) {
    const operation = outbox[at++]
    const operands = isId(operation) ? OP_OPERANDS[operation] : undefined
    if (operands === undefined) return `no operation: ${String(operation).slice(0, 40)}`
    for (const kind of operands) {
      if (!CHECKS[kind](outbox[at++])) return `operation ${operation} without its ${kind}`
    }
  }
  return undefined
}

const CHECKS: Readonly<Record<Operand, (value: FrameValue) => boolean>> = {
  number: (value) => typeof value === 'number',
  id: isId,
  delay: (value) => typeof value === 'number' && value > 0 && value <= DELAY_MS_MAX,
  text: isText,
  error: isError,
  labgob: (value) => isText(value) && isLabgob(value),
  bytes: (value) => typeof value === 'object',
}

function isText(value: FrameValue): value is string {
  return typeof value === 'string'
}

function isError(value: FrameValue): value is string {
  return isText(value) && value.length <= ERROR_LETTERS
}

function isId(value: FrameValue): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/** The world reads such a text itself, so it must be one that a realm can have written. */
function isLabgob(text: string): boolean {
  try {
    return encodeText(decodeText(text)) === text
  } catch {
    return false
  }
}
