/**
 * The report on the terminal: a row per test as it finishes, failures below it, scores at the
 * end. A live line where the output is a terminal, plain lines elsewhere. It reads events and
 * decides nothing.
 */
import {
  type Plan,
  type Reporter,
  type RunEvent,
  type Shard,
  type TestInfo,
  type TestResult,
  wasMade,
} from '../runner/events.ts'
import { runsHere } from '../runner/shards.ts'
import { describeCauses } from './causes-text.ts'
import {
  describeFailure,
  describePlan,
  describeShard,
  explanationOf,
  type FailureGroup,
  groupFailures,
  isCommand,
  isToldAgain,
  type Line,
  replayCommand,
} from './describe.ts'
import type { Palette } from './palette.ts'
import { Progress } from './progress.ts'
import { isSame, type LabScore, type PartScore, scoreResults, type TotalScore } from './score.ts'
import { makeTable, type Table } from './table.ts'
import { noteLines } from './test-text.ts'
import { count, formatCount, formatSeconds, wrap } from './text-layout.ts'

const GROUPS_MAX = 3
const WIDTH_LEAST = 40

export interface ConsoleOutput {
  write(text: string): unknown
  readonly isTty: boolean
  /** Width of the terminal; without one no line is cut or wrapped. */
  readonly columns: number | undefined
  /** Real milliseconds from any beginning; only for the speed in the live line. */
  now(): number
}

type Finished = Extract<RunEvent, { kind: 'all-finished' }>

export const VOID =
  'This submission counts for nothing: an audit has shown that its runs are tampered with (see the failure above).'

export class ConsoleReporter implements Reporter {
  readonly #output: ConsoleOutput
  readonly #palette: Palette
  readonly #progress: Progress
  readonly #shown: TestInfo[] = []
  /** Explanations that were printed. */
  readonly #explained = new Set<string>()
  #plan: Plan | undefined
  #table: Table | undefined
  #next: string | undefined
  /** Whether the last line printed was empty. */
  #isBlank = false

  constructor(output: ConsoleOutput, palette: Palette) {
    this.#output = output
    this.#palette = palette
    this.#progress = new Progress(output)
  }

  handle(event: RunEvent): void {
    switch (event.kind) {
      case 'run-planned':
        this.#showPlan(event.plan)
        return
      case 'run-finished':
        this.#progress.update(event.done, event.total, event.result.ok)
        return
      case 'test-finished':
        this.#showTest(event.result)
        return
      case 'all-finished':
        this.#showEnd(event)
        return
    }
  }

  close(): void {
    this.#progress.erase()
  }

