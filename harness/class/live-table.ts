/**
 * What the terminal shows while a class is graded: a line for each student, live as long as it is
 * graded and then for good; plain lines where the output is no terminal. Names are the students'
 * own choice, so they are cleaned and cut. It decides nothing.
 */
import { describeSeeds, describeTests } from '../report/describe.ts'
import type { Palette } from '../report/palette.ts'
import { clean, count, cut, formatCount } from '../report/text-layout.ts'
import type { Plan, RunResult } from '../runner/events.ts'
import { isolationOf } from './glance.ts'
import type { Standing } from './standing.ts'
import type { Skipped, Submission } from './submission.ts'

const REDRAW_MS = 100
const NAME_MAX = 32
const ERASE_LINE = '\r\u001b[2K'
const LINE_UP = '\u001b[1A'

export interface ClassOutput {
  write(text: string): unknown
  readonly isTty: boolean
  readonly columns: number | undefined
  readonly rows: number | undefined
  /** Real milliseconds from any beginning. */
  now(): number
}

/** A submission that is being graded. */
interface Going {
  done: number
  /** Of the points of the plan, what runs have earned so far. */
  earned: number
}

export class LiveTable {
  readonly #output: ClassOutput
  readonly #palette: Palette
  readonly #plan: Plan
  readonly #nameWidth: number
  readonly #total: number
  readonly #points: number
  readonly #worth: ReadonlyMap<string, number>
  readonly #going = new Map<Submission, Going>()
  #drawnMs = Number.NEGATIVE_INFINITY
  #linesShown = 0
  #ended = 0

  constructor(
    output: ClassOutput,
    palette: Palette,
    plan: Plan,
    submissions: readonly Submission[],
  ) {
    this.#output = output
    this.#palette = palette
    this.#plan = plan
    this.#total = submissions.length
    const widths = submissions.map(({ name }) => [...clean(name)].length)
    this.#nameWidth = Math.min(NAME_MAX, Math.max(...widths))
    this.#points = plan.tests.reduce((sum, { points }) => sum + points, 0)
    this.#worth = new Map(plan.tests.map(({ name, points }) => [name, points / plan.runs]))
  }

  /** What is graded, on what, where it goes, and what is left out. */
  open(out: string, skipped: readonly Skipped[]): void {
    const { runs, tests, jobs } = this.#plan
    const each = runs > 1 ? `${count(tests.length, 'test')} x ${count(runs, 'run')}` : ''
    const words = [
      `${describeTests(tests)} of ${count(this.#total, 'submission')}`,
      each || count(tests.length, 'test'),
      describeSeeds(this.#plan) + isolationOf(this.#plan),
      count(jobs, 'job'),
      `to ${clean(out)}/`,
    ]
    this.say(this.#palette.strong(words.join(', ')))
    for (const { path, why } of skipped) this.say(`skipped: ${clean(path)}: ${why}`)
    this.say('')
  }

  /** Submissions that were built so far. */
  building(done: number): void {
    this.#show([`  building ${formatCount(done + 1)} of ${count(this.#total, 'submission')}`])
  }

  /** Something to say above the live lines. */
  say(text: string): void {
    this.#erase()
    this.#output.write(`${text}\n`)
  }

  began(submission: Submission): void {
    this.#going.set(submission, { done: 0, earned: 0 })
    this.#draw()
  }

  ran(submission: Submission, { test, ok }: RunResult): void {
    const going = this.#going.get(submission)
    if (going === undefined) return
    going.done += 1
    if (ok) going.earned += this.#worth.get(test) ?? 0
    this.#draw()
  }

  ended(standing: Standing): void {
    this.#going.delete(standing.submission)
    this.#ended += 1
    this.#erase()
    const width = formatCount(this.#total).length
    const place = `${formatCount(this.#ended).padStart(width)}/${formatCount(this.#total)}`
    this.#output.write(`${this.#palette.dim(place)} ${this.#describe(standing)}\n`)
  }

  close(): void {
    this.#erase()
  }

  #describe({ submission, status, reason, score, maximum, scores }: Standing): string {
    const name = this.#name(submission)
    const { failed, passed, warned } = this.#palette
    if (scores === undefined || score === undefined)
      return `${name}  ${warned(`${status}: ${reason}`)}`
    const paint = score === maximum ? passed : failed
    const parts = scores.parts.length > 1 ? scores.parts.map((p) => `  ${p.part} ${p.score}`) : []
    const why = reason === undefined ? '' : `  ${warned(`${status}: ${reason}`)}`
    return `${name}  ${paint(`${score}/${maximum}`.padStart(8))}${parts.join('')}${why}`
  }

  #draw(): void {
    const { rows = 24 } = this.#output
    const going = [...this.#going].slice(0, Math.max(1, rows - 3))
    const runs = this.#plan.tests.length * this.#plan.runs
    const lines = going.map(([submission, { done, earned }]) => {
      const share = Math.floor((1_000 * earned) / this.#points + 1e-6) / 10
      const figures = `${formatCount(done)}/${formatCount(runs)} runs, ${share} points so far`
      return `  ${this.#name(submission)}  ${figures}`
    })
    const all = `${formatCount(this.#ended)} of ${count(this.#total, 'submission')} graded`
    this.#show([...lines, `  ${all}`])
  }

  /** Live lines, at most ten times a second. */
  #show(lines: readonly string[]): void {
    const { isTty, columns = 80 } = this.#output
    const nowMs = this.#output.now()
    if (!isTty || nowMs - this.#drawnMs < REDRAW_MS) return
    this.#drawnMs = nowMs
    this.#erase()
    this.#output.write(lines.map((line) => cutWide(line, columns - 1)).join('\n'))
    this.#linesShown = lines.length
  }

  #erase(): void {
    if (this.#linesShown === 0) return
    this.#output.write(ERASE_LINE + `${LINE_UP}${ERASE_LINE}`.repeat(this.#linesShown - 1))
    this.#linesShown = 0
  }

  #name({ name }: Submission): string {
    return cut(clean(name), this.#nameWidth).padEnd(this.#nameWidth)
  }
}

/** A line that is too wide would fill two, and not be erased: wide letters count as two. */
function cutWide(line: string, columns: number): string {
  let width = 0
  let kept = ''
  for (const letter of line) {
    width += (letter.codePointAt(0) ?? 0) < 0x1100 ? 1 : 2
    if (width > columns) return kept
    kept += letter
  }
  return kept
}
