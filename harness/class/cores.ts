/**
 * Shares the cores among the submissions that are being graded: one worker each as long as others
 * wait, and more at the end, when there are fewer submissions left than cores. A worker of its own
 * is started once for each submission then, and no core is idle while the last ones are graded.
 */
import pLimit, { type LimitFunction } from 'p-limit'

export class Cores {
  readonly #count: number
  readonly #going: LimitFunction[] = []
  #waiting: number

  /** `waiting` is the number of submissions still to begin. */
  constructor(count: number, waiting: number) {
    this.#count = count
    this.#waiting = waiting
  }

  /** A submission begins; its workers are limited by what is returned. */
  begin(): LimitFunction {
    const limit = pLimit(1)
    this.#waiting--
    this.#going.push(limit)
    this.#share()
    return limit
  }

  end(limit: LimitFunction): void {
    this.#going.splice(this.#going.indexOf(limit), 1)
    this.#share()
  }

  /** Those that began first have most behind them, so what is left over goes to the last. */
  #share(): void {
    const { length } = this.#going
    const cores = this.#waiting > 0 ? length : Math.max(length, this.#count)
    for (const [i, limit] of this.#going.entries()) {
      const isLate = i >= length - (cores % length)
      limit.concurrency = Math.floor(cores / length) + (isLate ? 1 : 0)
    }
  }
}
