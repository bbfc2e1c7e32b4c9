/**
 * What a worker runs: the submission of each lab, made when it is needed, with its realms in the
 * worker or in guests.
 */
import { readFileSync } from 'node:fs'
import { GuestPool } from '../guest/guest-pool.ts'
import { type Build, type GoBundle, isGo } from '../realm/build.ts'
import type { Bundle } from '../realm/bundle.ts'
import { BUNDLE_FILE } from '../realm/bundle-file.ts'
import { GoFactory } from '../realm/go/factory.ts'
import { GoStacks } from '../realm/go/stacks.ts'
import type { InsideFactory } from '../realm/protocol.ts'
import { RealmFactory } from '../realm/realm-factory.ts'
import { StackMapper } from '../realm/student-stack.ts'
import type { Pulse } from '../sim/pulse.ts'
import { HarnessError } from '../tester/failure.ts'
import { builtFile } from './built-file.ts'
import { guestCommand } from './guest-command.ts'
import { GuestWaiting } from './guest-waiting.ts'
import type { WorkerSetup } from './jobs.ts'
import type { Submission } from './run-test.ts'

/** A guest that is watched for the line it is stuck in says so before the watchdog ends it. */
const WATCH_SHARE = 0.6

export class Submissions {
  readonly #setup: WorkerSetup
  readonly #pulse: Pulse
  readonly #bootstrap = readFileSync(builtFile('bootstrap.js'), 'utf8')
  /** One lab at a time: the guests of the one before are not worth their memory. */
  #current: { readonly lab: string; readonly submission: Submission } | undefined
  #pool: GuestPool | undefined

  constructor(setup: WorkerSetup, pulse: Pulse) {
    this.#setup = setup
    this.#pulse = pulse
  }

  of(lab: string): Submission {
    if (this.#current?.lab === lab) return this.#current.submission
    const build = this.#buildOf(lab)
    this.close()
    const submission = isGo(build) ? this.#makeGo(build) : this.#makeJs(build)
    this.#current = { lab, submission }
    return submission
  }

  /**
   * For one run, with guests that say where they are stuck, and to be closed after; undefined where
   * there can be none.
   */
  watched(lab: string): (Submission & { close(): void }) | undefined {
    const { guests, limits } = this.#setup
    // Such a guest needs threads, and only Node's permission model would be left around others.
    if (guests === undefined || guests.sandbox.kind === 'permission') return undefined
    const build = this.#buildOf(lab)
    if (isGo(build)) return undefined
    const { code, map } = build
    const afterCpuMs = Math.ceil(WATCH_SHARE * limits.turnCpuMs)
    const pool = this.#poolOf(code, afterCpuMs)
    return { factory: pool, stacks: new StackMapper(map, code), close: () => pool.close() }
  }

  /** Ends all processes that were started for them. */
  close(): void {
    this.#pool?.close()
    this.#pool = undefined
    this.#current = undefined
  }

  #makeJs({ code, map }: Bundle): Submission {
    return { factory: this.#factoryOf(code), stacks: new StackMapper(map, code) }
  }

  #makeGo({ wasm, script, module, functions }: GoBundle): Submission {
    const pulse = this.#pulse
    const text = readFileSync(script, 'utf8')
    const factory = new GoFactory(readFileSync(wasm), text, (loudest) => {
      pulse.loudest = loudest
    })
    return { factory, stacks: new GoStacks(module, functions) }
  }

  #factoryOf(code: string): InsideFactory {
    if (this.#setup.guests === undefined) {
      return new RealmFactory(code, BUNDLE_FILE, this.#bootstrap)
    }
    this.#pool = this.#poolOf(code)
    return this.#pool
  }

  #poolOf(bundle: string, watchAfterCpuMs?: number): GuestPool {
    const { guests, limits } = this.#setup
    if (guests === undefined) throw new HarnessError('nothing starts guests')
    const code = { bundle, bundleFile: BUNDLE_FILE, bootstrap: this.#bootstrap }
    return new GuestPool(code, {
      commandOf: (number) => guestCommand(guests, number, watchAfterCpuMs),
      waiting: new GuestWaiting(this.#pulse, limits),
      isForOneLife: watchAfterCpuMs !== undefined,
    })
  }

  #buildOf(lab: string): Build {
    const build = this.#setup.bundles[lab]
    if (build === undefined) throw new HarnessError(`nothing was built for ${lab}`)
    return build
  }
}
