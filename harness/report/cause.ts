/**
 * What failures have in common, of several tests or of different students: the rule and the message
 * without whatever differs from run to run. It judges nothing and prints nothing.
 */
import { type RunResult, type TestInfo, type TestResult, wasMade } from '../runner/events.ts'
import type { Failure } from '../tester/failure.ts'
import { groupBy } from './score.ts'
import { clean } from './text-layout.ts'

/** Failures alike, of which the first stands for all. */
export interface Cause {
  /** Equal for failures of one cause. */
  readonly key: string
  readonly message: string
  readonly rule?: string
  /** Tests that failed so, in the order of the plan. */
  readonly tests: readonly string[]
  readonly runs: number
  /** How many of those runs each of the tests has. */
  readonly runsOf: readonly number[]
  readonly example: { readonly test: TestInfo; readonly seed: number; readonly isRun: boolean }
}

const LETTERS_MAX = 200

export function causesOf(results: readonly TestResult[]): readonly Cause[] {
  const failed = results.flatMap(({ test, runs }) =>
    runs.flatMap((run) => (run.ok ? [] : [{ test, run, ...describeCause(run) }])),
  )
  return groupBy(failed, ({ key }) => key).map((group) => {
    const { key, message, test, run } = group[0] as (typeof failed)[number]
    const { rule } = run.failure ?? {}
    const tests = [...new Set(group.map((one) => one.test.name))]
    return {
      key,
      message,
      ...(rule === undefined ? {} : { rule: clean(rule) }),
      tests,
      runsOf: tests.map((name) => group.filter((one) => one.test.name === name).length),
      runs: group.length,
      example: { test, seed: run.seed, isRun: wasMade(run) },
    }
  })
}

function describeCause({ failure }: RunResult): { key: string; message: string } {
  const { kind = 'unknown', rule = '' } = failure ?? {}
  const sentence = failure === undefined ? 'no reason given' : sentenceOf(failure)
  // What a check quotes is a value of this run; what code throws or a bundler says is its point.
  const values = kind === 'check' ? sentence.replace(/"(?:[^"\\]|\\.)*"/g, '"…"') : sentence
  const message = normalise(values)
  return { key: JSON.stringify([kind, rule, message]), message }
}

/** Of a lab that does not build, what the bundler said. */
function sentenceOf({ kind, message, details }: Failure): string {
  const [first = ''] = kind === 'build' && details[0] !== undefined ? details : message.split('\n')
  return kind === 'build' ? first.replace(/^\S+\.[jt]s:\d+:\d+: /, '') : first
}

/** Servers and clients lose their numbers, figures become signs; `2A` and `UTF-8` stay. */
export function normalise(message: string): string {
  return cutAt(
    clean(message)
      .replace(/\b([SCG])\d+\b/g, '$1#')
      .replace(/(?<![\w-])\d+(?:,\d{3})*(?:\.\d+)?(?!\w)/g, '#')
      .replace(/\b([SCG])#(?:(?:, | and |, and )\1#)+/g, '$1#, …'),
  )
}

function cutAt(text: string): string {
  return text.length <= LETTERS_MAX ? text : `${text.slice(0, LETTERS_MAX)}…`
}
