/** Makes the memory of a program what it was when it was new. */
import type { WasmMemory } from './wasm.ts'

/** Most of a memory is never written to, and to look costs less than to write. */
const PAGE = 64 * 1024
const EMPTY = Buffer.alloc(PAGE)

export class MemoryCleaner {
  readonly #memory: WasmMemory
  /** What the program begins with, up to the last page of it that is not empty. */
  readonly #beginning: Buffer

  /** `memory` is new. */
  constructor(memory: WasmMemory) {
    this.#memory = memory
    const bytes = Buffer.from(memory.buffer)
    let end = bytes.length
    while (end > 0 && isEmpty(bytes, end - PAGE)) end -= PAGE
    this.#beginning = Buffer.from(bytes.subarray(0, end))
  }

  clean(): void {
    const bytes = Buffer.from(this.#memory.buffer)
    bytes.set(this.#beginning)
    for (let at = this.#beginning.length; at < bytes.length; at += PAGE) {
      if (!isEmpty(bytes, at)) bytes.fill(0, at, at + PAGE)
    }
  }
}

function isEmpty(bytes: Buffer, at: number): boolean {
  return bytes.compare(EMPTY, 0, PAGE, at, at + PAGE) === 0
}
