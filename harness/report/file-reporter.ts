/**
 * A report that is a file, written anew after every test: collects what is finished, and leaves
 * it to `make` what the file says. JUnit and the forms of the platforms are made so.
 */
import type { Plan, Reporter, RunEvent, TestResult } from '../runner/events.ts'
import { ReportFile } from './report-file.ts'

/** What is in so far. */
export interface Standing {
  readonly plan: Plan
  readonly results: readonly TestResult[]
  /** When the runs began, and now: real milliseconds since 1970. */
  readonly startedMs: number
  readonly nowMs: number
  readonly state: 'running' | 'finished' | 'interrupted'
}

export class FileReporter implements Reporter {
  readonly #file: ReportFile
  readonly #make: (standing: Standing) => string
  readonly #now: () => number
  readonly #results: TestResult[] = []
  #plan: Plan | undefined
  #startedMs = 0

  /** `now` gives real milliseconds since 1970. */
  constructor(file: string, now: () => number, make: (standing: Standing) => string) {
    this.#file = new ReportFile(file)
    this.#make = make
    this.#now = now
  }

  /** Throws a UsageError at the plan when the file cannot be written; later `close` does. */
  handle(event: RunEvent): void {
    if (event.kind === 'run-planned') {
      this.#plan = event.plan
      this.#startedMs = this.#now()
      this.#file.begin(this.#text(event.plan, [], 'running'))
    } else if (this.#plan !== undefined && event.kind === 'test-finished') {
      this.#results.push(event.result)
      this.#file.update(this.#text(this.#plan, this.#results, 'running'))
    } else if (this.#plan !== undefined && event.kind === 'all-finished') {
      const state = event.isInterrupted ? 'interrupted' : 'finished'
      this.#file.finish(this.#text(this.#plan, event.results, state))
    }
  }

  close(): void {
    this.#file.close()
  }

  #text(plan: Plan, results: readonly TestResult[], state: Standing['state']): string {
    return this.#make({ plan, results, startedMs: this.#startedMs, nowMs: this.#now(), state })
  }
}
