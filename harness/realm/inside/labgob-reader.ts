/** The half of the decoder that turns tagged objects back into what they stand for, in place. */
import {
  Bytes,
  charCodeAt,
  hasOwn,
  isArray,
  mapSet,
  NativeBigInt,
  NativeDate,
  NativeMap,
  NativeSet,
  NativeTypeError,
  objectKeys,
  setAdd,
} from './primordials.ts'

/** Ours: one more than the writer allows, because a tag is no level of its own. */
const DEPTH_MAX = 1_001

type Fields = Record<string, unknown>

/**
 * Revives freshly parsed JSON. Its arrays and objects are changed and may be part of the result.
 */
export function revive(value: unknown): unknown {
  return reviveAt(value, 0)
}

function reviveAt(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEPTH_MAX) fail('nested too deep')
  if (isArray(value)) return reviveArray(value, depth)
  return hasOwn(value, '$') ? untag(value as Fields, depth) : reviveFields(value as Fields, depth)
}

/** Every element and field written here exists already, so no setter on a prototype can run. */
function reviveArray(list: unknown[], depth: number): unknown[] {
  for (let i = 0; i < list.length; i++) {
    const item = list[i]
    if (typeof item === 'object') list[i] = reviveAt(item, depth + 1)
  }
  return list
}

function reviveFields(fields: Fields, depth: number): Fields {
  const keys = objectKeys(fields)
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string
    const item = fields[key]
    if (typeof item === 'object') fields[key] = reviveAt(item, depth + 1)
  }
  return fields
}

function untag(fields: Fields, depth: number): unknown {
  const tag = fields.$
  const held = hasOwn(fields, 'v') ? fields.v : undefined
  switch (tag) {
    case 'undef':
      return undefined
    case 'nan':
      return NaN
    case 'inf':
      return Infinity
    case '-inf':
      return -Infinity
    case '-0':
      return -0
    case 'map':
      return reviveMap(listIn(tag, held), depth)
    case 'set':
      return reviveSet(listIn(tag, held), depth)
    case 'bytes':
      return reviveBytes(textIn(tag, held))
    case 'bigint':
      return reviveBigInt(textIn(tag, held))
    case 'date':
      return reviveDate(held)
    case 'obj':
      return reviveEscaped(held, depth)
    default:
      return fail(`unknown tag ${typeof tag === 'string' ? tag : typeof tag}`)
  }
}

function reviveMap(list: unknown[], depth: number): Map<unknown, unknown> {
  const map = new NativeMap()
  for (let i = 0; i < list.length; i++) {
    const pair = listIn('map', list[i])
    if (pair.length !== 2) fail('a map entry that is no pair')
    mapSet(map, reviveAt(pair[0], depth + 1), reviveAt(pair[1], depth + 1))
  }
  return map
}

function reviveSet(list: unknown[], depth: number): Set<unknown> {
  const set = new NativeSet()
  for (let i = 0; i < list.length; i++) setAdd(set, reviveAt(list[i], depth + 1))
  return set
}

function reviveBytes(text: string): Uint8Array {
  const bytes = new Bytes(text.length)
  for (let i = 0; i < text.length; i++) {
    const unit = charCodeAt(text, i)
    if (unit > 0xff) fail('a byte above 255')
    bytes[i] = unit
  }
  return bytes
}

function reviveBigInt(text: string): bigint {
  try {
    return NativeBigInt(text)
  } catch {
    return fail('a bigint that is no number')
  }
}

/** An invalid Date has no time, which JSON writes as null. */
function reviveDate(held: unknown): Date {
  if (held !== null && typeof held !== 'number') fail('a date that is no number')
  return new NativeDate(held ?? NaN)
}

function reviveEscaped(held: unknown, depth: number): Fields {
  if (typeof held !== 'object' || held === null || isArray(held)) return fail('no object in "obj"')
  return reviveFields(held as Fields, depth)
}

function listIn(tag: string, held: unknown): unknown[] {
  return isArray(held) ? held : fail(`no list in "${tag}"`)
}

function textIn(tag: string, held: unknown): string {
  return typeof held === 'string' ? held : fail(`no text in "${tag}"`)
}

function fail(why: string): never {
  throw new NativeTypeError(`decode: not bytes made by encode() (${why})`)
}
