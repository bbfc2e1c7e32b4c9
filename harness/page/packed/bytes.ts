/**
 * Whole numbers and texts as bytes, one after the other, and back. A number takes as many bytes as
 * it needs, seven bits in each, its sign in the lowest bit.
 */

export class ByteWriter {
  #bytes = new Uint8Array(1 << 16)
  #length = 0

  /** At most 2^52, above and below zero. */
  int(value: number): void {
    if (this.#length + 10 > this.#bytes.length) this.#grow(10)
    let rest = value < 0 ? -2 * value - 1 : 2 * value
    // Not by shifts: they see 32 bits, and ids of clerks have 53.
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) + 128
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#length++] = rest
  }

  text(text: string): void {
    const bytes = new TextEncoder().encode(text)
    this.int(bytes.length)
    if (this.#length + bytes.length > this.#bytes.length) this.#grow(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  #grow(most: number): void {
    const wider = new Uint8Array(2 * this.#bytes.length + most)
    wider.set(this.#bytes)
    this.#bytes = wider
  }
}

/** Reads what a `ByteWriter` has written. Throws a RangeError when there is nothing left. */
export class ByteReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  int(): number {
    let value = 0
    let weight = 1
    for (;;) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw new RangeError('the data of this page ends too early')
      value += (byte % 128) * weight
      if (byte < 128) break
      weight *= 128
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  text(): string {
    const length = this.int()
    const end = this.#at + length
    if (end > this.#bytes.length) throw new RangeError('the data of this page ends too early')
    const bytes = this.#bytes.subarray(this.#at, end)
    this.#at = end
    // A mark at the beginning is a letter like any other.
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  }
}
