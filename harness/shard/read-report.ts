/**
 * Reads the report of a shard from a file that may hold anything, and answers it only if it is one:
 * of the right form, of a plan that can be, and with no run that is not its shard's. Otherwise a
 * UsageError names the file and what is wrong with it.
 */
import { readFileSync, statSync } from 'node:fs'
import type { Report, ReportTest } from '../report/json.ts'
import { REPORT_SCHEMA, REPORT_VERSION } from '../report/json.ts'
import schemaOfReports from '../report/report.schema.json' with { type: 'json' }
import { findViolations } from '../report/schema-check.ts'
import { clean } from '../report/text-layout.ts'
import { UsageError } from '../report/usage-error.ts'
import type { Plan, RunResult, Shard, TestInfo, TestResult } from '../runner/events.ts'
import { seedsOf } from '../runner/seeds.ts'
import { isRunHere, SHARD_BYTES_MAX, SHARD_RUNS_MAX } from '../runner/shards.ts'
import { isComplete } from '../runner/until.ts'

/** What was read, in the words of the runner. */
export interface ShardReport {
  readonly file: string
  /** The plan of all shards, without one of its own. */
  readonly plan: Plan
  /** A report that is of no shard is the only one. */
  readonly shard: Shard
  readonly runs: readonly RunResult[]
  /** Tests of its shard of which runs are not in. */
  readonly open: readonly TestInfo[]
  readonly wallMs: number
}

/** What is quoted of a file's faults. */
const LETTERS_MAX = 240

/** Throws a UsageError of one sentence when the file is no report of a shard. */
export function readReport(file: string): ShardReport {
  const report = checkForm(file, parseFile(file))
  const { shard = { number: 1, of: 1 }, ...rest } = report.plan
  const results = report.tests.map(resultFrom)
  const plan: Plan = { ...rest, tests: results.map(({ test }) => test) }
  checkPlan(file, plan, shard)
  const whole = { ...plan, shard }
  checkRuns(file, whole, results)
  return {
    file,
    plan,
    shard,
    runs: results.flatMap(({ runs }) => runs),
    open: results.filter((result) => !isComplete(whole, result)).map(({ test }) => test),
    wallMs: report.wallMs ?? 0,
  }
}

function parseFile(file: string): unknown {
  const text = readText(file)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw wrong(file, `is no JSON: ${(error as Error).message}`)
  }
}

function readText(file: string): string {
  try {
    const found = statSync(file)
    if (!found.isFile()) throw wrong(file, 'is no file')
    if (found.size > SHARD_BYTES_MAX) {
      throw wrong(
        file,
        `is too large for a report: ${found.size} bytes of at most ${SHARD_BYTES_MAX}`,
      )
    }
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof UsageError) throw error
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw wrong(file, isMissing ? 'does not exist' : `cannot be read: ${(error as Error).message}`)
  }
}

/** Another program's JSON is told from a report of another version, and both from a broken one. */
function checkForm(file: string, value: unknown): Report {
  const { schema, version } = (value ?? {}) as Partial<Report>
  if (schema !== REPORT_SCHEMA) {
    throw wrong(file, 'is no report of npm run grade: give files written by json=FILE')
  }
  if (version !== REPORT_VERSION) {
    const made = typeof version === 'number' ? `version ${version}` : 'no known version'
    throw wrong(file, `is a report of ${made}, and this grader reads version ${REPORT_VERSION}`)
  }
  const [violation] = findViolations(schemaOfReports, value)
  if (violation === undefined) return value as Report
  throw wrong(file, `is a report that something has changed, at ${violation.replace(/^\$\.?/, '')}`)
}

/** The test has the same keys in the same order as in the plan that the report was made of. */
function resultFrom(told: ReportTest): TestResult {
  const { passed, endedEarly, rate, earned, showedNothing, runs, ...test } = told
  return { test, runs: runs.map(({ secret: _, ...run }) => ({ test: test.name, ...run })) }
}

/** What a schema cannot say of a plan, and what is shown as it stands. */
function checkPlan(file: string, plan: Plan, shard: Shard): void {
  if (shard.number > shard.of) throw wrong(file, `is shard ${shard.number} of only ${shard.of}`)
  if (plan.runs > SHARD_RUNS_MAX) {
    throw wrong(file, `has a plan of more than ${SHARD_RUNS_MAX} runs per test`)
  }
  if (new Set(plan.tests.map(({ name }) => name)).size < plan.tests.length) {
    throw wrong(file, 'has the same test twice')
  }
  const shown = plan.tests.flatMap(({ name, title, lab, part }) => [name, title, lab, part])
  const odd = [plan.folder, plan.on ?? '', ...shown].find((text) => text !== clean(text))
  if (odd !== undefined) throw wrong(file, `has a name with control characters: ${clean(odd)}`)
}

/** Every run is under a seed of its shard, and none is there twice. */
function checkRuns(file: string, plan: Plan, results: readonly TestResult[]): void {
  const seeds = seedsOf(plan)
  const places = new Map(seeds.map((seed, place) => [seed, place]))
  for (const [at, { test, runs }] of results.entries()) {
    const { name } = test
    const seen = new Set<number>()
    for (const { seed } of runs) {
      const place = places.get(seed)
      const isOwn = place !== undefined && isRunHere(plan, at, place)
      if (!isOwn) throw wrong(file, `has a run of ${name} that is not of its shard`)
      if (seen.has(seed)) throw wrong(file, `has a run of ${name} twice`)
      seen.add(seed)
    }
  }
}

function wrong(file: string, what: string): UsageError {
  return new UsageError(`'${file}' ${clean(what).slice(0, LETTERS_MAX)}`)
}
