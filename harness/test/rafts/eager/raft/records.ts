/**
 * What an eager server saves, as bytes that only grow at their end: four numbers in a fixed place,
 * then a record for each entry of the log. A save costs a copy, not another encoding of the log.
 */
import { decode, encode, type Persister } from '#lab'

export type Entry = [term: number, command: unknown]

export type Durable = [term: number, votedFor: number, base: number, baseTerm: number, Entry[]]

const NUMBERS = 4
const HEAD_BYTES = NUMBERS * 8
const SIZE_BYTES = 4

export class Records {
  #bytes = new Uint8Array(1024)
  /** Where each record ends. */
  #ends: number[] = []

  get #end(): number {
    return this.#ends.at(-1) ?? HEAD_BYTES
  }

  push(entry: Entry): void {
    const record = encode(entry)
    const start = this.#end
    const end = start + SIZE_BYTES + record.length
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(2 * end)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    new DataView(this.#bytes.buffer).setUint32(start, record.length)
    this.#bytes.set(record, start + SIZE_BYTES)
    this.#ends.push(end)
  }

  keepFirst(count: number): void {
    this.#ends.splice(count)
  }

  dropFirst(count: number): void {
    const gap = (this.#ends[count - 1] ?? HEAD_BYTES) - HEAD_BYTES
    this.#bytes.copyWithin(HEAD_BYTES, HEAD_BYTES + gap, this.#end)
    this.#ends = this.#ends.slice(count).map((end) => end - gap)
  }

  save(persister: Persister, numbers: number[], snapshot: Uint8Array): void {
    const head = new DataView(this.#bytes.buffer)
    for (const [at, number] of numbers.entries()) head.setFloat64(8 * at, number)
    persister.save(this.#bytes.subarray(0, this.#end), snapshot)
  }
}

/** Reads what was saved; a new server starts in term 0, with no vote. */
export function readDurable(persister: Persister): Durable {
  const bytes = persister.readRaftState()
  if (bytes.length === 0) return [0, -1, 0, 0, []]
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const entries: Entry[] = []
  for (let at = HEAD_BYTES; at < bytes.length; ) {
    const start = at + SIZE_BYTES
    at = start + view.getUint32(at)
    entries.push(decode<Entry>(bytes.subarray(start, at)))
  }
  const [term, votedFor, base, baseTerm] = [0, 8, 16, 24].map((at) => view.getFloat64(at))
  return [term ?? 0, votedFor ?? -1, base ?? 0, baseTerm ?? 0, entries]
}
