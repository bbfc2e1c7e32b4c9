/**
 * Checks what student code hands over against the types it promised, in one sentence each. The
 * values are the student's, so reading one may run or throw anything; callers stand ready for that.
 */
import { describe } from './describe.ts'
import { isThenable } from './primordial-extras.ts'
import { isSafeInteger, NativeTypeError, sliceText } from './primordials.ts'

type Fields = Record<string, unknown>

const LETTERS_MAX = 200

/** What it is instead, cut short. */
export function show(value: unknown): string {
  return sliceText(describe(value, 1), 0, LETTERS_MAX)
}

/** Fields of what `what` gave. Throws a TypeError when it is a promise or no object. */
export function checkResult(what: string, value: unknown, fields: string): Fields {
  if (isThenable(value)) {
    throw new NativeTypeError(
      `${what} returned a promise: it must not be async, but return { ${fields} } at once`,
    )
  }
  if (typeof value === 'object' && value !== null) return value as Fields
  throw new NativeTypeError(`${what} must return { ${fields} }, but it returned ${show(value)}`)
}

/** A field that is an integer of at least `least`. */
export function checkInteger(what: string, given: Fields, key: string, least: number): number {
  const value = given[key]
  if (isSafeInteger(value) && (value as number) >= least) return value as number
  const wanted = least === 0 ? 'an integer, 0 or more' : 'an integer'
  throw new NativeTypeError(`${what}: ${key} must be ${wanted}, but it is ${show(value)}`)
}

export function checkBoolean(what: string, given: Fields, key: string): boolean {
  const value = given[key]
  if (typeof value === 'boolean') return value
  throw new NativeTypeError(`${what}: ${key} must be true or false, but it is ${show(value)}`)
}
