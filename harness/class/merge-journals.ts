/**
 * Joins the journals that machines have written of their shards of one class. What is made is like
 * the journal of one machine that was stopped: `resume` writes the gradebook from it, and runs what
 * is in none of them. The journals come from elsewhere, so nothing in them is believed.
 */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import schema from '../report/report.schema.json' with { type: 'json' }
import { findViolations } from '../report/schema-check.ts'
import { clean } from '../report/text-layout.ts'
import { UsageError } from '../report/usage-error.ts'
import type { RunResult } from '../runner/events.ts'
import { seedsOf } from '../runner/seeds.ts'
import { SHARD_BYTES_MAX, SHARD_RUNS_MAX } from '../runner/shards.ts'
import {
  JOURNAL_FILE,
  Journal,
  type JournalHeader,
  type JournalState,
  readJournal,
} from './journal.ts'
import { lockFolder } from './lock.ts'
import { describeDifference } from './same-batch.ts'

interface ShardJournal extends JournalState {
  readonly folder: string
}

export interface MergedClass {
  readonly runs: number
  readonly submissions: number
  /** Students of whom no run is in any journal. */
  readonly missing: readonly string[]
}

const { $defs } = schema
const RUN = { ...$defs.run, $defs }
const { folder: _, jobs: __, ...planProperties } = $defs.plan.properties
/** Of a class' plan all that a report's has. */
const PLAN = {
  type: 'object',
  required: ['runs', 'firstSeed'],
  properties: planProperties,
  $defs,
}

/**
 * Writes the journal of `out`. Throws a UsageError when something does not fit, and writes nothing.
 */
export function mergeJournals(folders: readonly string[], out: string): MergedClass {
  const journals = folders.map(readShard)
  const [first, ...others] = journals
  if (first === undefined) throw new Error('there is nothing to merge')
  for (const other of others) checkBelongs(first, other)
  const owner = new Map<string, string>()
  for (const journal of journals) checkRuns(journal, owner)
  if (readJournal(out) !== 'none') {
    throw new UsageError(`'${clean(out)}' holds a batch already: name another out=`)
  }
  const unlock = lockFolder(out)
  try {
    write(out, first.header, journals)
  } finally {
    unlock()
  }
  const { submissions } = first.header
  const missing = submissions.map(({ name }) => name).filter((name) => !owner.has(name))
  const runs = journals.flatMap((journal) => [...journal.runs.values()])
  return {
    runs: runs.reduce((total, { size }) => total + size, 0),
    submissions: submissions.length,
    missing,
  }
}

function write(out: string, header: JournalHeader, journals: readonly ShardJournal[]): void {
  const journal = Journal.begin(out, header)
  try {
    for (const { runs } of journals) {
      for (const [student, own] of runs) for (const run of own.values()) journal.add(student, run)
    }
  } finally {
    journal.close()
  }
}

function readShard(folder: string): ShardJournal {
  const file = join(folder, JOURNAL_FILE)
  if (!existsSync(file)) throw wrong(folder, `has no ${JOURNAL_FILE}: give folders that each wrote`)
  const { size } = statSync(file)
  if (size > SHARD_BYTES_MAX) {
    throw wrong(folder, `has a journal of ${size} bytes, ${SHARD_BYTES_MAX} at most`)
  }
  const state = readJournal(folder)
  if (typeof state === 'string' || !isHeader(state.header)) {
    throw wrong(folder, 'has a journal that this grader cannot read')
  }
  return { ...state, folder }
}

/** A plan, and lists of what has a name. */
function isHeader({ plan, submissions }: JournalHeader): boolean {
  const isNamed = (one: unknown) => typeof (one as { name?: unknown } | null)?.name === 'string'
  return (
    findViolations(PLAN, plan).length === 0 &&
    plan.runs <= SHARD_RUNS_MAX &&
    [plan.tests, submissions].every((list) => Array.isArray(list) && list.every(isNamed))
  )
}

function checkBelongs(first: ShardJournal, other: ShardJournal): void {
  const difference = describeDifference(first.header, other.header)
  if (difference === undefined) return
  throw new UsageError(
    `'${clean(other.folder)}' does not belong to '${clean(first.folder)}': ${difference}`,
  )
}

/** `owner` is the folder that each student's runs are from. */
function checkRuns({ folder, header, runs }: ShardJournal, owner: Map<string, string>): void {
  const students = new Set(header.submissions.map(({ name }) => name))
  const tests = new Set(header.plan.tests.map(({ name }) => name))
  const seeds = new Set(seedsOf(header.plan))
  for (const [student, own] of runs) {
    if (!students.has(student))
      throw wrong(folder, `has runs of ${student}, who is not in the class`)
    const known = owner.get(student)
    if (known !== undefined) {
      throw new UsageError(
        `'${clean(known)}' and '${clean(folder)}' both have runs of ${clean(student)}: give each shard once`,
      )
    }
    owner.set(student, folder)
    for (const run of own.values()) {
      if (!isRun(run)) throw wrong(folder, `has a run of ${student} that something has changed`)
      if (tests.has(run.test) && seeds.has(run.seed)) continue
      throw wrong(folder, `has a run of ${student} that is not of its plan`)
    }
  }
}

function isRun(run: RunResult): boolean {
  return findViolations(RUN, run).length === 0 && typeof run.test === 'string'
}

function wrong(folder: string, what: string): UsageError {
  return new UsageError(`'${clean(folder)}' ${clean(what)}`)
}
