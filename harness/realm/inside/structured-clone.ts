/**
 * structuredClone: a deep copy with shared and circular references kept. Knows Map, Set, Date,
 * RegExp, buffers and their views, errors, arrays and plain data; of a class instance it keeps the
 * fields, as the standard does. Throws a DataCloneError for functions and symbols.
 */
import { DOMException } from './events.ts'
import { isBytes } from './labgob-kinds.ts'
import {
  apply,
  arrayBufferSize,
  Bytes,
  construct,
  dataViewBuffer,
  dataViewOffset,
  dataViewSize,
  dateGetTime,
  define,
  hasBrand,
  isArray,
  mapForEach,
  mapGet,
  mapSet,
  mapSize,
  NativeArrayBuffer,
  NativeDataView,
  NativeDate,
  NativeError,
  NativeMap,
  NativePromise,
  NativeRegExp,
  NativeSet,
  NativeWeakMap,
  objectKeys,
  regExpFlags,
  regExpSource,
  setAdd,
  setForEach,
  setSize,
  typedArrayBuffer,
  typedArrayLength,
  typedArrayName,
  typedArrayOffset,
} from './primordials.ts'

type Constructors = Record<string, (new (...args: never[]) => object) | undefined>

/** Typed arrays and errors by name, captured before a submission could replace them. */
const NAMED: Constructors = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
}

export function structuredClone<T>(value: T): T {
  return new Cloner().clone(value) as T
}

class Cloner {
  readonly #copies = new NativeMap<unknown, unknown>()

  clone(value: unknown): unknown {
    if (typeof value === 'function') return refuse('a function')
    if (typeof value === 'symbol') return refuse('a symbol')
    if (typeof value !== 'object' || value === null) return value
    return mapGet(this.#copies, value) ?? this.#cloneObject(value)
  }

  #cloneObject(value: object): unknown {
    if (isArray(value)) return this.#cloneArray(value)
    if (hasBrand(mapSize, value)) return this.#cloneMap(value)
    if (hasBrand(setSize, value)) return this.#cloneSet(value)
    if (hasBrand(dateGetTime, value)) return this.#keep(value, new NativeDate(dateGetTime(value)))
    if (hasBrand(arrayBufferSize, value)) return this.#keep(value, copyBuffer(value as ArrayBuffer))
    const typedArray = typedArrayName(value)
    if (typedArray !== undefined) return this.#cloneTypedArray(value, typedArray)
    if (hasBrand(dataViewSize, value)) return this.#cloneDataView(value)
    if (value instanceof NativeRegExp) {
      return this.#keep(value, new NativeRegExp(regExpSource(value), regExpFlags(value)))
    }
    if (value instanceof NativeError) return this.#cloneError(value)
    if (value instanceof NativePromise) return refuse('a Promise')
    if (value instanceof NativeWeakMap) return refuse('a WeakMap')
    return this.#cloneFields(value, this.#keep(value, {}))
  }

  #keep<C>(value: object, copy: C): C {
    mapSet(this.#copies, value, copy)
    return copy
  }

  #cloneArray(value: unknown[]): unknown {
    const copy: unknown[] = this.#keep(value, [])
    copy.length = value.length
    return this.#cloneFields(value, copy)
  }

  #cloneMap(value: object): unknown {
    const copy = this.#keep(value, new NativeMap())
    mapForEach(value, (item, key) => mapSet(copy, this.clone(key), this.clone(item)))
    return copy
  }

  #cloneSet(value: object): unknown {
    const copy = this.#keep(value, new NativeSet())
    setForEach(value, (item) => setAdd(copy, this.clone(item)))
    return copy
  }

  #cloneTypedArray(value: object, name: string): unknown {
    const buffer = this.clone(typedArrayBuffer(value)) as ArrayBuffer
    const Class = (isBytes(value) ? Bytes : NAMED[name]) as new (...args: unknown[]) => object
    const args = [buffer, typedArrayOffset(value), typedArrayLength(value)]
    return this.#keep(value, construct(Class, args))
  }

  #cloneDataView(value: object): unknown {
    const buffer = this.clone(dataViewBuffer(value)) as ArrayBuffer
    return this.#keep(value, new NativeDataView(buffer, dataViewOffset(value), dataViewSize(value)))
  }

  /** Name, message, stack and cause; an unknown name becomes a plain Error. */
  #cloneError(value: Error): unknown {
    const Class = (NAMED[value.name] ?? NativeError) as new (message: string) => Error
    const copy = this.#keep(value, construct(Class, [`${value.message}`]) as object)
    define(copy, 'stack', value.stack)
    if ('cause' in value) define(copy, 'cause', this.clone(value.cause))
    return copy
  }

  #cloneFields(value: object, copy: object): object {
    const keys = objectKeys(value)
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string
      const item = this.clone((value as Record<string, unknown>)[key])
      define(copy, key, item, true)
    }
    return copy
  }
}

function copyBuffer(buffer: ArrayBuffer): ArrayBuffer {
  const size = arrayBufferSize(buffer)
  const copy = new NativeArrayBuffer(size)
  apply(setBytes, new Bytes(copy), [new Bytes(buffer)])
  return copy
}

const setBytes = Uint8Array.prototype.set as (bytes: Uint8Array) => void

function refuse(what: string): never {
  throw new DOMException(`structuredClone: ${what} could not be cloned`, 'DataCloneError')
}
