/** How much each process has printed in a run, and who most: that costs CPU time. */
import type { Loudest } from '../../sim/pulse.ts'

export class Printed {
  readonly #bytes = new Map<string, number>()
  readonly #tell: (loudest: Loudest) => void
  #most = 0

  constructor(tell: (loudest: Loudest) => void) {
    this.#tell = tell
  }

  add(name: string, bytes: number): void {
    const sum = (this.#bytes.get(name) ?? 0) + bytes
    this.#bytes.set(name, sum)
    if (sum <= this.#most) return
    this.#most = sum
    this.#tell({ name, bytes: sum })
  }

  /** For the next run. */
  clear(): void {
    this.#bytes.clear()
    this.#most = 0
    this.#tell({ name: '', bytes: 0 })
  }
}
