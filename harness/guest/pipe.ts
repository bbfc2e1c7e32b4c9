/** Frames through pipes that block, as both ends of a guest read and write them. */
import { readSync, writeSync } from 'node:fs'
import { FRAME_BYTES_MAX, FrameError, HEADER_BYTES } from './frame.ts'

/** Puts a whole frame in. Throws what `writeSync` throws. */
export function writeFrame(descriptor: number, frame: Buffer): void {
  for (let at = 0; at < frame.length; ) at += writeSync(descriptor, frame, at)
}

/** Takes one frame at a time, in a buffer that grows as needed and is used again. */
export class PipeReader {
  #buffer: Buffer = Buffer.allocUnsafeSlow(64 * 1024)

  /**
   * Waits for a frame; gives what is behind its header, until the next call. Undefined at the end
   * of the pipe. Throws a FrameError for one that is too long, and for more than one, unless
   * others may follow.
   */
  read(descriptor: number, mayFollow = false): Buffer | undefined {
    let have = 0
    let end = HEADER_BYTES
    while (have < end) {
      if (this.#buffer.length < end) this.#grow(2 * end, have)
      const room = mayFollow ? end : this.#buffer.length
      const count = readSync(descriptor, this.#buffer, have, room - have, null)
      if (count === 0) return undefined
      have += count
      if (have >= HEADER_BYTES) end = HEADER_BYTES + this.#buffer.readUInt32LE(0)
      if (end > FRAME_BYTES_MAX) throw new FrameError(`a message of ${end} bytes`)
    }
    if (have > end) throw new FrameError('a message that nobody asked for')
    return this.#buffer.subarray(HEADER_BYTES, end)
  }

  #grow(size: number, have: number): void {
    const larger = Buffer.allocUnsafeSlow(size)
    this.#buffer.copy(larger, 0, 0, have)
    this.#buffer = larger
  }
}
