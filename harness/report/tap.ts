/**
 * The report as TAP: a point per test, YAML diagnostics below a failing one. Points are printed as
 * tests finish. It prints nothing but TAP, and of that only what version 13 has and what its
 * readers (docs/reports.md) agree on: some count subtests of version 14 as one point, some end at
 * an item of a YAML list, and some at a failing point that no comment precedes.
 */
import {
  type Plan,
  type Reporter,
  type RunEvent,
  type TestResult,
  wasMade,
} from '../runner/events.ts'
import { isSecret } from '../runner/seeds.ts'
import { describePlan, groupFailures, nameSeed, replayCommand } from './describe.ts'
import { formatRate, rateOf } from './rate.ts'
import { clean, cleanJson } from './text-layout.ts'

type Value = string | number

export class TapReporter implements Reporter {
  readonly #output: { write(text: string): unknown }
  #plan: Plan | undefined
  #points = 0

  constructor(output: { write(text: string): unknown }) {
    this.#output = output
  }

  handle(event: RunEvent): void {
    switch (event.kind) {
      case 'run-planned':
        this.#plan = event.plan
        this.#line('TAP version 13')
        this.#line(`# ${clean(describePlan(event.plan))}`)
        return
      case 'run-finished':
        return
      case 'test-finished':
        this.#showTest(event.result)
        return
      case 'all-finished':
        this.#showEnd(event.isInterrupted)
        return
    }
  }

  #showTest(result: TestResult): void {
    this.#points += 1
    const ok = result.runs.length > 0 && result.runs.every((run) => run.ok)
    this.#line(describePoint(ok, this.#points, describeTest(result)))
    if (!ok && this.#plan !== undefined) this.#showDiagnostics(this.#plan, result)
  }

  #showDiagnostics(plan: Plan, result: TestResult): void {
    this.#line('  ---')
    for (const [key, value] of Object.entries(diagnose(plan, result))) {
      this.#line(`  ${key}: ${scalar(value)}`)
    }
    this.#line('  ...')
  }

  #showEnd(isInterrupted: boolean): void {
    this.#line(isInterrupted ? 'Bail out! interrupted' : `1..${this.#points}`)
  }

  #line(text: string): void {
    this.#output.write(`${text}\n`)
  }
}

/**
 * Everything that a reader of the failing point should know, of its most frequent failure. A key
 * per line: a list is a text of lines.
 */
function diagnose(plan: Plan, { test, runs }: TestResult): Record<string, Value> {
  const groups = groupFailures(runs)
  const [group] = groups
  if (group === undefined) return { message: 'the test was not run' }
  const { failure, first } = group
  const again = wasMade(first) ? replayCommand(plan, test, first.seed) : undefined
  return {
    message: failure.message,
    kind: failure.kind,
    seed: isSecret(plan, first.seed) ? nameSeed(plan, first.seed) : first.seed,
    runs: runs.length,
    passes: runs.filter(({ ok }) => ok).length,
    ...(runs.length > 1 ? { passRate: formatRate(rateOf(runs)) } : {}),
    failures: groups.length,
    atMs: failure.atMs,
    ...(failure.rule === undefined ? {} : { rule: failure.rule }),
    ...linesOf('details', failure.details),
    ...linesOf('frames', failure.frames),
    ...(again === undefined ? {} : { again }),
  }
}

function linesOf(key: string, lines: readonly string[]): Record<string, string> {
  return lines.length === 0 ? {} : { [key]: lines.join('\n') }
}

function describeTest({ test, runs }: TestResult): string {
  const passed = runs.filter(({ ok }) => ok).length
  const share = runs.length > 1 ? `, ${passed} of ${runs.length} runs passed` : ''
  return `${test.part} ${test.name}: ${test.title}${share}`
}

function describePoint(ok: boolean, number: number, description: string): string {
  return `${ok ? 'ok' : 'not ok'} ${number} - ${escapePoint(description)}`
}

/** `#` would begin a directive, and a line break a new line of TAP. */
export function escapePoint(description: string): string {
  return description.replace(/[\\#]/g, '\\$&').replace(/\s+/g, ' ')
}

/** A number, or a text in double quotes: JSON strings are YAML strings. */
function scalar(value: string | number): string {
  return cleanJson(JSON.stringify(value)).replace(/[\u007f-\u009f\u2028\u2029]/g, escapeUnicode)
}

function escapeUnicode(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
}
