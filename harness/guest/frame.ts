/**
 * Frames between the world and a guest: a list of numbers, texts, bytes and undefined, each behind
 * a byte that tells which. What a reader gets is checked byte by byte, because a guest that a
 * student has taken over can send anything.
 *
 * A frame is four bytes of length (little endian, without themselves) and the list.
 */
import type { ReceivedBytes, SentBytes } from './saved-bytes.ts'

/** Longest frame, in bytes. Ours: the largest honest ones are saves of some hundred kB. */
export const FRAME_BYTES_MAX = 64 * 2 ** 20

export const HEADER_BYTES = 4

const TAG = { uint: 0, float: 1, ascii: 2, utf16: 3, bytes: 4, nothing: 5, change: 6 } as const

/** Short texts are written here letter by letter: a call into Node costs more. */
const SHORT_TEXT = 16
const UINT_MAX = 0xffff_ffff

export type FrameValue = number | string | Uint8Array | undefined

/** Builds one frame at a time in a buffer that grows as needed and is used again. */
export class FrameWriter {
  #buffer = Buffer.allocUnsafeSlow(64 * 1024)
  #length = HEADER_BYTES

  /** Forgets what was put in. */
  clear(): void {
    this.#length = HEADER_BYTES
  }

  put(value: unknown): void {
    if (typeof value === 'number') this.#putNumber(value)
    else if (typeof value === 'string') this.#putText(value)
    else if (value === undefined) this.#putTag(TAG.nothing, 0)
    else this.#putBytes(value as Uint8Array)
  }

  /** Bytes of which the other end has those that were put in that slot before. */
  putChange(slot: number, bytes: Uint8Array, sent: SentBytes): void {
    const { prefix, suffix } = sent.compare(slot, bytes)
    this.#putTag(TAG.change, 9)
    this.#length = this.#buffer.writeUInt8(slot, this.#length)
    this.#length = this.#buffer.writeUInt32LE(prefix, this.#length)
    this.#length = this.#buffer.writeUInt32LE(suffix, this.#length)
    this.#putBytes(bytes.subarray(prefix, bytes.length - suffix))
  }

  /** The whole frame; stays as it is until something is put in again. */
  finish(): Buffer {
    this.#buffer.writeUInt32LE(this.#length - HEADER_BYTES, 0)
    return this.#buffer.subarray(0, this.#length)
  }

  #putNumber(value: number): void {
    if (value >= 0 && value <= UINT_MAX && Math.floor(value) === value && !Object.is(value, -0)) {
      this.#putTag(TAG.uint, 4)
      this.#length = this.#buffer.writeUInt32LE(value, this.#length)
    } else {
      this.#putTag(TAG.float, 8)
      this.#length = this.#buffer.writeDoubleLE(value, this.#length)
    }
  }

  #putText(text: string): void {
    const { length } = text
    if (length <= SHORT_TEXT ? this.#putShortAscii(text) : this.#putLongAscii(text)) return
    this.#putTag(TAG.utf16, 4 + 2 * length)
    this.#length = this.#buffer.writeUInt32LE(2 * length, this.#length)
    this.#length += this.#buffer.write(text, this.#length, 'utf16le')
  }

  #putShortAscii(text: string): boolean {
    const { length } = text
    const start = this.#length
    this.#putTag(TAG.ascii, 4 + length)
    const buffer = this.#buffer
    let at = buffer.writeUInt32LE(length, this.#length)
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i)
      if (code > 0x7f) {
        this.#length = start
        return false
      }
      buffer[at++] = code
    }
    this.#length = at
    return true
  }

  #putLongAscii(text: string): boolean {
    const { length } = text
    if (Buffer.byteLength(text) !== length) return false
    this.#putTag(TAG.ascii, 4 + length)
    const at = this.#buffer.writeUInt32LE(length, this.#length)
    this.#length = at + this.#buffer.write(text, at, 'latin1')
    return true
  }

  #putBytes(bytes: Uint8Array): void {
    const { length } = bytes
    this.#putTag(TAG.bytes, 4 + length)
    this.#length = this.#buffer.writeUInt32LE(length, this.#length)
    this.#buffer.set(bytes, this.#length)
    this.#length += length
  }

  #putTag(tag: number, room: number): void {
    const needed = this.#length + 1 + room
    if (needed > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(2 * needed)
      this.#buffer.copy(larger, 0, 0, this.#length)
      this.#buffer = larger
    }
    this.#buffer[this.#length++] = tag
  }
}

/** Thrown for what is no frame. */
export class FrameError extends Error {
  override readonly name = 'FrameError'
}

/**
 * The values of a frame, without its header. Bytes are copies; changes of earlier bytes need the
 * memory of them. Throws a FrameError.
 */
export function readFrame(frame: Buffer, received?: ReceivedBytes): FrameValue[] {
  const values: FrameValue[] = []
  let at = 0
  received?.begin()
  const take = (count: number): number => {
    const from = at
    at += count
    if (at > frame.length) throw new FrameError('a value ends behind its frame')
    return from
  }
  const takeSized = (): [number, number] => {
    const size = frame.readUInt32LE(take(4))
    return [take(size), size]
  }
  const takeChange = (): Uint8Array => {
    const slot = frame.readUInt8(take(1))
    const [prefix, suffix] = [frame.readUInt32LE(take(4)), frame.readUInt32LE(take(4))]
    if (frame[take(1)] !== TAG.bytes) throw new FrameError('a change without bytes')
    const [from, size] = takeSized()
    const middle = frame.subarray(from, from + size)
    const bytes = received?.rebuild(slot, { prefix, suffix }, middle)
    if (bytes === undefined)
      throw new FrameError('a change of bytes that never came, or of too many')
    return bytes
  }
  while (at < frame.length) {
    const tag = frame[at++]
    if (tag === TAG.uint) values.push(frame.readUInt32LE(take(4)))
    else if (tag === TAG.float) values.push(frame.readDoubleLE(take(8)))
    else if (tag === TAG.nothing) values.push(undefined)
    else if (tag === TAG.ascii || tag === TAG.utf16) {
      const [from, size] = takeSized()
      values.push(frame.toString(tag === TAG.ascii ? 'latin1' : 'utf16le', from, from + size))
    } else if (tag === TAG.bytes) {
      const [from, size] = takeSized()
      values.push(new Uint8Array(frame.subarray(from, from + size)))
    } else if (tag === TAG.change) values.push(takeChange())
    else throw new FrameError(`unknown tag ${tag}`)
  }
  return values
}
