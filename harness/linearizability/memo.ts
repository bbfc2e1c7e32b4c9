/**
 * Where the search has been: pairs of (operations already in order, state they led to).
 *
 * Two orders of the same operations that lead to the same state have the same future, so the search
 * goes on from the first one only (Lowe, "Testing for linearizability", 2017). An open-addressing
 * table over flat arrays: the search adds a pair per step, and objects would cost more than the
 * step.
 */

import { type Bitset, mix } from './bitset.ts'

/** A set of (bitset, state number) pairs; bitsets are compared by content and copied. */
export class Memo {
  private readonly wordCount: number
  private slots = new Int32Array(256)
  private entries: Int32Array
  private count = 0

  /** `size` is that of every bitset that will be added. */
  constructor(size: number) {
    this.wordCount = Math.ceil(size / 32)
    this.entries = new Int32Array(64 * this.entrySize)
  }

  /** Adds the pair; false if it was there already. */
  add(members: Bitset, state: number): boolean {
    const hash = members.hash ^ mix(state + 0x10000)
    let slot = hash & (this.slots.length - 1)
    for (;;) {
      const number = this.slots[slot] ?? 0
      if (number === 0) break
      if (this.isEntry(number - 1, hash, members.words, state)) return false
      slot = (slot + 1) & (this.slots.length - 1)
    }
    this.slots[slot] = this.count + 1
    this.append(hash, members.words, state)
    if (this.count * 2 > this.slots.length) this.growSlots()
    return true
  }

  private get entrySize(): number {
    return this.wordCount + 2
  }

  private isEntry(number: number, hash: number, words: Int32Array, state: number): boolean {
    let at = number * this.entrySize
    if (this.entries[at] !== hash || this.entries[at + 1] !== state) return false
    at += 2
    for (let word = 0; word < words.length; word += 1) {
      if (this.entries[at + word] !== words[word]) return false
    }
    return true
  }

  private append(hash: number, words: Int32Array, state: number): void {
    const at = this.count * this.entrySize
    if (at + this.entrySize > this.entries.length) {
      const larger = new Int32Array(this.entries.length * 2)
      larger.set(this.entries)
      this.entries = larger
    }
    this.entries[at] = hash
    this.entries[at + 1] = state
    this.entries.set(words, at + 2)
    this.count += 1
  }

  private growSlots(): void {
    const slots = new Int32Array(this.slots.length * 2)
    for (let number = 0; number < this.count; number += 1) {
      let slot = (this.entries[number * this.entrySize] ?? 0) & (slots.length - 1)
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1)
      slots[slot] = number + 1
    }
    this.slots = slots
  }
}
