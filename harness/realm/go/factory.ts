/**
 * Programs of a Go submission in this very process: one for each life of a server, and one for all
 * clerks of a run. Each is a clean instance of what was compiled once.
 */
import type { Loudest } from '../../sim/pulse.ts'
import type { Inside, InsideFactory, InsideWatcher } from '../protocol.ts'
import { GoClerks } from './clerks.ts'
import { GoInside } from './inside.ts'
import { GoInstances } from './instances.ts'
import { Printed } from './printed.ts'
import { GoScript } from './runtime.ts'

export class GoFactory implements InsideFactory {
  readonly handout = 'course'
  readonly #instances: GoInstances
  readonly #printed: Printed
  #clerks: GoClerks | undefined

  /**
   * `wasm` is what `go build` has made, `script` the text of that Go's wasm_exec.js. `tellLoudest`
   * hears who prints most.
   */
  constructor(
    wasm: Uint8Array,
    script: string,
    tellLoudest: (loudest: Loudest) => void = () => {},
  ) {
    this.#instances = new GoInstances(new GoScript(script), wasm)
    this.#printed = new Printed(tellLoudest)
  }

  make({ name }: InsideWatcher): Inside {
    return new GoInside(this.#instances, (bytes) => this.#printed.add(name, bytes))
  }

  makeClerk(watcher: InsideWatcher): Inside {
    this.#clerks ??= new GoClerks(this.#instances, watcher, (bytes) =>
      this.#printed.add('the clerks', bytes),
    )
    return this.#clerks.make(watcher)
  }

  endRun(): void {
    this.#clerks?.end()
    this.#clerks = undefined
    this.#printed.clear()
  }
}
