/**
 * The thorough half of the encoder: writes any value that may travel, tag by tag, and names the
 * path of one that may not. Only used where plain JSON is not enough. It reads nothing that a
 * prototype could change.
 */
import { describeMisfit, kindOf } from './labgob-kinds.ts'
import {
  dateGetTime,
  getOwnPropertySymbols,
  hasOwn,
  isArray,
  jsonStringify,
  makeList,
  mapForEach,
  NativeTypeError,
  objectKeys,
  sameValue,
  setForEach,
} from './primordials.ts'
import { latin1Text } from './utf8.ts'

/** Ours: far above honest data, far below what would exhaust the stack. */
export const DEPTH_MAX = 1_000

/** Steps of a path that are no property: inside a Map's key, or an element of a Set. */
const MAP_KEY = Symbol('map key')
const SET_ELEMENT = Symbol('set element')

export class Writer {
  readonly #root: string
  /** The objects around the current value, outermost first, and the step taken in each. */
  readonly #containers = makeList<object>()
  readonly #steps = makeList<unknown>()
  #depth = 0

  constructor(root: string) {
    this.#root = root
  }

  write(value: unknown): string {
    switch (typeof value) {
      case 'string':
        return jsonStringify(value)
      case 'number':
        return writeNumber(value)
      case 'boolean':
        return value ? 'true' : 'false'
      case 'undefined':
        return '{"$":"undef"}'
      case 'bigint':
        return `{"$":"bigint","v":"${value}"}`
      case 'object':
        return value === null ? 'null' : this.#writeObject(value)
      case 'symbol':
        return this.#fail('a symbol does not travel; send a string')
      default:
        return this.#fail('a function does not travel; send plain data')
    }
  }

  #writeObject(value: object): string {
    for (let i = 0; i < this.#depth; i++) {
      if (this.#containers[i] === value) this.#fail('a cycle does not travel: it contains itself')
    }
    if (this.#depth === DEPTH_MAX) this.#fail(`nested more than ${DEPTH_MAX} levels deep`)
    const kind = kindOf(value)
    if (kind === undefined) this.#fail(describeMisfit(value))
    this.#containers[this.#depth++] = value
    let text: string
    switch (kind) {
      case 'object':
        text = this.#writeFields(value as Record<string, unknown>)
        break
      case 'array':
        text = this.#writeArray(value as unknown[])
        break
      case 'map':
        text = this.#writeMap(value)
        break
      case 'set':
        text = this.#writeSet(value)
        break
      case 'bytes':
        text = `{"$":"bytes","v":${jsonStringify(latin1Text(value as Uint8Array))}}`
        break
      default:
        text = `{"$":"date","v":${jsonStringify(dateGetTime(value))}}`
    }
    this.#depth--
    return text
  }

  #writeStep(step: unknown, value: unknown): string {
    this.#steps[this.#depth - 1] = step
    return this.write(value)
  }

  #writeFields(value: Record<string, unknown>): string {
    const symbols = getOwnPropertySymbols(value)
    if (symbols.length > 0) {
      this.#steps[this.#depth - 1] = symbols[0]
      this.#fail('a symbol key does not travel; use a string')
    }
    const keys = objectKeys(value)
    let text = ''
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string
      text += `${i === 0 ? '' : ','}${jsonStringify(key)}:${this.#writeStep(key, value[key])}`
    }
    return hasOwn(value, '$') ? `{"$":"obj","v":{${text}}}` : `{${text}}`
  }

  #writeArray(value: unknown[]): string {
    let text = ''
    for (let i = 0; i < value.length; i++) {
      text += `${i === 0 ? '' : ','}${this.#writeStep(i, value[i])}`
    }
    return `[${text}]`
  }

  #writeMap(value: object): string {
    let text = ''
    mapForEach(value, (item, key) => {
      const keyText = this.#writeStep(MAP_KEY, key)
      text += `${text === '' ? '' : ','}[${keyText},${this.#writeStep(key, item)}]`
    })
    return `{"$":"map","v":[${text}]}`
  }

  #writeSet(value: object): string {
    let text = ''
    setForEach(value, (item) => {
      text += `${text === '' ? '' : ','}${this.#writeStep(SET_ELEMENT, item)}`
    })
    return `{"$":"set","v":[${text}]}`
  }

  #fail(why: string): never {
    let path = this.#root
    for (let i = 0; i < this.#depth; i++) {
      const container = this.#containers[i] as object
      path = describeStep(path, this.#steps[i], container)
    }
    throw new NativeTypeError(`cannot encode ${path}: ${why}`)
  }
}

function writeNumber(value: number): string {
  if (value - value === 0) return value === 0 && 1 / value < 0 ? '{"$":"-0"}' : `${value}`
  return sameValue(value, NaN) ? '{"$":"nan"}' : value > 0 ? '{"$":"inf"}' : '{"$":"-inf"}'
}

function describeStep(path: string, step: unknown, container: object): string {
  if (step === MAP_KEY) return `a key of ${path}`
  if (step === SET_ELEMENT) return `an element of ${path}`
  if (typeof step === 'symbol') return `${path}[a symbol]`
  if (isArray(container)) return `${path}[${step}]`
  if (kindOf(container) === 'map') return `${path}.get(${describeKey(step)})`
  const key = step as string
  return isIdentifier(key) ? `${path}.${key}` : `${path}[${jsonStringify(key)}]`
}

function describeKey(key: unknown): string {
  if (typeof key === 'string') return jsonStringify(key)
  return typeof key === 'object' ? '…' : `${key as number}`
}

function isIdentifier(key: string): boolean {
  for (let i = 0; i < key.length; i++) {
    const c = key[i] as string
    const isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c === '_' || c === '$'
    if (!isLetter && !(i > 0 && c >= '0' && c <= '9')) return false
  }
  return key !== ''
}
