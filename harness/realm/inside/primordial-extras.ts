/**
 * Captured built-ins that only the plumbing of a realm needs; see `primordials.ts` for the rest.
 */

/** Turns a method into a function that takes `this` first and looks nothing up when called. */
function uncurry<A extends unknown[], R>(
  method: (...args: never[]) => R,
): (self: unknown, ...args: A) => R {
  return Function.prototype.call.bind(method) as (self: unknown, ...args: A) => R
}

export const promisePrototype: object = Promise.prototype
export const jsonParse = JSON.parse
const promiseThen = uncurry<[(value: unknown) => void, (error: unknown) => void], unknown>(
  Promise.prototype.then as (...args: never[]) => unknown,
)
const NativePromise = Promise
const promiseResolve = Promise.resolve.bind(Promise)
const Bytes = Uint8Array
const tagOf = uncurry<[], string | undefined>(
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)
    ?.get as (...args: never[]) => string | undefined,
)

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

export function isBytes(value: unknown): value is Uint8Array {
  return value !== null && typeof value === 'object' && tagOf(value) === 'Uint8Array'
}

const setBytes = uncurry<[Uint8Array], void>(Uint8Array.prototype.set as (...args: never[]) => void)

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
