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
import type { Plan, RunResult, TestInfo } from '../runner/events.ts'
import { seedsOf } from '../runner/seeds.ts'
import { isRunHere, type Shard } from '../runner/shards.ts'
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

/** Ours: a text of more cannot be read by Node; 1,000 runs of all tests have a tenth of it. */
const BYTES_MAX = 400 * 2 ** 20
/** Ours: more do not fit into a file of that size, and no made-up number may fill the memory. */
const RUNS_MAX = 1_000_000
/** What is quoted of a file's faults. */
const LETTERS_MAX = 240

/** Throws a UsageError of one sentence when the file is no report of a shard. */
export function readReport(file: string): ShardReport {
  const report = checkForm(file, parseFile(file))
  const { shard = { number: 1, of: 1 }, ...rest } = report.plan
  const tests = report.tests.map(infoOf)
  const plan: Plan = { ...rest, tests }
  checkPlan(file, plan, shard)
  const runs = report.tests.flatMap(({ name, runs }) =>
    runs.map(({ secret: _, ...run }): RunResult => ({ test: name, ...run })),
  )
  const whole = { ...plan, shard }
  checkRuns(file, whole, report.tests)
  const open = tests.filter((test) => {
    return !isComplete(whole, { test, runs: runs.filter((run) => run.test === test.name) })
  })
  return { file, plan, shard, runs, open, wallMs: report.wallMs ?? 0 }
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
    if (found.size > BYTES_MAX) {
      throw wrong(file, `is too large for a report: ${found.size} bytes of at most ${BYTES_MAX}`)
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

/** The same keys in the same order as the plan that the report was made of. */
function infoOf(test: ReportTest): TestInfo {
  const { passed, endedEarly, rate, earned, showedNothing, runs, ...info } = test
  return info
}

/** What a schema cannot say of a plan, and what is shown as it stands. */
function checkPlan(file: string, plan: Plan, shard: Shard): void {
  if (shard.number > shard.of) throw wrong(file, `is shard ${shard.number} of only ${shard.of}`)
  if (plan.runs > RUNS_MAX) throw wrong(file, `has a plan of more than ${RUNS_MAX} runs per test`)
  if (new Set(plan.tests.map(({ name }) => name)).size < plan.tests.length) {
    throw wrong(file, 'has the same test twice')
  }
  const shown = plan.tests.flatMap(({ name, title, lab, part }) => [name, title, lab, part])
  const odd = [plan.folder, plan.on ?? '', ...shown].find((text) => text !== clean(text))
  if (odd !== undefined) throw wrong(file, `has a name with control characters: ${clean(odd)}`)
}

/** Every run is under a seed of its shard, and none is there twice. */
function checkRuns(file: string, plan: Plan, tests: readonly ReportTest[]): void {
  const seeds = seedsOf(plan)
  const places = new Map(seeds.map((seed, place) => [seed, place]))
  for (const [at, { name, runs }] of tests.entries()) {
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
