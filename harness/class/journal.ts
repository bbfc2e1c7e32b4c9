/**
 * The journal of a batch: a header that says what is graded, then a line for each run as it ends.
 * It is only ever appended to, so that a grader that is killed loses nothing it has finished: what
 * it did not write to the end is the last line, and that is dropped.
 */
import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { cannotWrite, writeAtomically } from '../report/write-atomically.ts'
import type { Plan, RunResult } from '../runner/events.ts'

export const JOURNAL_FILE = 'journal.ndjson'
const SCHEMA = 'raft-labs/journal'
const VERSION = 1

/** What every submission is run with; folders, workers and hashes are of each one. */
export type ClassPlan = Omit<Plan, 'folder' | 'jobs' | 'hashes' | 'tests'> & {
  readonly tests: readonly { readonly name: string; readonly points: number }[]
}

export interface JournalHeader {
  readonly schema: typeof SCHEMA
  readonly version: typeof VERSION
  /** Of Node, which runs the submissions. */
  readonly node: string
  readonly suite: string
  readonly plan: ClassPlan
  readonly submissions: readonly JournalSubmission[]
}

export interface JournalSubmission {
  readonly name: string
  readonly fileName: string
  /** Of all that is read of it. */
  readonly hash: string
}

/** What was written before. */
export interface JournalState {
  readonly header: JournalHeader
  /** Results by student, then by test and seed. */
  readonly runs: ReadonlyMap<string, ReadonlyMap<string, RunResult>>
  /** How much of the file is whole lines. */
  readonly bytes: number
}

export function makeHeader(
  parts: Pick<JournalHeader, 'node' | 'suite' | 'plan' | 'submissions'>,
): JournalHeader {
  return { schema: SCHEMA, version: VERSION, ...parts }
}

/** The plan as a header holds it. */
export function classPlanOf(plan: Plan): ClassPlan {
  const { folder: _, jobs: __, hashes: ___, tests, ...rest } = plan
  return { ...rest, tests: tests.map(({ name, points }) => ({ name, points })) }
}

/** The key of a run within a submission. */
export function runKey(test: string, seed: number): string {
  return `${test} ${seed}`
}

/**
 * What the journal of a folder holds; `none` when there is no file or not even a whole header, and
 * `other` when it is none that this grader can go on with.
 */
export function readJournal(out: string): JournalState | 'none' | 'other' {
  const read = readLines(out)
  if (typeof read === 'string') return read
  const { lines, ...state } = read
  const runs = new Map<string, Map<string, RunResult>>()
  for (const line of lines) {
    const { student, run } = (parse(line) ?? {}) as { student?: string; run?: RunResult }
    if (student === undefined || run === undefined) continue
    const ofStudent = runs.get(student) ?? new Map<string, RunResult>()
    runs.set(student, ofStudent.set(runKey(run.test, run.seed), run))
  }
  return { ...state, runs }
}

/** The same, of its header alone. */
export function readHeader(out: string): JournalHeader | 'none' | 'other' {
  const read = readLines(out)
  return typeof read === 'string' ? read : read.header
}

/** The lines behind the header as they stand. */
function readLines(
  out: string,
): (Omit<JournalState, 'runs'> & { readonly lines: readonly string[] }) | 'none' | 'other' {
  const file = join(out, JOURNAL_FILE)
  if (!existsSync(file)) return 'none'
  if (!statSync(file).isFile()) return 'other'
  const text = readFileSync(file)
  const bytes = text.lastIndexOf('\n') + 1
  const [first, ...lines] = text.subarray(0, bytes).toString('utf8').split('\n')
  if (bytes === 0) return 'none'
  const header = parse(first ?? '') as JournalHeader | undefined
  if (header?.schema !== SCHEMA || header.version !== VERSION) return 'other'
  return { header, lines, bytes }
}

/** A line that was damaged says nothing: its run is made again. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

export class Journal {
  readonly #file: string
  readonly #descriptor: number

  private constructor(file: string, descriptor: number) {
    this.#file = file
    this.#descriptor = descriptor
  }

  /** A new one, in place of what was there. Throws a UsageError when it cannot be written. */
  static begin(out: string, header: JournalHeader): Journal {
    const file = join(out, JOURNAL_FILE)
    writeAtomically(file, `${JSON.stringify(header)}\n`)
    return Journal.#open(file)
  }

  /** One that is there, without what was not written to its end. */
  static resume(out: string, { bytes }: JournalState): Journal {
    const journal = Journal.#open(join(out, JOURNAL_FILE))
    ftruncateSync(journal.#descriptor, bytes)
    return journal
  }

  static #open(file: string): Journal {
    try {
      return new Journal(file, openSync(file, 'a'))
    } catch (error) {
      throw cannotWrite(file, error)
    }
  }

  /** A run ended. Throws a UsageError when it cannot be written down. */
  add(student: string, run: RunResult): void {
    const line = Buffer.from(`${JSON.stringify({ student, run })}\n`)
    try {
      for (let at = 0; at < line.length; ) at += writeSync(this.#descriptor, line, at)
    } catch (error) {
      throw cannotWrite(this.#file, error)
    }
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}
