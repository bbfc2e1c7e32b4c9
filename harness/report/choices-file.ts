/**
 * The choices of one run as a file: `choices=FILE` writes it, `replay=FILE` makes the run again, on
 * this submission or on a changed one. `docs/choices.md` describes it.
 */
import type { Plan, TestInfo, TracedRun } from '../runner/events.ts'
import type { Choices } from '../sim/chance.ts'
import { writeOnce } from './report-file.ts'
import { clean, formatMs } from './text-layout.ts'
import { UsageError } from './usage-error.ts'

const SCHEMA = 'raft-labs/choices'
const VERSION = 1

/** A run that can be made again. */
export interface Recording {
  readonly test: TestInfo
  readonly seed: number
  /** Of the run that was recorded; empty for one that was lost. */
  readonly traceHash: string
  readonly choices: Choices
}

/** Throws a UsageError when the file cannot be written. */
export function writeChoices(file: string, plan: Plan, run: TracedRun): void {
  const { test, seed, ok, failure, traceHash, choices = {} } = run
  const head = { schema: SCHEMA, version: VERSION, test, seed, folder: plan.folder }
  const end = { outcome: ok ? 'passed' : 'failed', message: failure?.message, traceHash }
  const names = Object.keys(choices).sort()
  const lines = names.map((name) => `${JSON.stringify(name)}:${textOf(choices[name] ?? [])}`)
  const begin = JSON.stringify({ ...head, ...end }).slice(0, -1)
  writeOnce(file, `${begin},"choices":{\n${lines.join(',\n')}\n}}\n`)
}

/** A list; or, where most of it would be null, an object of the rest by number. */
function textOf(values: Choices[string]): string {
  const made = [...values.entries()].filter(([, value]) => value !== null)
  return JSON.stringify(2 * made.length < values.length ? Object.fromEntries(made) : values)
}

/** What surrounds the reading of a file. */
export interface ChoicesSource {
  readonly tests: readonly TestInfo[]
  /** Throws what `readFileSync` throws. */
  readText(path: string): string
}

/** Throws a UsageError of one sentence when it is not such a file. */
export function readChoices(file: string, { tests, readText }: ChoicesSource): Recording {
  const fail = (what: string): never => {
    throw new UsageError(`'replay=${file}': ${what}`)
  }
  const content = parse(file, readText, fail)
  if (content.schema !== SCHEMA) fail('no recorded run; one is written by choices=FILE')
  if (content.version !== VERSION) {
    fail(`version ${String(content.version)} is not known here; record the run again`)
  }
  const { seed, traceHash, choices } = content
  const test = tests.find(({ name }) => name === content.test)
  if (test === undefined) return fail(`there is no test '${clean(String(content.test))}' here`)
  if (!(Number.isSafeInteger(seed) && (seed as number) >= 0)) return fail('its seed is none')
  if (typeof traceHash !== 'string') return fail('it does not say how its run ended')
  return { test, seed: seed as number, traceHash, choices: choicesOf(choices, fail) }
}

function parse(
  file: string,
  readText: ChoicesSource['readText'],
  fail: (what: string) => never,
): Readonly<Record<string, unknown>> {
  let text: string
  try {
    text = readText(file)
  } catch (error) {
    return fail(`it cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
  try {
    const content: unknown = JSON.parse(text)
    if (typeof content === 'object' && content !== null) return { ...content }
  } catch {}
  return fail('no recorded run; one is written by choices=FILE')
}

function choicesOf(value: unknown, fail: (what: string) => never): Choices {
  const isChoice = (each: unknown): boolean => each === null || typeof each === 'number'
  const lists = Object.entries(value ?? {}).map(([name, given]) => {
    const list: unknown[] = Array.isArray(given) ? given : listOf(given)
    if (list.every(isChoice)) return [name, list as Choices[string]] as const
    return fail(`its choices of "${clean(name)}" are no numbers; record the run again`)
  })
  return Object.fromEntries(lists)
}

/** The list that an object of its values by number stands for; no run has a million of a kind. */
function listOf(given: unknown): unknown[] {
  if (typeof given !== 'object' || given === null) return [given]
  const list: unknown[] = []
  for (const [number, value] of Object.entries(given)) {
    if (!/^\d{1,6}$/.test(number)) return [number]
    list[Number(number)] = value
  }
  return Array.from(list, (value) => value ?? null)
}

/** Whether a run that plays a recording is the recorded one; where not, from when on. */
export function describeFit({ traceHash }: Recording, run: TracedRun): string {
  if (run.traceHash === traceHash) return 'This is the recorded run, to the last event.'
  const { firstFresh } = run
  if (firstFresh === undefined) {
    return 'The run went another way than the recorded one; what chance chose was the same.'
  }
  const { atMs, name } = firstFresh
  return (
    `From ${formatMs(Math.round(atMs))} virtual ms on the recording did not fit any more: ` +
    `it had no choice for "${clean(name)}". Later ones were drawn afresh where it has none.`
  )
}
