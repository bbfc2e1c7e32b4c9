/**
 * TextEncoder and TextDecoder for UTF-8, the one encoding there is here. Source: WHATWG Encoding
 * Standard.
 */
import {
  Bytes,
  dataViewBuffer,
  dataViewOffset,
  dataViewSize,
  isView,
  NativeArrayBuffer,
  NativeRangeError,
  NativeTypeError,
  toLowerCase,
  typedArrayBuffer,
  typedArrayName,
  typedArrayOffset,
  typedArraySize,
} from './primordials.ts'
import { decodeUtf8, encodeUtf8, pointAt, sizeOf, writePoint } from './utf8.ts'

export class TextEncoder {
  get encoding(): string {
    return 'utf-8'
  }

  encode(text: unknown = ''): Uint8Array {
    return encodeUtf8(`${text as string}`)
  }

  /** Writes as many whole characters as there is room for. */
  encodeInto(text: string, bytes: Uint8Array): { read: number; written: number } {
    const size = typedArraySize(bytes)
    let read = 0
    let written = 0
    while (read < text.length) {
      const point = pointAt(text, read)
      if (written + sizeOf(point) > size) break
      written = writePoint(bytes, written, point)
      read += point > 0xffff ? 2 : 1
    }
    return { read, written }
  }
}

export interface TextDecoderOptions {
  fatal?: boolean
  ignoreBOM?: boolean
}

/** Decodes whole inputs; `stream: true` is refused rather than done wrong. */
export class TextDecoder {
  readonly fatal: boolean
  readonly ignoreBOM: boolean

  constructor(label = 'utf-8', options?: TextDecoderOptions) {
    const name = toLowerCase(`${label}`)
    if (name !== 'utf-8' && name !== 'utf8') {
      throw new NativeRangeError(`TextDecoder: only utf-8 is supported, not ${label}`)
    }
    this.fatal = options?.fatal === true
    this.ignoreBOM = options?.ignoreBOM === true
  }

  get encoding(): string {
    return 'utf-8'
  }

  decode(input?: unknown, options?: { stream?: boolean }): string {
    if (options?.stream === true) throw new NativeTypeError('TextDecoder: stream is not supported')
    if (input === undefined) return ''
    const bytes = bytesOf(input)
    const hasBom = bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
    const skipped = hasBom && !this.ignoreBOM ? 3 : 0
    const content =
      skipped === 0
        ? bytes
        : new Bytes(
            typedArrayBuffer(bytes),
            typedArrayOffset(bytes) + skipped,
            bytes.length - skipped,
          )
    return decodeUtf8(content, this.fatal)
  }
}

/** A view on the bytes of a buffer or of any view of one. */
function bytesOf(input: unknown): Uint8Array {
  if (!isView(input)) {
    if (input instanceof NativeArrayBuffer) return new Bytes(input)
    throw new NativeTypeError('TextDecoder: expected bytes')
  }
  if (typedArrayName(input) === undefined) {
    return new Bytes(dataViewBuffer(input), dataViewOffset(input), dataViewSize(input))
  }
  return new Bytes(typedArrayBuffer(input), typedArrayOffset(input), typedArraySize(input))
}
