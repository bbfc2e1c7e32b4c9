/**
 * The live line at the bottom of a terminal: done of total, runs per second, failures so far. It
 * draws at most ten times a second and only where somebody watches; whoever prints a line erases
 * it first.
 */
import { count, cut, formatCount } from './text-layout.ts'

const REDRAW_MS = 100
const ERASE = '\r\u001b[2K'

export interface ProgressOutput {
  write(text: string): unknown
  readonly isTty: boolean
  readonly columns: number | undefined
  /** Real milliseconds from any beginning. */
  now(): number
}

export class Progress {
  readonly #output: ProgressOutput
  readonly #beganMs: number
  #drawnMs = Number.NEGATIVE_INFINITY
  #isShown = false
  #failures = 0

  constructor(output: ProgressOutput) {
    this.#output = output
    this.#beganMs = output.now()
  }

  /** A run ended. */
  update(done: number, total: number, ok: boolean): void {
    if (!ok) this.#failures += 1
    const nowMs = this.#output.now()
    if (!this.#output.isTty || nowMs - this.#drawnMs < REDRAW_MS) return
    this.#drawnMs = nowMs
    this.#isShown = true
    const text = this.#describe(done, total, nowMs - this.#beganMs)
    this.#output.write(ERASE + cut(text, (this.#output.columns ?? 80) - 1))
  }

  /** Takes the line off the screen, if it is there. */
  erase(): void {
    if (this.#isShown) this.#output.write(ERASE)
    this.#isShown = false
  }

  #describe(done: number, total: number, elapsedMs: number): string {
    const rate = elapsedMs > 0 ? `, ${formatCount((done * 1000) / elapsedMs)}/s` : ''
    const failures = this.#failures > 0 ? `, ${count(this.#failures, 'failure')}` : ''
    return `  ${formatCount(done)} of ${count(total, 'run')}${rate}${failures}`
  }
}
