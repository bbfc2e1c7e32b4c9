/**
 * Joins the reports of shards into what one machine would have told: checks that they belong
 * together and that none is missing, and sends their runs through the collector that a run on one
 * machine uses, so that every reporter writes the same.
 */
import { isDeepStrictEqual } from 'node:util'
import { listWords } from '../report/test-choice.ts'
import { clean, count } from '../report/text-layout.ts'
import { UsageError } from '../report/usage-error.ts'
import { Collector } from '../runner/collector.ts'
import { type Plan, type RunEvent, type TestResult, wasMade } from '../runner/events.ts'
import { readReport, type ShardReport } from './read-report.ts'

export interface Merged {
  readonly plan: Plan
  /** By their numbers, every one once. */
  readonly reports: readonly ShardReport[]
  /** What is not there, a clause each: `shard 2 of 4 is missing`. */
  readonly gaps: readonly string[]
}

/** How many shards a sentence names. */
const SHOWN_MAX = 8

/**
 * Reads the files and puts them together. Throws a UsageError when one is no report, when two do
 * not belong together, and, unless `isPartial`, when something is missing.
 */
export function mergeReports(files: readonly string[], isPartial: boolean): Merged {
  const reports = files.map(readReport)
  const [first, ...others] = reports
  if (first === undefined) throw new Error('there is nothing to merge')
  for (const other of others) checkBelongs(first, other)
  checkTwice(reports)
  const gaps = findGaps(first, reports)
  if (gaps.length > 0 && !isPartial) {
    const [gap = '', ...more] = gaps
    const rest = more.length === 0 ? '' : ` (and ${count(more.length, 'other gap')})`
    throw new UsageError(
      `${gap}${rest}: give its whole report, or add 'partial' to count what is not there as not passed`,
    )
  }
  const sorted = reports.toSorted((a, b) => a.shard.number - b.shard.number)
  const { plan } = sorted[0] as ShardReport
  const jobs = Math.max(...sorted.map((report) => report.plan.jobs))
  const isolation = weakest(sorted.map((report) => report.plan.isolation))
  const of = { ...plan, jobs, ...(isolation === undefined ? {} : { isolation }) }
  return { plan: of, reports: sorted, gaps }
}

/** Sends the events of a run of the whole plan; answers its results. */
export function replayRuns({ plan, reports, gaps }: Merged, emit: (event: RunEvent) => void) {
  emit({ kind: 'run-planned', plan })
  const collector = new Collector(plan, emit)
  for (const { runs } of reports) for (const run of runs) collector.add(run)
  const results: TestResult[] = collector.results()
  // Shards run at the same time: the whole took as long as the longest.
  const wallMs = Math.max(...reports.map((report) => report.wallMs))
  emit({ kind: 'all-finished', results, isInterrupted: gaps.length > 0, wallMs })
  return results
}

/** What machines may differ in: where the folders lie, and how many cores there are. */
const OF_MACHINE = new Set(['folder', 'on', 'jobs', 'hashes', 'tests', 'isolation'])
/** From the strongest; none at all is the weakest. */
const SANDBOXES: readonly (string | undefined)[] = ['bubblewrap', 'user', 'permission', undefined]

/** Machines may offer other sandboxes: what holds for all is what the weakest does. */
function weakest(isolations: readonly Plan['isolation'][]): Plan['isolation'] {
  const strength = (isolation: Plan['isolation']) => SANDBOXES.indexOf(isolation?.sandbox)
  return isolations.toSorted((a, b) => strength(b) - strength(a))[0]
}

function checkBelongs(first: ShardReport, other: ShardReport): void {
  const difference = findDifference(first, other)
  if (difference === undefined) return
  throw new UsageError(`'${other.file}' does not belong to '${first.file}': ${difference}`)
}

