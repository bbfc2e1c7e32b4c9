/**
 * The built-ins our code inside a realm relies on, captured before any student code runs. A
 * submission may later change `Array.prototype.push` or `JSON.stringify`; what is taken from here
 * goes on working. Methods become functions whose first argument is `this`.
 */

const { bind, call } = Function.prototype

/**
 * `uncurryThis(Map.prototype.get)(map, key)` is `map.get(key)`, whatever becomes of the prototype.
 */
export const uncurryThis = bind.bind(call) as unknown as <A extends unknown[], R>(
  method: (...args: A) => R,
) => (self: unknown, ...args: A) => R

function getterOf<R>(holder: object, key: PropertyKey): (self: unknown) => R {
  const getter = Object.getOwnPropertyDescriptor(holder, key)?.get
  return uncurryThis(getter as () => R)
}

export const ObjectPrototype: object = Object.prototype
export const ArrayPrototype: object = Array.prototype
export const MapPrototype: object = Map.prototype
export const SetPrototype: object = Set.prototype
export const DatePrototype: object = Date.prototype
export const BytesPrototype: object = Uint8Array.prototype

export const NativeMap = Map
export const NativeSet = Set
export const NativeWeakMap = WeakMap
export const NativeDate = Date
export const NativePromise = Promise
export const NativeTypeError = TypeError
export const NativeRangeError = RangeError
export const NativeError = Error
export const NativeBigInt = BigInt
export const Bytes = Uint8Array

export const {
  create: objectCreate,
  defineProperty,
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getOwnPropertySymbols,
  getPrototypeOf,
  hasOwn,
  is: sameValue,
  keys: objectKeys,
  setPrototypeOf,
} = Object
export const { isArray } = Array
export const { isInteger, isSafeInteger } = Number
export const { isView } = ArrayBuffer
export const { apply, construct, ownKeys } = Reflect
export const { floor, max, min, trunc } = Math
export const { fromCharCode } = String
export const jsonParse = JSON.parse as (text: string) => unknown
export const jsonStringify = JSON.stringify as (value: unknown) => string

export const charCodeAt = uncurryThis(String.prototype.charCodeAt)
export const indexOf = uncurryThis(String.prototype.indexOf)
export const lastIndexOf = uncurryThis(String.prototype.lastIndexOf)
export const sliceText = uncurryThis(String.prototype.slice)
export const startsWith = uncurryThis(String.prototype.startsWith)
export const toLowerCase = uncurryThis(String.prototype.toLowerCase)
export const padEnd = uncurryThis(String.prototype.padEnd)
export const symbolToText = uncurryThis(Symbol.prototype.toString)
export const functionToText = uncurryThis(Function.prototype.toString)

export const mapGet = uncurryThis(Map.prototype.get as (key: unknown) => unknown)
export const mapSet = uncurryThis(Map.prototype.set as (key: unknown, value: unknown) => unknown)
export const mapDelete = uncurryThis(Map.prototype.delete as (key: unknown) => boolean)
export const mapSize = getterOf<number>(Map.prototype, 'size')
export const mapForEach = uncurryThis(
  Map.prototype.forEach as (visit: (value: unknown, key: unknown) => void) => void,
)
export const setAdd = uncurryThis(Set.prototype.add as (value: unknown) => unknown)
export const setSize = getterOf<number>(Set.prototype, 'size')
export const setForEach = uncurryThis(
  Set.prototype.forEach as (visit: (value: unknown) => void) => void,
)
export const weakMapGet = uncurryThis(WeakMap.prototype.get as (key: object) => unknown)
export const weakMapSet = uncurryThis(
  WeakMap.prototype.set as (key: object, value: unknown) => unknown,
)

export const dateGetTime = uncurryThis(Date.prototype.getTime)
export const dateToText = uncurryThis(Date.prototype.toString)
export const dateToIso = uncurryThis(Date.prototype.toISOString)
export const regExpToText = uncurryThis(RegExp.prototype.toString)
export const regExpSource = getterOf<string>(RegExp.prototype, 'source')
export const regExpFlags = getterOf<string>(RegExp.prototype, 'flags')
export const NativeRegExp = RegExp

const TypedArrayPrototype = getPrototypeOf(Uint8Array.prototype) as object
/** The class name of a typed array, whichever realm it is from; undefined for everything else. */
export const typedArrayName = getterOf<string | undefined>(TypedArrayPrototype, Symbol.toStringTag)
export const typedArrayBuffer = getterOf<ArrayBuffer>(TypedArrayPrototype, 'buffer')
export const typedArrayOffset = getterOf<number>(TypedArrayPrototype, 'byteOffset')
export const typedArraySize = getterOf<number>(TypedArrayPrototype, 'byteLength')
export const typedArrayLength = getterOf<number>(TypedArrayPrototype, 'length')
export const NativeArrayBuffer = ArrayBuffer
export const NativeDataView = DataView
export const arrayBufferSize = getterOf<number>(ArrayBuffer.prototype, 'byteLength')
export const dataViewBuffer = getterOf<ArrayBuffer>(DataView.prototype, 'buffer')
export const dataViewOffset = getterOf<number>(DataView.prototype, 'byteOffset')
export const dataViewSize = getterOf<number>(DataView.prototype, 'byteLength')

/** An empty list that no setter on Array.prototype can see; read and write it by index. */
export function makeList<T>(): T[] {
  return setPrototypeOf([], null) as T[]
}

/**
 * Defines a property that can be changed; its descriptor inherits nothing from Object.prototype.
 */
export function define(holder: object, key: PropertyKey, value: unknown, enumerable = false): void {
  const descriptor = { __proto__: null, value, enumerable, writable: true, configurable: true }
  defineProperty(holder, key, descriptor as unknown as PropertyDescriptor)
}

/** Whether a method that only works on one kind of object works on this one. */
export function hasBrand(probe: (self: unknown) => unknown, value: unknown): boolean {
  try {
    probe(value)
    return true
  } catch {
    return false
  }
}