  #showPlan(plan: Plan): void {
    this.#plan = plan
    this.#table = makeTable(plan, this.#palette, this.#width)
    const heading = `${describePlan(plan)}, ${count(plan.jobs, 'job')}`
    this.#wrapped(heading, '', this.#palette.strong)
    if (plan.languageNote !== undefined) this.#wrapped(plan.languageNote, '', this.#palette.dim)
    this.#showGaps(plan.isolation)
    this.#line('')
    this.#line(this.#table.heading)
  }

  #showGaps(isolation: Plan['isolation']): void {
    const gaps = isolation?.doesNotStop ?? []
    if (gaps.length === 0) return
    const text = `The sandbox here does not stop code that has broken out of Node from these: ${gaps.join('; ')}. With bubblewrap installed it does.`
    this.#wrapped(text, '', this.#palette.warned)
  }

  #showTest(result: TestResult): void {
    const plan = this.#plan
    if (plan === undefined || this.#table === undefined) return
    this.#shown.push(result.test)
    this.#line(this.#table.row(result))
    const groups = groupFailures(result.runs)
    for (const group of groups.slice(0, GROUPS_MAX)) this.#showFailure(plan, result, group)
    const rest = groups.slice(GROUPS_MAX)
    if (rest.length > 0) {
      const runs = rest.reduce((total, group) => total + group.count, 0)
      this.#line(`  and ${count(rest.length, 'other failure')} in ${count(runs, 'run')}`)
    }
    for (const line of noteLines(result, GROUPS_MAX)) this.#wrapped(line, '  ', this.#palette.dim)
    if (groups.length > 0) this.#line('')
  }

  #showFailure(plan: Plan, result: TestResult, group: FailureGroup): void {
    if (wasMade(group.first)) {
      // An exception says where it is; of all else the cause is somewhere before.
      const look = group.failure.kind === 'exception' ? 'log' : 'explain'
      const again = replayCommand(plan, result.test, group.first.seed)
      if (again !== undefined) this.#next ??= `${again} ${look}`
    }
    const lines = describeFailure(plan, result, group)
    const key = explanationOf(group.failure)
    const isKnown = this.#explained.has(key)
    this.#explained.add(key)
    for (const line of lines) {
      if (!isKnown || isToldAgain(line)) this.#showLine(line)
    }
  }

  #showLine(line: Line): void {
    const { failed, dim, command } = this.#palette
    if (line.kind === 'headline') this.#wrapped(line.text, '  ', failed)
    else if (line.kind === 'detail') this.#wrapped(line.text, '      ', (text) => text)
    else if (isCommand(line)) this.#line(`${dim(labelOf(line.label))}${command(line.text)}`)
    else this.#wrapped(line.text, labelOf(''), (text) => text, labelOf(line.label))
  }

  #showEnd(event: Finished): void {
    const plan = this.#plan
    if (plan === undefined) return
    const isShown = ({ test }: TestResult) => this.#shown.some((shown) => isSame(shown, test))
    for (const result of event.results) {
      if (!isShown(result) && result.runs.length > 0) this.#showTest(result)
    }
    this.#showCauses(plan, event.results)
    if (plan.shard === undefined) this.#showScores(plan, event.results)
    else this.#showShard(plan.shard, event.results)
    this.#showTimes(plan, event)
    this.#showHint(plan, event)
  }

  /** One mistake makes many tests fail; here it stands once. */
  #showCauses(plan: Plan, results: readonly TestResult[]): void {
    const causes = describeCauses(plan, results)
    if (causes.length === 0) return
    if (!this.#isBlank) this.#line('')
    this.#line(this.#palette.strong('By cause'))
    for (const { headline, details, why } of causes) {
      this.#wrapped(headline, '  ', this.#palette.failed)
      for (const text of details) this.#wrapped(text, '      ', (plain) => plain)
      if (why !== undefined) this.#showLine({ kind: 'field', label: 'why', text: why })
    }
    this.#line('')
  }

  /** Points are of all shards: a share of a test's runs says nothing of its points. */
  #showShard(shard: Shard, results: readonly TestResult[]): void {
    const runs = results.flatMap((result) => result.runs)
    const passed = runs.filter(({ ok }) => ok).length
    const share = `${formatCount(passed)} of ${count(runs.length, 'run')} passed`
    if (!this.#isBlank) this.#line('')
    this.#wrapped(
      `${describeShard(shard)}: ${share}; merge tells the points.`,
      '  ',
      (text) => text,
    )
    this.#line('')
  }

  #showScores(plan: Plan, results: readonly TestResult[]): void {
    const { parts, labs, total, isVoid } = scoreResults(plan, results)
    const rows = [
      ...parts.map((part) => [part.part, this.#describePart(part)] as const),
      ...labs.map((lab) => [lab.lab, this.#describeLab(lab)] as const),
      ...(total === undefined ? [] : [['total', this.#describeTotal(plan, total)] as const]),
    ]
    const width = Math.max(...rows.map(([title]) => title.length)) + 2
    if (!this.#isBlank) this.#line('')
    for (const [title, words] of rows) this.#line(`  ${title.padEnd(width)}${words}`)
    this.#line('')
    if (isVoid) this.#wrapped(VOID, '', this.#palette.failed)
  }

  #describePart(part: PartScore): string {
    const { isFull, isPartial, maximum, score, showedNothing, tests, testsPassed } = part
    const paint = isFull ? this.#palette.passed : this.#palette.failed
    const points = `${formatScore(score)}/${formatScore(maximum)}`.padStart(9)
    const noun = isPartial ? 'chosen test' : 'test'
    const note = isPartial ? ' (partial)' : ''
    const passed = `${formatCount(testsPassed)} of ${count(tests, noun)} passed${note}`
    const mute = `, ${formatCount(showedNothing)} of ${formatCount(tests)} showed nothing`
    const rest = showedNothing === 0 ? '' : this.#palette.warned(mute)
    return `${paint(points)}  ${passed}${rest}`
  }

  #describeLab({ isPartial, parts, score }: LabScore): string {
    const note = isPartial ? ' (partial)' : ''
    const points = `${formatScore(score)}/100`.padStart(9)
    const words = `mean of ${parts.join(', ')}${note}`
    return `${this.#palette.strong(points)}  ${this.#palette.dim(words)}`
  }

  #describeTotal({ weights = {} }: Plan, { isPartial, maximum, score }: TotalScore): string {
    const note = isPartial ? ' (partial)' : ''
    const points = `${formatScore(score)}/${formatScore(maximum)}`.padStart(9)
    const parts = Object.entries(weights).map(([part, weight]) => `${part} ${weight}`)
    const words = `weights ${parts.join(', ')}${note}`
    return `${this.#palette.strong(points)}  ${this.#palette.dim(words)}`
  }

  #showTimes(plan: Plan, { results, wallMs, isInterrupted }: Finished): void {
    const runs = results.flatMap((result) => result.runs)
    if (isInterrupted) {
      const share = `${formatCount(runs.length)} of ${count(runsOf(plan), 'run')}`
      const text = `Interrupted after ${share}; the rest counts as not passed.`
      this.#wrapped(text, '', this.#palette.warned)
    }
    const virtualMs = runs.reduce((total, { statistics }) => total + statistics.virtualMs, 0)
    const real = `${formatSeconds(wallMs)} s`
    const most = plan.until === undefined ? '' : ` of at most ${formatCount(runsOf(plan))}`
    const made = `${count(runs.length, 'run')}${most}`
    const text = plan.isRealTime
      ? `${made} in ${real}.`
      : `${made}: ${formatSeconds(virtualMs)} virtual s in ${real}.`
    this.#line(this.#palette.dim(text))
  }

  #showHint(plan: Plan, { isInterrupted, results }: Finished): void {
    const hasPassed = results.every(({ runs }) => runs.every(({ ok }) => ok))
    const what = [...new Set(plan.tests.map(({ part }) => part))].join(' ')
    const folder = plan.folder === 'labs' ? '' : ` ${plan.folder}`
    if (this.#next !== undefined) this.#hint('Next:', this.#next)
    else if (hasPassed && !isInterrupted && plan.runs === 1 && plan.tests.length > 1) {
      this.#hint('Try more seeds:', `npm run grade ${what}${folder} x100`)
    }
  }

  #hint(words: string, command: string): void {
    this.#line(`${words} ${this.#palette.command(command)}`)
  }

  get #width(): number | undefined {
    const { columns } = this.#output
    return columns === undefined ? undefined : Math.max(WIDTH_LEAST, columns)
  }

  /** Prints text wrapped at the terminal's width; a label stands in the first line's indent. */
  #wrapped(text: string, indent: string, paint: (text: string) => string, label = ''): void {
    const width = this.#width
    const lines = width === undefined ? [text] : wrap(text, width - indent.length)
    lines.forEach((line, index) => {
      const before = index === 0 && label !== '' ? label.padEnd(indent.length) : indent
      this.#line((label === '' ? before : this.#palette.dim(before)) + paint(line))
    })
  }

  #line(text: string): void {
    this.#progress.erase()
    this.#output.write(`${text}\n`)
    this.#isBlank = text === ''
  }
}

/** Of all tests, if none ends early. */
function runsOf(plan: Plan): number {
  return plan.tests.reduce((sum, test) => sum + runsHere(plan, test), 0)
}

/** The label of a line below a test's row, indented, in a column of its own. */
function labelOf(label: string): string {
  return `    ${label.padEnd(7)}`
}

/** `100`, `99.9` */
function formatScore(score: number): string {
  return Number.isInteger(score) ? String(score) : score.toFixed(1)
}
