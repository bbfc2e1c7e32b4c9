/**
 * The whole report as JSON: the plan, every test with every run, and the scores. A file is
 * written anew after every test, so that a grader that is stopped leaves what it has.
 * `report.schema.json` describes it.
 */
import type { Plan, Reporter, RunEvent, RunResult, TestInfo, TestResult } from '../runner/events.ts'
import { isSame, type LabScore, type PartScore, scoreResults } from './score.ts'
import { writeAtomically } from './write-atomically.ts'

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
  readonly scores: {
    readonly parts: readonly PartScore[]
    readonly labs: readonly LabScore[]
  }
  /** Real milliseconds of the whole run, once it is over. */
  readonly wallMs?: number
}

export interface ReportTest extends TestInfo {
  readonly passed: number
  /** Points earned so far, unrounded. */
  readonly earned: number
  /** Every run so far passed without a situation that the test is about. */
  readonly showedNothing: boolean
  readonly runs: readonly Omit<RunResult, 'test'>[]
}

export interface ReportEnd {
  readonly isInterrupted: boolean
  readonly wallMs: number
}

/** The report of what is in so far; `end` once everything is. */
export function makeReport(plan: Plan, results: readonly TestResult[], end?: ReportEnd): Report {
  const scores = scoreResults(plan, results)
  const { tests: _, ...planned } = plan
  return {
    schema: REPORT_SCHEMA,
    version: REPORT_VERSION,
    state: end === undefined ? 'running' : end.isInterrupted ? 'interrupted' : 'finished',
    plan: planned,
    tests: scores.tests.map(({ test, passed, earned, showedNothing }) => ({
      ...test,
      passed,
      earned,
      showedNothing,
      runs: runsOf(test, results),
    })),
    scores: { parts: scores.parts, labs: scores.labs },
    ...(end === undefined ? {} : { wallMs: end.wallMs }),
  }
}

export class JsonReporter implements Reporter {
  readonly #file: string
  readonly #output: { write(text: string): unknown }
  readonly #results: TestResult[] = []
  #plan: Plan | undefined

  /** `file` is a path, or `-` for `output`, which gets the report once, at the end. */
  constructor(file: string, output: { write(text: string): unknown }) {
    this.#file = file
    this.#output = output
  }

  /** Throws a UsageError when the file cannot be written, at the plan already. */
  handle(event: RunEvent): void {
    if (event.kind === 'run-planned') this.#plan = event.plan
    else if (event.kind === 'test-finished') this.#results.push(event.result)
    else if (event.kind === 'run-finished') return
    if (this.#plan === undefined) return
    if (event.kind === 'all-finished') this.#write(makeReport(this.#plan, event.results, event))
    else if (this.#file !== '-') this.#write(makeReport(this.#plan, this.#results))
  }

  #write(report: Report): void {
    const text = `${JSON.stringify(report, null, 1)}\n`
    if (this.#file === '-') this.#output.write(text)
    else writeAtomically(this.#file, text)
  }
}

function runsOf(
  test: TestInfo,
  results: readonly TestResult[],
): readonly Omit<RunResult, 'test'>[] {
  const found = results.find((result) => isSame(result.test, test))
  return (found?.runs ?? []).map(({ test: _, ...run }) => run)
}
