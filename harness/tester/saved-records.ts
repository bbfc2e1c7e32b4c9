/**
 * Reads a saved state that is records, each behind its length in four bytes: what a Raft may do so
 * as not to encode old entries again. Nor are they decoded again here: what agrees with the save
 * before, byte for byte, is as it was.
 */
import { decode } from '../realm/inside/labgob.ts'
import { isRow } from './saved-log.ts'

/** Before each record. */
const LENGTH_BYTES = 4
/** Bytes are compared in pieces of so many, then one by one. */
const PIECES = [65_536, 4_096, 256]

interface SavedRecord {
  /** Where its bytes end. */
  readonly end: number
  /** How many up to it, with it, are like the first, and how many are not. */
  readonly alike: number
  readonly others: number
}

export class SavedRecords {
  /** Of the save before: as many bytes as `#length` says. */
  #bytes = Buffer.alloc(0)
  #length = 0
  readonly #records: SavedRecord[] = []
  #fields: string | undefined
  readonly #alike: unknown[] = []
  readonly #others: unknown[] = []

  /**
   * Those like the first as a list, then the others; undefined where it is not such records. The
   * list is good until the next call.
   */
  read(state: Uint8Array): readonly unknown[] | undefined {
    const bytes = this.#remember(state)
    try {
      for (let at = this.#records.at(-1)?.end ?? 0; at < bytes.length; ) {
        const end = at + LENGTH_BYTES + bytes.readUInt32BE(at)
        if (end > bytes.length) return undefined
        this.#add(decode(bytes.subarray(at + LENGTH_BYTES, end)), end)
        at = end
      }
    } catch {
      return undefined
    }
    return [this.#alike, ...this.#others]
  }

  #add(value: unknown, end: number): void {
    const fields = fieldsOf(value)
    if (this.#records.length === 0) this.#fields = fields
    if (fields !== undefined && fields === this.#fields) this.#alike.push(value)
    else this.#others.push(value)
    this.#records.push({ end, alike: this.#alike.length, others: this.#others.length })
  }

  /** Forgets the records whose bytes are not at the front of these too. */
  #remember(state: Uint8Array): Buffer {
    const next = Buffer.from(state.buffer, state.byteOffset, state.length)
    const same = commonPrefix(this.#bytes.subarray(0, this.#length), next)
    const kept = this.#records.findLastIndex(({ end }) => end <= same)
    const { alike, others } = this.#records[kept] ?? { alike: 0, others: 0 }
    this.#records.length = kept + 1
    this.#alike.length = alike
    this.#others.length = others
    if (this.#bytes.length < next.length) {
      const wider = Buffer.allocUnsafeSlow(2 * next.length)
      this.#bytes.copy(wider, 0, 0, same)
      this.#bytes = wider
    }
    next.copy(this.#bytes, same, same)
    this.#length = next.length
    return this.#bytes.subarray(0, next.length)
  }
}

function commonPrefix(a: Buffer, b: Buffer): number {
  const most = Math.min(a.length, b.length)
  let at = 0
  for (const size of PIECES) {
    while (at + size <= most && a.compare(b, at, at + size, at, at + size) === 0) at += size
  }
  while (at < most && a[at] === b[at]) at++
  return at
}

function fieldsOf(value: unknown): string | undefined {
  return isRow(value) ? Object.keys(value).join() : undefined
}
