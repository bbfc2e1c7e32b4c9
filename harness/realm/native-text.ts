/**
 * What a realm may have Node do: turning text into bytes and back. A save encodes the whole log,
 * so this is where a plain Raft spends much of its time, and Node is many times faster at it than
 * code in a context that lives for a second. Pure: nothing of the world is seen or changed here.
 */
import type { NativeText } from './protocol.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const nativeText: NativeText = {
  writeAscii(text, bytes) {
    const { read, written } = encoder.encodeInto(text, bytes)
    // A character above 0x7f takes more than one byte, and then not all of them have room.
    return read === text.length && written === text.length
  },
  readUtf8(bytes) {
    try {
      return decoder.decode(bytes)
    } catch {
      return undefined
    }
  },
}
