/**
 * The world waits for guests under the eyes of the watchdog: here it writes whom it waits for, and
 * reads why the watchdog has ended that wait.
 */
import type { GuestFault } from '../guest/guest-death.ts'
import type { GuestProcess } from '../guest/guest-process.ts'
import type { Waiting } from '../guest/remote-inside.ts'
import type { Pulse } from '../sim/pulse.ts'
import type { WatchdogLimits } from './jobs.ts'
import { describeLimit, LIMIT_CODES } from './limit-texts.ts'

export class GuestWaiting implements Waiting {
  readonly #pulse: Pulse
  readonly #limits: WatchdogLimits

  constructor(pulse: Pulse, limits: WatchdogLimits) {
    this.#pulse = pulse
    this.#limits = limits
  }

  begin(guest: GuestProcess): void {
    this.#pulse.awaitedPid = guest.pid
  }

  end(): void {
    this.#pulse.awaitedPid = 0
  }

  faultOf(guest: GuestProcess): GuestFault | undefined {
    const { pid, why } = this.#pulse.verdict
    const limit = LIMIT_CODES[why]
    if (pid !== guest.pid || limit === undefined) return undefined
    const kind = limit === 'memory' ? 'memory' : 'hang'
    return { kind, message: describeLimit(limit, this.#limits), details: [] }
  }
}
