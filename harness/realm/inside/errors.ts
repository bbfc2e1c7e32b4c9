/**
 * Words for whatever student code threw or rejected with. Reading an error may run student code.
 */
import { ERROR_LETTERS } from '../protocol.ts'
import { describe } from './describe.ts'
import { indexOf, sliceText, startsWith } from './primordials.ts'

/** `name: message` and the stack, or the value itself where it is no error. Never throws. */
export function describeError(error: unknown): string {
  let text: string
  try {
    text = readError(error)
  } catch {
    text = 'threw an error that cannot be read: its name, message or stack throws'
  }
  return sliceText(text, 0, ERROR_LETTERS)
}

function readError(error: unknown): string {
  if (error === null || typeof error !== 'object') return describeValue(error)
  const { stack, name, message } = error as Record<string, unknown>
  if (typeof stack !== 'string' && message === undefined) return describeValue(error)
  const title = `${asText(name, 'Error')}: ${asText(message, 'no message')}`
  if (typeof stack !== 'string') return title
  if (startsWith(stack, title)) return stack
  // The stack of an error without a message begins with its bare name.
  const isBare = message === '' && startsWith(stack, `${asText(name, 'Error')}\n`)
  return isBare ? `${title}${sliceText(stack, indexOf(stack, '\n'))}` : `${title}\n${stack}`
}

function asText(value: unknown, otherwise: string): string {
  if (value === undefined || value === '') return otherwise
  return typeof value === 'string' ? value : describe(value, 1)
}

function describeValue(value: unknown): string {
  return `threw ${describe(value, 2)}, which is no Error; new Error(...) would show the line`
}