function findDifference(first: ShardReport, other: ShardReport): string | undefined {
  const [a, b] = [first.plan, other.plan]
  if (first.shard.of !== other.shard.of) {
    return `it is one of ${count(other.shard.of, 'shard')}, not of ${first.shard.of}`
  }
  if (a.hashes?.suite !== b.hashes?.suite) {
    return 'it was made with another suite; grade all shards with the same copy of the grader'
  }
  if (a.hashes?.submission !== b.hashes?.submission) {
    return "the submission's files had other content"
  }
  if (a.firstSeed !== b.firstSeed) return `it has seed=${b.firstSeed}, not seed=${a.firstSeed}`
  const [here, there] = [describeLevel(a), describeLevel(b)]
  if (here !== there) return `it has ${there}, not ${here}`
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])] as (keyof Plan)[]
  const key = keys.find((key) => !OF_MACHINE.has(key) && !isDeepStrictEqual(a[key], b[key]))
  if (key !== undefined) return `its plan has ${describeOther(key, a[key], b[key])}`
  return isDeepStrictEqual(a.tests, b.tests) ? undefined : describeTests(a, b)
}

function describeLevel({ isolation }: Plan): string {
  const { level = 'realm', audit } = isolation ?? {}
  return `isolation=${level}${audit === undefined ? '' : ` audit=${audit}`}`
}

/** Lists are not shown: one of them holds what students must not see. */
function describeOther(key: string, here: unknown, there: unknown): string {
  const isShown = (value: unknown): boolean => /^(boolean|number)$/.test(typeof value)
  if (!isShown(here) || !isShown(there)) return `another '${key}'`
  return `${key} ${there}, not ${here}`
}

function describeTests(a: Plan, b: Plan): string {
  const names = ({ tests }: Plan): string[] => tests.map(({ name }) => name)
  const missing = names(a).find((name) => !names(b).includes(name))
  if (missing !== undefined) return `its plan has no ${missing}`
  const more = names(b).find((name) => !names(a).includes(name))
  if (more !== undefined) return `its plan has ${more} too`
  const at = a.tests.findIndex((test, place) => !isDeepStrictEqual(test, b.tests[place]))
  return `its plan has another ${a.tests[at]?.name}, in points, title or place`
}

function checkTwice(reports: readonly ShardReport[]): void {
  const files = new Map<number, string>()
  for (const { file, shard } of reports) {
    const known = files.get(shard.number)
    if (known !== undefined) {
      throw new UsageError(
        `'${known}' and '${file}' are both shard ${shard.number} of ${shard.of}: give each once`,
      )
    }
    files.set(shard.number, file)
  }
}

function findGaps(first: ShardReport, reports: readonly ShardReport[]): string[] {
  const { of } = first.shard
  const there = new Set(reports.map(({ shard }) => shard.number))
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((number) => !there.has(number))
  const unfinished = reports
    .filter(({ open }) => open.length > 0)
    .map(({ file, open }) => {
      return `'${file}' lacks runs of ${open[0]?.name}${describeRest(open.length - 1)}`
    })
  return [...(missing.length === 0 ? [] : [describeMissing(missing, of)]), ...unfinished]
}

function describeRest(tests: number): string {
  return tests === 0 ? '' : ` and of ${count(tests, 'other test')}`
}

function describeMissing(missing: readonly number[], of: number): string {
  const rest = missing.length - SHOWN_MAX
  const shown = missing.slice(0, SHOWN_MAX).map(String)
  const names = listWords(rest > 0 ? [...shown, `${rest} more`] : shown)
  return missing.length === 1
    ? `shard ${names} of ${of} is missing`
    : `shards ${names} of ${of} are missing`
}

/** Why labs did not build, in the words of the machines that tried, each reason once. */
export function faultsIn({ reports }: Merged): string[] {
  const failures = reports.flatMap(({ runs }) => runs.map(({ failure }) => failure))
  const texts = failures.flatMap((failure) => {
    return failure?.kind === 'build' ? [failure.details.map(clean).join('\n')] : []
  })
  return [...new Set(texts)]
}

/** Whether any run was made at all. */
export function hasRun({ reports }: Merged): boolean {
  return reports.some(({ runs }) => runs.some(wasMade))
}
