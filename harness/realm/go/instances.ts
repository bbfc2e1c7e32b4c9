/** Instances of one program: a life takes one, and gives it back for the next. */
import type { GoInstance, GoScript } from './runtime.ts'
import { Module, type WasmModule } from './wasm.ts'

/** Ours: of instances that nobody lives in, as many as most tests have lives at a time. */
const IDLE_MAX = 8
/** Ours: a memory never shrinks, so a large one is given up. */
const IDLE_BYTES_MAX = 32 * 2 ** 20

export class GoInstances {
  readonly #script: GoScript
  readonly #module: WasmModule
  readonly #idle: GoInstance[] = []

  constructor(script: GoScript, wasm: Uint8Array) {
    this.#script = script
    this.#module = new Module(wasm)
  }

  take(): GoInstance {
    return this.#idle.pop() ?? this.#script.instantiate(this.#module)
  }

  /** Of a life that was left where it waited; never of one that was stopped while it ran. */
  giveBack(instance: GoInstance): void {
    if (this.#idle.length >= IDLE_MAX || instance.size > IDLE_BYTES_MAX) return
    this.#idle.push(instance)
  }
}
