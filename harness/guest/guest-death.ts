/** Why a guest is gone, for whoever judges the run. */
import { constants } from 'node:os'
import type { GuestProcess } from './guest-process.ts'

/** The walls around a process tell what signal has ended it as a shell does, by 128 and more. */
function signalIn(exitCode: number | null): string | undefined {
  const number = (exitCode ?? 0) - 128
  return Object.entries(constants.signals).find(([, signal]) => signal === number)?.[0]
}

/** What is known of the end of a guest. */
export interface GuestFault {
  readonly kind: 'hang' | 'memory' | 'crash'
  /** One sentence. */
  readonly message: string
  readonly details: readonly string[]
}

export class GuestDeath extends Error {
  override readonly name = 'GuestDeath'
  /** Whose process it was: `S2`. */
  readonly #who: string
  readonly #guest: GuestProcess
  readonly #known: GuestFault | undefined

  /** `known` where a watchdog has ended it, or its answer was none. */
  constructor(who: string, guest: GuestProcess, known?: GuestFault) {
    super(`the process of ${who} is gone`)
    this.#who = who
    this.#guest = guest
    this.#known = known
  }

  /** Waits until the process is gone, and says how. */
  async explain(): Promise<GuestFault> {
    if (this.#known !== undefined) return this.#known
    const { exitCode, signal: own } = await this.#guest.end()
    const signal = own ?? signalIn(exitCode)
    if (signal === 'SIGABRT') {
      return {
        kind: 'memory',
        message: 'the run used up its memory',
        details: [`in ${this.#who}, whose process ended by itself (SIGABRT)`],
      }
    }
    const how = signal === undefined ? `exit code ${exitCode}` : `signal ${signal}`
    return {
      kind: 'crash',
      message: `the process of ${this.#who} ended in the middle of the run (${how})`,
      details: [],
    }
  }
}
