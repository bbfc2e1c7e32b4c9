/** Lives of a Go submission, each a clean instance of one compiled program in this very process. */
import type { Inside, InsideFactory } from '../protocol.ts'
import { GoInside } from './inside.ts'
import { GoInstances } from './instances.ts'
import { GoScript } from './runtime.ts'

export class GoFactory implements InsideFactory {
  readonly handout = 'course'
  readonly #instances: GoInstances

  /** `wasm` is what `go build` has made, `script` the text of that Go's wasm_exec.js. */
  constructor(wasm: Uint8Array, script: string) {
    this.#instances = new GoInstances(new GoScript(script), wasm)
  }

  make(): Inside {
    return new GoInside(this.#instances)
  }
}
