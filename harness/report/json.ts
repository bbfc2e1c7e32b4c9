/**
 * The whole report as JSON: the plan, every test with every run, and the scores. A file is
 * written anew after every test, and while one goes on every second, so that a grader that is
 * stopped leaves what it has.
 * `report.schema.json` describes it.
 */
import type { Plan, Reporter, RunEvent, RunResult, TestInfo, TestResult } from '../runner/events.ts'
import type { Interval } from '../runner/interval.ts'
import { secretNumber } from '../runner/seeds.ts'
import { type Cause, causesOf } from './cause.ts'
import { ReportFile } from './report-file.ts'
import { resultOf, type Scores, scoreResults } from './score.ts'
import { cleanJson } from './text-layout.ts'

export const REPORT_SCHEMA = 'raft-labs/report'
/** Raised when a reader of the old form would be wrong; new fields do not raise it. */
export const REPORT_VERSION = 1

export interface Report {
  readonly schema: typeof REPORT_SCHEMA
  readonly version: typeof REPORT_VERSION
  readonly state: 'running' | 'finished' | 'interrupted'
  readonly plan: Omit<Plan, 'tests'>
  /** Every planned test, in order; one that is not finished has no runs. */
  readonly tests: readonly ReportTest[]
  readonly scores: Omit<Scores, 'tests'>
  /** What failed runs of all tests have in common, in the order of their first runs. */
  readonly causes: readonly ReportCause[]
  /** Real milliseconds of the whole run, once it is over. */
  readonly wallMs?: number
}

export interface ReportCause {
  /** Without what differs from run to run. */
  readonly message: string
  readonly rule?: string
  readonly runs: number
  readonly tests: readonly { readonly test: string; readonly runs: number }[]
  readonly example: { readonly test: string; readonly seed: number }
}

export interface ReportTest extends TestInfo {
  readonly passed: number
  /** `until=` ended it before all its runs were made. */
  readonly endedEarly: boolean
  /** Where its pass rate lies, 0 to 1, at 95 %: a Wilson interval. */
  readonly rate: Interval
  /** Points earned so far, unrounded. */
  readonly earned: number
  /** Every run so far passed without a situation that the test is about. */
  readonly showedNothing: boolean
  readonly runs: readonly ReportRun[]
}

export interface ReportRun extends Omit<RunResult, 'test'> {
  /** Of a secret seed only: its number, from 1, by which students' reports name it. */
  readonly secret?: number
}

export interface ReportEnd {
  readonly isInterrupted: boolean
  readonly wallMs: number
}

/** The report of what is in so far; `end` once everything is. */
export function makeReport(plan: Plan, results: readonly TestResult[], end?: ReportEnd): Report {
  const scores = scoreResults(plan, results)
  const { tests: _, ...planned } = plan
  const { tests, ...sums } = scores
  return {
    schema: REPORT_SCHEMA,
    version: REPORT_VERSION,
    state: end === undefined ? 'running' : end.isInterrupted ? 'interrupted' : 'finished',
    plan: planned,
    tests: tests.map(({ test, passed, endedEarly, rate, earned, showedNothing }) => ({
      ...test,
      passed,
      endedEarly,
      rate,
      earned,
      showedNothing,
      runs: runsOf(plan, test, results),
    })),
    scores: sums,
    causes: causesOf(results).map(reportCause),
    ...(end === undefined ? {} : { wallMs: end.wallMs }),
  }
}

function reportCause({ message, rule, runs, tests, runsOf, example }: Cause): ReportCause {
  return {
    message,
    ...(rule === undefined ? {} : { rule }),
    runs,
    tests: tests.map((test, place) => ({ test, runs: runsOf[place] ?? 0 })),
    example: { test: example.test.name, seed: example.seed },
  }
}

/** Ours: how old the report of a test that is going on may be, in real ms. */
const PARTIAL_MS = 1_000

export class JsonReporter implements Reporter {
  /** Undefined where the report goes to `output`. */
  readonly #file: ReportFile | undefined
  readonly #output: { write(text: string): unknown }
  readonly #results: TestResult[] = []
  readonly #now: () => number
  /** Runs of tests that are not finished, in the order they came in. */
  readonly #partial = new Map<string, RunResult[]>()
  #writtenMs = 0
  #plan: Plan | undefined

  /**
   * `file` is a path, or `-` for `output`, which gets the report once, at the end. `now` gives real
   * milliseconds from any beginning.
   */
  constructor(file: string, output: { write(text: string): unknown }, now: () => number) {
    this.#file = file === '-' ? undefined : new ReportFile(file)
    this.#output = output
    this.#now = now
  }

  /** Throws a UsageError at the plan when the file cannot be written; later `close` does. */
  handle(event: RunEvent): void {
    if (event.kind === 'run-planned') {
      this.#plan = event.plan
      this.#file?.begin(textOf(makeReport(event.plan, [])))
    } else if (this.#plan !== undefined && event.kind === 'test-finished') {
      this.#results.push(event.result)
      this.#partial.delete(event.result.test.name)
      this.#update(this.#plan)
    } else if (this.#plan !== undefined && event.kind === 'run-finished') {
      this.#addRun(event.result)
      if (this.#now() - this.#writtenMs >= PARTIAL_MS) this.#update(this.#plan)
    } else if (this.#plan !== undefined && event.kind === 'all-finished') {
      this.#finish(textOf(makeReport(this.#plan, event.results, event)))
    }
  }

  close(): void {
    this.#file?.close()
  }

  #addRun(run: RunResult): void {
    if (this.#file === undefined) return
    const runs = this.#partial.get(run.test)
    if (runs === undefined) this.#partial.set(run.test, [run])
    else runs.push(run)
  }

  #update(plan: Plan): void {
    if (this.#file === undefined) return
    const going = plan.tests.flatMap((test) => {
      const runs = this.#partial.get(test.name)
      return runs === undefined ? [] : [{ test, runs }]
    })
    this.#file.update(textOf(makeReport(plan, [...this.#results, ...going])))
    this.#writtenMs = this.#now()
  }

  #finish(text: string): void {
    if (this.#file === undefined) this.#output.write(cleanJson(text))
    else this.#file.finish(text)
  }
}

function textOf(report: Report): string {
  return `${JSON.stringify(report, null, 1)}\n`
}

function runsOf(plan: Plan, test: TestInfo, results: readonly TestResult[]): readonly ReportRun[] {
  return resultOf(results, test).runs.map(({ test: _, ...run }) => {
    const secret = secretNumber(plan, run.seed)
    return secret === undefined ? run : { ...run, secret }
  })
}
