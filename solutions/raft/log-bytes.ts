/**
 * The log as bytes. A save writes the whole log; to encode it anew every time would cost as much as
 * all entries together for each new one. So what is encoded is kept, and only what changed is done
 * again.
 *
 * Each entry is its length, in four bytes, and its encoding; what else there is stands behind the
 * last one in the same form, where the next entry will overwrite it. A Raft without this file is
 * just as right: `encode({ currentTerm, votedFor, log })`, and slower on long logs.
 */
import { decode, encode } from '#lab'
import type { LogEntry } from './rpc.ts'

const LENGTH_BYTES = 4

export class LogBytes {
  private bytes = new Uint8Array(4096)
  private view = new DataView(this.bytes.buffer)
  /**
   * The entries that are in `bytes`, and where each of them ends. An entry is never changed in
   * place.
   */
  private encoded: LogEntry[] = []
  private ends: number[] = []

  /** The encoding of these entries and of a trailer; valid until the next call. */
  encodeLog(entries: readonly LogEntry[], trailer: Uint8Array): Uint8Array {
    let same = Math.min(this.encoded.length, entries.length)
    // A log that agrees up to an entry agrees in all before it.
    while (same > 0 && this.encoded[same - 1] !== entries[same - 1]) same--
    if (same < this.encoded.length) {
      this.encoded.splice(same)
      this.ends.splice(same)
    }
    for (const entry of entries.slice(same)) {
      this.ends.push(this.put(this.ends.at(-1) ?? 0, encode(entry)))
      this.encoded.push(entry)
    }
    // First put, which may move the bytes to a larger place; then look where they are.
    const end = this.put(this.ends.at(-1) ?? 0, trailer)
    return this.bytes.subarray(0, end)
  }

  private put(at: number, part: Uint8Array): number {
    const end = at + LENGTH_BYTES + part.length
    if (end > this.bytes.length) {
      const larger = new Uint8Array(2 * end)
      larger.set(this.bytes)
      this.bytes = larger
      this.view = new DataView(larger.buffer)
    }
    this.view.setUint32(at, part.length)
    this.bytes.set(part, at + LENGTH_BYTES)
    return end
  }
}

/** What {@link LogBytes.encodeLog} was given. */
export function decodeLog(bytes: Uint8Array): { entries: LogEntry[]; trailer: Uint8Array } {
  const parts: Uint8Array[] = []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  while (at < bytes.length) {
    const end = at + LENGTH_BYTES + view.getUint32(at)
    parts.push(bytes.subarray(at + LENGTH_BYTES, end))
    at = end
  }
  const trailer = parts.pop() ?? new Uint8Array()
  return { entries: parts.map((part) => decode<LogEntry>(part)), trailer }
}
