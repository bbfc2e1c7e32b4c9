/** Realms in this very process, each a fresh V8 context with the submission loaded. */
import vm from 'node:vm'
import { nativeText } from './native-text.ts'
import type { Inside, InsideFactory } from './protocol.ts'

/** The compiled submission, and what every realm of it shares. Made once per worker. */
export class RealmFactory implements InsideFactory {
  readonly #submission: vm.Script
  readonly #bootstrap: vm.Script

  /** `bootstrapCode` is the built `inside/main.ts`: it defines `Bootstrap.bootstrap`. */
  constructor(bundleCode: string, bundleFile: string, bootstrapCode: string) {
    this.#bootstrap = new vm.Script(`${bootstrapCode};Bootstrap.bootstrap`, {
      filename: 'bootstrap.js',
    })
    this.#submission = new vm.Script(bundleCode, { filename: bundleFile })
  }

  /** A fresh context with the submission loaded but not started. */
  make(): Inside {
    const context = vm.createContext(vm.constants.DONT_CONTEXTIFY, {
      codeGeneration: { strings: false, wasm: false },
    })
    const bootstrap = this.#bootstrap.runInContext(context)
    return bootstrap(this.#submission.runInContext(context), nativeText)
  }
}
