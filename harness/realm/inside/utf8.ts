/**
 * UTF-8, for the codec and for TextEncoder and TextDecoder, which a bare context does not have.
 * Source: WHATWG Encoding Standard, "utf-8 decoder" and "utf-8 encoder".
 */
import type { NativeText } from '../protocol.ts'
import {
  Bytes,
  charCodeAt,
  fromCharCode,
  NativeRangeError,
  NativeTypeError,
} from './primordials.ts'

const REPLACEMENT = 0xfffd

/** Set by the bootstrap of a realm, and by run-test.ts outside. Without it all is done here. */
let native: NativeText | undefined

export function useNativeText(nativeText: NativeText): void {
  native = nativeText
}

/** UTF-8 of `text`; a lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Bytes(text.length)
  const isWritten = guarded(() => native?.writeAscii(text, bytes)) ?? false
  return isWritten ? bytes : encodeWide(text)
}

/** What goes wrong at a host function is the stack's end; the host's own error stays outside. */
function guarded<T>(run: () => T): T {
  try {
    return run()
  } catch {
    throw new NativeRangeError('Maximum call stack size exceeded')
  }
}

function encodeWide(text: string): Uint8Array {
  let size = 0
  for (let i = 0; i < text.length; i++) {
    const point = pointAt(text, i)
    size += sizeOf(point)
    if (point > 0xffff) i++
  }
  const bytes = new Bytes(size)
  let at = 0
  for (let i = 0; i < text.length; i++) {
    const point = pointAt(text, i)
    if (point > 0xffff) i++
    at = writePoint(bytes, at, point)
  }
  return bytes
}

/** The code point at `i`, with U+FFFD for a lone surrogate. */
export function pointAt(text: string, i: number): number {
  const unit = charCodeAt(text, i)
  if (unit < 0xd800 || unit > 0xdfff) return unit
  const next = i + 1 < text.length ? charCodeAt(text, i + 1) : 0
  const isPair = unit < 0xdc00 && next >= 0xdc00 && next <= 0xdfff
  return isPair ? 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00) : REPLACEMENT
}

/** How many bytes a code point takes. */
export function sizeOf(point: number): number {
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
}

/** Writes a code point and gives the index after it. */
export function writePoint(bytes: Uint8Array, start: number, point: number): number {
  let at = start
  if (point < 0x80) {
    bytes[at++] = point
    return at
  }
  const size = sizeOf(point)
  const lead = size === 2 ? 0xc0 : size === 3 ? 0xe0 : 0xf0
  bytes[at++] = lead | (point >> (6 * (size - 1)))
  for (let rest = size - 2; rest >= 0; rest--) bytes[at++] = 0x80 | ((point >> (6 * rest)) & 0x3f)
  return at
}

/** Text in which character i is byte i. */
export function latin1Text(bytes: Uint8Array): string {
  const { length } = bytes
  const at = (i: number): number => bytes[i] as number
  let text = ''
  let i = 0
  for (; i + 8 <= length; i += 8) {
    text += fromCharCode(
      at(i),
      at(i + 1),
      at(i + 2),
      at(i + 3),
      at(i + 4),
      at(i + 5),
      at(i + 6),
      at(i + 7),
    )
  }
  for (; i < length; i++) text += fromCharCode(at(i))
  return text
}

/** Text of UTF-8. Malformed bytes become U+FFFD, or throw a TypeError when `fatal`. */
export function decodeUtf8(bytes: Uint8Array, fatal: boolean): string {
  return guarded(() => native?.readUtf8(bytes)) ?? decodeHere(bytes, fatal)
}

function decodeHere(bytes: Uint8Array, fatal: boolean): string {
  let text = ''
  let at = 0
  while (at < bytes.length) {
    const size = sequenceSize(bytes, at)
    if (size > 0) {
      text += pointText(readPoint(bytes, at, size))
      at += size
      continue
    }
    if (fatal) throw new NativeTypeError(`byte ${at} is not UTF-8`)
    text += '\ufffd'
    at += malformedSize(bytes, at)
  }
  return text
}

function pointText(point: number): string {
  if (point < 0x10000) return fromCharCode(point)
  return fromCharCode(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + ((point - 0x10000) & 0x3ff))
}

function readPoint(bytes: Uint8Array, at: number, size: number): number {
  const first = bytes[at] as number
  let point = size === 1 ? first : first & (0x7f >> size)
  for (let i = 1; i < size; i++) point = (point << 6) | ((bytes[at + i] as number) & 0x3f)
  return point
}

/** Size of the well-formed sequence at `at`; 0 where it is malformed. */
function sequenceSize(bytes: Uint8Array, at: number): number {
  const size = announcedSize(bytes[at] as number)
  return size > 0 && goodUnits(bytes, at, size) === size ? size : 0
}

/** How many bytes one U+FFFD stands for: the longest start of a sequence, at least 1. */
function malformedSize(bytes: Uint8Array, at: number): number {
  const size = announcedSize(bytes[at] as number)
  return size === 0 ? 1 : goodUnits(bytes, at, size)
}

function announcedSize(first: number): number {
  if (first < 0x80) return 1
  if (first < 0xc2 || first > 0xf4) return 0
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
}

/** Counts the first byte and the right continuation bytes after it. */
function goodUnits(bytes: Uint8Array, at: number, size: number): number {
  const first = bytes[at] as number
  let count = 1
  while (count < size && at + count < bytes.length) {
    const unit = bytes[at + count] as number
    const low = count > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
    const high = count > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
    if (unit < low || unit > high) break
    count++
  }
  return count
}
