/**
 * labgob, the codec: values to text or bytes and back, without loss and without sharing. Used in
 * realms and by the host, which encodes commands and compares values by their text. Pure.
 *
 * The text is JSON, so sizes are predictable. What JSON cannot say is a tagged object:
 * `{"$":"map","v":[[key,value]]}`, `set`, `bytes` (latin1), `bigint`, `date`, `undef`, `nan`,
 * `inf`, `-inf`, `-0`; a plain object with a key "$" of its own is `{"$":"obj","v":{...}}`.
 */
import { isBytes } from './labgob-kinds.ts'
import { revive } from './labgob-reader.ts'
import { DEPTH_MAX, Writer } from './labgob-writer.ts'
import {
  ArrayPrototype,
  getOwnPropertySymbols,
  getPrototypeOf,
  indexOf,
  isArray,
  jsonParse,
  jsonStringify,
  NativeTypeError,
  ObjectPrototype,
} from './primordials.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

/**
 * Text of a value. Throws a TypeError naming the path, which starts with `root`, of what cannot
 * travel.
 */
export function encodeText(value: unknown, root = 'value'): string {
  return !isObjectPrototypeOdd() && isPlain(value, 0)
    ? jsonStringify(value)
    : new Writer(root).write(value)
}

/**
 * The fresh value a text stands for. Throws a TypeError for text that `encodeText` did not make.
 */
export function decodeText(text: string): unknown {
  const parsed = parse(text)
  return indexOf(text, '"$":') < 0 ? parsed : revive(parsed)
}

/** Bytes of a value: its text in UTF-8. */
export function encode(value: unknown): Uint8Array {
  return encodeUtf8(encodeText(value))
}

/**
 * The fresh value that bytes stand for. Throws a TypeError for bytes that `encode` did not make.
 */
export function decode(bytes: Uint8Array): unknown {
  if (!isBytes(bytes))
    throw new NativeTypeError('decode: expected the Uint8Array that encode() made')
  if (bytes.length === 0) {
    throw new NativeTypeError(
      'decode: there are no bytes: nothing was saved yet; check that length is not 0 first',
    )
  }
  let text: string
  try {
    text = decodeUtf8(bytes, true)
  } catch (error) {
    throw new NativeTypeError(`decode: not bytes made by encode() (${(error as Error).message})`)
  }
  return decodeText(text)
}

function parse(text: string): unknown {
  try {
    return jsonParse(text)
  } catch (error) {
    throw new NativeTypeError(`decode: not bytes made by encode() (${(error as Error).message})`)
  }
}

/** Whether for-in would see more than own keys. */
function isObjectPrototypeOdd(): boolean {
  for (const _ in ObjectPrototype) return true
  return false
}

/** Whether native JSON.stringify writes exactly this value. Anything doubtful is not plain. */
function isPlain(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return value - value === 0 && (value !== 0 || 1 / value > 0)
    case 'object':
      return value === null || isPlainObject(value as Record<string, unknown>, depth)
    default:
      return false
  }
}

function isPlainObject(value: Record<string, unknown>, depth: number): boolean {
  // Own, inherited or hidden: with a toJSON, JSON.stringify might write something else.
  if (depth === DEPTH_MAX || value.toJSON !== undefined) return false
  const prototype: object | null = getPrototypeOf(value)
  if (isArray(value)) {
    if (prototype !== ArrayPrototype) return false
    for (let i = 0; i < value.length; i++) {
      if (!isPlain(value[i], depth + 1)) return false
    }
    return true
  }
  if (prototype !== ObjectPrototype && prototype !== null) return false
  for (const key in value) {
    if (key === '$' || !isPlain(value[key], depth + 1)) return false
  }
  return getOwnPropertySymbols(value).length === 0
}
