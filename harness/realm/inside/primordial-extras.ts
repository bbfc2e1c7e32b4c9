/**
 * Captured built-ins that only the plumbing of a realm needs; see `primordials.ts` for the rest.
 */

import { Bytes, NativePromise, uncurryThis } from './primordials.ts'

export { isBytes } from './labgob-kinds.ts'
export { jsonParse } from './primordials.ts'

export const promisePrototype: object = Promise.prototype
const promiseThen = uncurryThis(Promise.prototype.then as (...args: unknown[]) => unknown)
const promiseResolve = Promise.resolve.bind(Promise)

export function isThenable(value: unknown): boolean {
  return (
    value !== null &&
    (typeof value === 'object' || typeof value === 'function') &&
    typeof (value as { then?: unknown }).then === 'function'
  )
}

/** Calls one of the two when `value` (a promise or not) has settled. */
export function whenSettled(
  value: unknown,
  onValue: (value: unknown) => void,
  onError: (error: unknown) => void,
): void {
  const promise = value instanceof NativePromise ? value : promiseResolve(value)
  promiseThen(promise, onValue, onError)
}

const setBytes = uncurryThis(Uint8Array.prototype.set as (source: Uint8Array) => void)

/** The first `length` bytes of a buffer. */
export function viewOf(buffer: ArrayBuffer, length: number): Uint8Array {
  return new Bytes(buffer, 0, length)
}

/** Copies all of `source` to the beginning of `target`. */
export function writeBytes(target: Uint8Array, source: Uint8Array): void {
  setBytes(target, source)
}

/** A fresh Uint8Array of this realm with the same content, whichever realm `bytes` is from. */
export function copyBytes(bytes: Uint8Array): Uint8Array {
  return new Bytes(bytes)
}
