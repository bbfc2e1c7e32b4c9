/**
 * Tells the codec what a value is. Looks at internal slots and prototypes, never at names a student
 * could set, and knows the built-ins of other realms too, because host and realm use the same
 * codec.
 */
import {
  ArrayPrototype,
  BytesPrototype,
  DatePrototype,
  dateGetTime,
  functionToText,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hasBrand,
  hasOwn,
  indexOf,
  isArray,
  MapPrototype,
  mapSize,
  ObjectPrototype,
  SetPrototype,
  setSize,
  sliceText,
  startsWith,
  toLowerCase,
  typedArrayName,
} from './primordials.ts'

export type Kind = 'object' | 'array' | 'map' | 'set' | 'bytes' | 'date'

/** What kind of travelling value an object is; undefined for everything that does not travel. */
export function kindOf(value: object): Kind | undefined {
  const prototype: object | null = getPrototypeOf(value)
  if (isArray(value)) {
    return prototype === ArrayPrototype || prototype === null || isArray(prototype)
      ? 'array'
      : undefined
  }
  if (prototype === ObjectPrototype || prototype === null) return 'object'
  if (prototype === MapPrototype) return hasBrand(mapSize, value) ? 'map' : undefined
  if (prototype === SetPrototype) return hasBrand(setSize, value) ? 'set' : undefined
  if (prototype === DatePrototype) return hasBrand(dateGetTime, value) ? 'date' : undefined
  if (prototype === BytesPrototype) return isBytes(value) ? 'bytes' : undefined
  return foreignKindOf(value, prototype)
}

export function isBytes(value: unknown): value is Uint8Array {
  return typedArrayName(value) === 'Uint8Array'
}

/** The built-ins of another realm: right slots, and no class of anybody's in between. */
function foreignKindOf(value: object, prototype: object): Kind | undefined {
  const depth = chainLength(prototype)
  if (depth === 1) return hasOwn(prototype, 'hasOwnProperty') ? 'object' : undefined
  if (depth === 3 && isBytes(value)) return 'bytes'
  if (depth !== 2) return undefined
  if (hasBrand(mapSize, value)) return 'map'
  if (hasBrand(setSize, value)) return 'set'
  return hasBrand(dateGetTime, value) ? 'date' : undefined
}

function chainLength(prototype: object): number {
  let length = 0
  for (let at: object | null = prototype; at !== null; at = getPrototypeOf(at)) length++
  return length
}

/** Why an object does not travel, and what to send instead. */
export function describeMisfit(value: object): string {
  const typedArray = typedArrayName(value)
  const name = classNameOf(value)
  if (name === 'Promise') return 'a Promise does not travel; await it first'
  if (name === 'Error' || hasOwn(value, 'stack')) {
    return `${article(name ?? 'Error')} does not travel; send its message`
  }
  if (typedArray !== undefined) {
    return `${article(name ?? typedArray)} does not travel; send a plain array or a Uint8Array`
  }
  if (name === undefined || name === 'Object') {
    return 'an object with a prototype of its own does not travel; send a plain object: { ...it }'
  }
  if (isArray(value)) return `${article(name)} does not travel; send a plain array`
  const variable = `${toLowerCase(sliceText(name, 0, 1))}${sliceText(name, 1)}`
  return `an instance of ${name} does not travel; send a plain object: { ...${variable} }`
}

function article(name: string): string {
  return `${indexOf('AEIOU', sliceText(name, 0, 1)) >= 0 ? 'an' : 'a'} ${name}`
}

/**
 * The name of an object's class, read without running any getter; undefined where there is none.
 */
export function classNameOf(value: object): string | undefined {
  for (let at: object | null = value; at !== null; at = getPrototypeOf(at)) {
    const found = getOwnPropertyDescriptor(at, 'constructor')
    if (found === undefined || (at === value && !('value' in found))) continue
    if (typeof found.value !== 'function') continue
    const name = getOwnPropertyDescriptor(found.value, 'name')?.value
    return typeof name === 'string' && name !== '' ? name : undefined
  }
  return undefined
}

/** Whether a function was written as a class. */
export function isClass(value: object): boolean {
  return startsWith(functionToText(value), 'class')
}
