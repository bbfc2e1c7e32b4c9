/**
 * A set of small integers: which operations have been put in order so far.
 *
 * Keeps a hash of its content up to date as members come and go, so that the memo of the search
 * need not read the whole set to find its place in a table.
 */

/** A set of integers from 0 to `size` - 1. */
export class Bitset {
  /** The members, 32 to a word. Read by the memo; changed here only. */
  readonly words: Int32Array
  /** A 32-bit hash of the members: equal sets have equal hashes. */
  hash = 0

  constructor(size: number) {
    this.words = new Int32Array(Math.ceil(size / 32))
  }

  has(member: number): boolean {
    return ((this.words[member >>> 5] ?? 0) & (1 << (member & 31))) !== 0
  }

  /** Adds the member if it is missing, removes it if it is there. */
  toggle(member: number): void {
    this.words[member >>> 5] = (this.words[member >>> 5] ?? 0) ^ (1 << (member & 31))
    this.hash ^= mix(member + 1)
  }
}

/** Spreads an integer over 32 bits. The odd constants are those of the murmur3 finaliser. */
export function mix(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return bits ^ (bits >>> 16)
}
