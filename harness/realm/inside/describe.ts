/**
 * Values as readable text on one line, for console and debug. Reads data only, so no getter of a
 * student runs; what cannot be read is said so. Never throws.
 */
import { classNameOf, isClass, kindOf } from './labgob-kinds.ts'
import {
  dateGetTime,
  dateToIso,
  getOwnPropertyDescriptor,
  hasBrand,
  hasOwn,
  isArray,
  jsonStringify,
  makeList,
  mapForEach,
  mapSize,
  NativeError,
  objectKeys,
  regExpToText,
  sameValue,
  setForEach,
  setSize,
  sliceText,
  startsWith,
  symbolToText,
  typedArrayLength,
  typedArrayName,
} from './primordials.ts'

/** Ours: enough to read, too little to fill a disk. */
const LIMITS = { depth: 4, items: 100, stringInside: 1_000, line: 20_000 }

/** Several values as one line: strings plainly, everything else described, with a space between. */
export function describeLine(values: ArrayLike<unknown>, from = 0): string {
  let line = ''
  for (let i = from; i < values.length; i++) {
    const value = values[i]
    line += `${i === from ? '' : ' '}${typeof value === 'string' ? value : describe(value)}`
  }
  return shorten(line, LIMITS.line)
}

/** One value as text; strings in quotes. Objects deeper than `depth` are abbreviated. */
export function describe(value: unknown, depth = LIMITS.depth): string {
  try {
    return describeAt(value, depth, makeList())
  } catch {
    return '<unreadable>'
  }
}

function describeAt(value: unknown, depth: number, around: object[]): string {
  switch (typeof value) {
    case 'string':
      return quote(value)
    case 'number':
      return sameValue(value, -0) ? '-0' : `${value}`
    case 'bigint':
      return `${value}n`
    case 'symbol':
      return symbolToText(value)
    case 'function':
      return describeFunction(value)
    case 'object':
      return value === null ? 'null' : describeObject(value, depth, around)
    default:
      return `${value as boolean | undefined}`
  }
}

function describeFunction(value: object): string {
  const name = getOwnPropertyDescriptor(value, 'name')?.value as unknown
  const what = isClass(value) ? 'class' : 'Function'
  if (typeof name !== 'string' || name === '') return `[${what} (anonymous)]`
  return what === 'class' ? `[class ${name}]` : `[Function: ${name}]`
}

function describeObject(value: object, depth: number, around: object[]): string {
  for (let i = 0; i < around.length; i++) if (around[i] === value) return '[Circular]'
  const name = classNameOf(value)
  if (isError(value)) return describeError(value, name)
  const plain = describeLeaf(value)
  if (plain !== undefined) return plain
  if (depth === 0) return isArray(value) ? '[Array]' : `[${name ?? 'Object'}]`
  around[around.length] = value
  const text = describeContent(value, name, (item) => describeAt(item, depth - 1, around))
  around.length--
  return text
}

/** Objects that are one word. */
function describeLeaf(value: object): string | undefined {
  if (hasBrand(dateGetTime, value)) {
    return hasBrand(dateToIso, value) ? dateToIso(value) : 'Invalid Date'
  }
  if (classNameOf(value) === 'RegExp') return regExpToText(value)
  return undefined
}

type Show = (item: unknown) => string

function describeContent(value: object, name: string | undefined, show: Show): string {
  const typedArray = typedArrayName(value)
  if (typedArray !== undefined) {
    const length = typedArrayLength(value)
    return `${typedArray}(${length}) ${describeItems(value as ArrayLike<unknown>, length, show)}`
  }
  if (isArray(value)) {
    const prefix = kindOf(value) === 'array' ? '' : `${name ?? 'Array'}(${value.length}) `
    return `${prefix}${describeItems(value, value.length, show)}`
  }
  if (hasBrand(mapSize, value)) {
    return `${name ?? 'Map'}(${mapSize(value)}) ${describeMap(value, show)}`
  }
  if (hasBrand(setSize, value)) {
    return `${name ?? 'Set'}(${setSize(value)}) ${describeSet(value, show)}`
  }
  const fields = describeFields(value, show)
  if (kindOf(value) === 'object') return fields
  return `${name ?? 'Object'} ${fields}`
}

function describeItems(items: ArrayLike<unknown>, length: number, show: Show): string {
  let text = ''
  for (let i = 0; i < length && i < LIMITS.items; i++) {
    text += `${i === 0 ? ' ' : ', '}${i in items ? show(items[i]) : '<empty>'}`
  }
  return wrap('[', text, length, ']')
}

function describeMap(map: object, show: Show): string {
  let text = ''
  let count = 0
  mapForEach(map, (item, key) => {
    if (count++ < LIMITS.items) text += `${count === 1 ? ' ' : ', '}${show(key)} => ${show(item)}`
  })
  return wrap('{', text, count, '}')
}

function describeSet(set: object, show: Show): string {
  let text = ''
  let count = 0
  setForEach(set, (item) => {
    if (count++ < LIMITS.items) text += `${count === 1 ? ' ' : ', '}${show(item)}`
  })
  return wrap('{', text, count, '}')
}

function describeFields(value: object, show: Show): string {
  const keys = objectKeys(value)
  let text = ''
  for (let i = 0; i < keys.length && i < LIMITS.items; i++) {
    const key = keys[i] as string
    text += `${i === 0 ? ' ' : ', '}${isPlainKey(key) ? key : quote(key)}: ${showField(value, key, show)}`
  }
  return wrap('{', text, keys.length, '}')
}

function showField(value: object, key: string, show: Show): string {
  const found = getOwnPropertyDescriptor(value, key)
  if (found === undefined) return 'undefined'
  return 'value' in found ? show(found.value) : found.get === undefined ? '[Setter]' : '[Getter]'
}

function wrap(open: string, text: string, count: number, close: string): string {
  if (count === 0) return `${open}${close}`
  const rest = count > LIMITS.items ? `, ... ${count - LIMITS.items} more` : ''
  return `${open}${text}${rest} ${close}`
}

function isError(value: object): boolean {
  return value instanceof NativeError || hasOwn(value, 'stack')
}

/** The stack, which begins with name and message; fields of its own behind it. */
function describeError(value: object, className: string | undefined): string {
  const { stack, name, message } = value as { stack?: unknown; name?: unknown; message?: unknown }
  const title = `${asText(name) ?? className ?? 'Error'}: ${asText(message) ?? ''}`
  if (typeof stack !== 'string') return `[${title}]`
  return startsWith(stack, title) || startsWith(stack, 'Error') ? stack : `${title}\n${stack}`
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function quote(text: string): string {
  return jsonStringify(shorten(text, LIMITS.stringInside))
}

function shorten(text: string, length: number): string {
  if (text.length <= length) return text
  return `${sliceText(text, 0, length)}... ${text.length - length} more characters`
}

function isPlainKey(key: string): boolean {
  for (let i = 0; i < key.length; i++) {
    const c = key[i] as string
    const isWord = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
    if (!isWord && c !== '_' && c !== '$') return false
  }
  return key !== ''
}
