/**
 * A server saves its whole log again and again, and mostly one entry has come to it: only the part
 * that differs from the save before crosses between guest and world. Both ends remember what
 * crossed last, by slot: one for Raft's state, one for the snapshot.
 */

const SLOT_COUNT = 2

/** Most bytes that the changes of one answer may come to. Ours: as long as the longest frame. */
const ANSWER_BYTES_MAX = 64 * 2 ** 20

/** Bytes are compared in pieces, large ones and then small ones; what agrees is whole pieces. */
const PIECES = [4_096, 64] as const

/** How many bytes agree with those of before, from the front and from the end. */
export interface Agreement {
  readonly prefix: number
  readonly suffix: number
}

/** The sender's memory. */
export class SentBytes {
  readonly #last = Array.from({ length: SLOT_COUNT }, () => Buffer.alloc(0))
  readonly #lengths = new Array<number>(SLOT_COUNT).fill(0)

  /** Compares with what was sent last in that slot, and remembers these instead. */
  compare(slot: number, bytes: Uint8Array): Agreement {
    const next = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    const before = (this.#last[slot] as Buffer).subarray(0, this.#lengths[slot])
    const most = Math.min(before.length, next.length)
    const prefix = agreement(most, (at, size) => {
      return before.compare(next, at, at + size, at, at + size) === 0
    })
    const suffix = agreement(most - prefix, (at, size) => {
      const [ours, theirs] = [before.length - at, next.length - at]
      return before.compare(next, theirs - size, theirs, ours - size, ours) === 0
    })
    this.#remember(slot, next)
    return { prefix, suffix }
  }

  #remember(slot: number, bytes: Buffer): void {
    if ((this.#last[slot] as Buffer).length < bytes.length) {
      this.#last[slot] = Buffer.allocUnsafeSlow(2 * bytes.length)
    }
    bytes.copy(this.#last[slot] as Buffer)
    this.#lengths[slot] = bytes.length
  }
}

/** How far `isEqual(at, size)` holds, in whole pieces, up to `most`. */
function agreement(most: number, isEqual: (at: number, size: number) => boolean): number {
  let at = 0
  for (const size of PIECES) while (at + size <= most && isEqual(at, size)) at += size
  return at
}

/**
 * The receiver's memory. The world may go on looking at the bytes of a save until it has carried
 * out a later one, so bytes of an answer are never written over before the answer after the next.
 */
export class ReceivedBytes {
  readonly #last: Uint8Array[] = Array.from({ length: SLOT_COUNT }, () => new Uint8Array(0))
  /** By slot: made for the present answer, and free to be used again. */
  readonly #fresh: ArrayBuffer[][] = Array.from({ length: SLOT_COUNT }, () => [])
  readonly #spare: ArrayBuffer[][] = Array.from({ length: SLOT_COUNT }, () => [])
  readonly #held: (ArrayBuffer | undefined)[] = []
  /** Bytes of the present answer that may still come. */
  #left = ANSWER_BYTES_MAX

  /** A new answer: the one before has been carried out, up to its last save. */
  begin(): void {
    this.#left = ANSWER_BYTES_MAX
    for (let slot = 0; slot < SLOT_COUNT; slot++) {
      const fresh = this.#fresh[slot] as ArrayBuffer[]
      const last = fresh.pop()
      if (last === undefined) continue
      const spare = this.#held[slot] === undefined ? [] : [this.#held[slot] as ArrayBuffer]
      this.#spare[slot] = [...spare, ...fresh]
      this.#held[slot] = last
      this.#fresh[slot] = []
    }
  }

  /**
   * The bytes that agree so far with those of before and have `middle` between. Undefined where
   * there are no such bytes, or more of them than any honest answer holds.
   */
  rebuild(slot: number, { prefix, suffix }: Agreement, middle: Uint8Array): Uint8Array | undefined {
    const before = this.#last[slot]
    if (before === undefined || prefix + suffix > before.length) return undefined
    const size = prefix + middle.length + suffix
    this.#left -= size
    if (this.#left < 0) return undefined
    const bytes = this.#room(slot, size)
    bytes.set(before.subarray(0, prefix))
    bytes.set(middle, prefix)
    bytes.set(before.subarray(before.length - suffix), prefix + middle.length)
    this.#last[slot] = bytes
    return bytes
  }

  #room(slot: number, size: number): Uint8Array {
    let buffer = (this.#spare[slot] as ArrayBuffer[]).pop()
    if (buffer === undefined || buffer.byteLength < size || buffer.byteLength > 4 * size + 4096) {
      buffer = new ArrayBuffer(size + (size >> 1) + 64)
    }
    this.#fresh[slot]?.push(buffer)
    return new Uint8Array(buffer, 0, size)
  }
}
