/**
 * Programs of a Go submission in this very process: one for each life of a server, and one for all
 * clerks of a run. Each is a clean instance of what was compiled once.
 */
import type { Inside, InsideFactory, InsideWatcher } from '../protocol.ts'
import { GoClerks } from './clerks.ts'
import { GoInside } from './inside.ts'
import { GoInstances } from './instances.ts'
import { GoScript } from './runtime.ts'

export class GoFactory implements InsideFactory {
  readonly handout = 'course'
  readonly #instances: GoInstances
  #clerks: GoClerks | undefined

  /** `wasm` is what `go build` has made, `script` the text of that Go's wasm_exec.js. */
  constructor(wasm: Uint8Array, script: string) {
    this.#instances = new GoInstances(new GoScript(script), wasm)
  }

  make(): Inside {
    return new GoInside(this.#instances)
  }

  makeClerk(watcher: InsideWatcher): Inside {
    this.#clerks ??= new GoClerks(this.#instances, watcher)
    return this.#clerks.make(watcher)
  }

  endRun(): void {
    this.#clerks?.end()
    this.#clerks = undefined
  }
}
