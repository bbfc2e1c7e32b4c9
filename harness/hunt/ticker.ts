/**
 * The progress of a hunt: a line that is drawn again and again where somebody watches, and one now
 * and then where nobody does.
 */
import { cut } from '../report/text-layout.ts'
import type { Progress } from './hunt.ts'
import { progressLine } from './texts.ts'

const REDRAW_MS = 100
/** In a file or a CI log. */
const LINE_EVERY_MS = 10_000
const ERASE = '\r\u001b[2K'

export interface TickerOutput {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

export class Ticker {
  readonly #output: TickerOutput
  readonly #now: () => number
  readonly #beganMs: number
  #drawnMs: number
  #newMs: number
  #isShown = false

  /** `now` gives real milliseconds from any beginning. */
  constructor(output: TickerOutput, now: () => number) {
    this.#output = output
    this.#now = now
    this.#beganMs = now()
    this.#newMs = this.#beganMs
    this.#drawnMs = this.#beganMs
  }

  get elapsedMs(): number {
    return this.#now() - this.#beganMs
  }

  show(progress: Progress): void {
    const nowMs = this.#now()
    if (progress.newStates > 0) this.#newMs = nowMs
    const { isTTY = false, columns = 80 } = this.#output
    if (nowMs - this.#drawnMs < (isTTY ? REDRAW_MS : LINE_EVERY_MS)) return
    this.#drawnMs = nowMs
    const text = progressLine(progress, nowMs - this.#beganMs, nowMs - this.#newMs)
    if (!isTTY) {
      this.#output.write(`${text}\n`)
      return
    }
    this.#output.write(ERASE + cut(text, columns - 1))
    this.#isShown = true
  }

  /** Lines that stay; the progress goes from the screen before them. */
  say(lines: readonly string[]): void {
    if (this.#isShown) this.#output.write(ERASE)
    this.#isShown = false
    this.#output.write(`${lines.join('\n')}\n`)
  }
}
