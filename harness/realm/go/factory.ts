/** Lives of a Go submission, each a fresh instance of one compiled program in this very process. */
import type { Inside, InsideFactory } from '../protocol.ts'
import { GoInside } from './inside.ts'
import { GoScript } from './runtime.ts'
import { Module, type WasmModule } from './wasm.ts'

export class GoFactory implements InsideFactory {
  readonly handout = 'course'
  readonly #script: GoScript
  readonly #module: WasmModule

  /** `wasm` is what `go build` has made, `script` the text of that Go's wasm_exec.js. */
  constructor(wasm: Uint8Array, script: string) {
    this.#script = new GoScript(script)
    this.#module = new Module(wasm)
  }

  make(): Inside {
    return new GoInside(this.#script, this.#module)
  }
}
