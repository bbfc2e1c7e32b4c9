/**
 * Math.random and crypto on the seeded chance of this process. Repeatable, so not fit for real
 * secrets.
 */
import { DOMException } from './events.ts'
import type { InsideHost } from './host.ts'
import {
  Bytes,
  define,
  floor,
  NativeTypeError,
  sliceText,
  typedArrayBuffer,
  typedArrayName,
  typedArrayOffset,
  typedArraySize,
} from './primordials.ts'

/** Web Crypto: the most that one call fills. */
const BYTES_MAX = 65_536

export function installChance(host: InsideHost): Record<string, unknown> {
  define(Math, 'random', () => host.random())
  const crypto = {
    getRandomValues: <T>(array: T): T => fillRandomly(host, array),
    randomUUID: () => randomUuid(host),
  }
  define(crypto, Symbol.toStringTag, 'Crypto')
  return { crypto }
}

function fillRandomly<T>(host: InsideHost, array: T): T {
  const name = typedArrayName(array)
  if (name === undefined || sliceText(name, 0, 5) === 'Float') {
    throw new NativeTypeError('crypto.getRandomValues: expected a typed array of integers')
  }
  const size = typedArraySize(array)
  if (size > BYTES_MAX) {
    const message = `crypto.getRandomValues: ${size} bytes are more than ${BYTES_MAX}`
    throw new DOMException(message, 'QuotaExceededError')
  }
  fillBytes(host, new Bytes(typedArrayBuffer(array), typedArrayOffset(array), size))
  return array
}

function fillBytes(host: InsideHost, bytes: Uint8Array): void {
  let word = 0
  for (let i = 0; i < bytes.length; i++) {
    word = i % 4 === 0 ? floor(host.random() * 2 ** 32) : word >>> 8
    bytes[i] = word & 0xff
  }
}

/** RFC 9562, version 4: 122 random bits, a version and a variant. */
function randomUuid(host: InsideHost): string {
  const bytes = new Bytes(16)
  fillBytes(host, bytes)
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  let text = ''
  for (let i = 0; i < 16; i++) {
    const byte = bytes[i] as number
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-'
    text += `${HEX[byte >> 4]}${HEX[byte & 15]}`
  }
  return text
}

const HEX = '0123456789abcdef'
