/**
 * Brings the state of `watch` to the terminal: on a screen the whole of it in place, one write a
 * frame, so that nothing flickers; elsewhere a line whenever something happened.
 */
import type { Palette } from '../report/palette.ts'
import type { DeskState } from './desk.ts'
import {
  describeKept,
  describePhase,
  describeRound,
  describeSaved,
  describeWatch,
  drawScreen,
  failureLines,
  faultLines,
} from './screen.ts'

const REDRAW_MS = 100
const ESCAPE = '\u001b['
const CLEAR = `${ESCAPE}2J`
/** No cursor, and no line that is broken into two, while a frame is written from the top. */
const BEGIN = `${ESCAPE}?25l${ESCAPE}?7l${ESCAPE}H`
const END_OF_LINE = `${ESCAPE}K\r\n`
const END = `${ESCAPE}J${ESCAPE}?7h`
const SHOW_CURSOR = `${ESCAPE}?25h`

export interface Output {
  show(state: DeskState): void
  /** The terminal has another size. */
  resized(): void
  close(): void
}

/** What is written to; `columns` and `rows` are as they are now. */
export interface Terminal {
  write(text: string): unknown
  readonly columns?: number
  readonly rows?: number
}

export class ScreenOutput implements Output {
  readonly #terminal: Terminal
  readonly #palette: Palette
  #state: DeskState | undefined
  #shown = ''
  #waiting: NodeJS.Timeout | undefined

  constructor(terminal: Terminal, palette: Palette) {
    this.#terminal = terminal
    this.#palette = palette
    terminal.write(CLEAR)
  }

  /** At most ten frames a second; the last one is always shown. */
  show(state: DeskState): void {
    this.#state = state
    this.#waiting ??= setTimeout(() => this.#draw(), REDRAW_MS)
  }

  resized(): void {
    this.#shown = ''
    this.#terminal.write(CLEAR)
    this.#draw()
  }

  close(): void {
    this.#draw()
    this.#terminal.write(`\r\n${SHOW_CURSOR}`)
  }

  #draw(): void {
    clearTimeout(this.#waiting)
    this.#waiting = undefined
    if (this.#state === undefined) return
    const { columns = 80, rows = 24 } = this.#terminal
    const frame = drawScreen(this.#state, { columns, rows }, this.#palette).join(END_OF_LINE)
    if (frame === this.#shown) return
    this.#shown = frame
    this.#terminal.write(`${BEGIN}${frame}${END}`)
  }
}

/** Of no width, so no line is wrapped. */
const UNWRAPPED = 10_000

export class LineOutput implements Output {
  readonly #terminal: Terminal
  readonly #palette: Palette
  /** Tests whose failure was told since the last save. */
  readonly #told = new Set<string>()
  /** Explanations that were given since then. */
  readonly #explained = new Set<string>()
  #before: DeskState | undefined

  constructor(terminal: Terminal, palette: Palette) {
    this.#terminal = terminal
    this.#palette = palette
  }

  show(state: DeskState): void {
    const before = this.#before
    this.#before = state
    if (before === undefined) this.#say([describeWatch(state.plan)])
    const { saved, tallies, phase, round } = state
    if (saved !== undefined && saved !== before?.saved) this.#say([describeSaved(saved)])
    const isNewCycle = tallies !== before?.tallies
    if (isNewCycle) {
      this.#told.clear()
      this.#explained.clear()
    }
    if (isNewCycle && phase === 'unbuilt') this.#say(faultLines(state))
    this.#tellFailures(state)
    const isRound = phase === 'kept' || phase === 'wider'
    if (isRound && round !== before?.round && round.done === 0) this.#say([describeRound(state)])
    if (isRound || phase === 'building' || (phase === before?.phase && !isNewCycle)) return
    const kept = phase === 'failed' ? describeKept(state.kept) : undefined
    this.#say([...(kept === undefined ? [] : [kept]), describePhase(state)])
  }

  resized(): void {}

  close(): void {}

  #tellFailures({ plan, tallies }: DeskState): void {
    for (const tally of tallies) {
      if (tally.failed.length === 0 || this.#told.has(tally.test.name)) continue
      this.#told.add(tally.test.name)
      const style = { columns: UNWRAPPED, palette: this.#palette, told: this.#explained }
      this.#say(failureLines(plan, tally, style))
    }
  }

  #say(lines: readonly string[]): void {
    for (const line of lines) this.#terminal.write(`${line}\n`)
  }
}
