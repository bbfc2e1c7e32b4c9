/** `page=FOLDER` after a grade: a page for each failure group, of its first run made again. */
import { mkdirSync } from 'node:fs'
import {
  type Plan,
  type RunResult,
  type TestInfo,
  type TestResult,
  type TracedRun,
  wasMade,
} from '../runner/events.ts'
import { isSecret } from '../runner/seeds.ts'
import { type FailureGroup, groupFailures } from './describe.ts'
import { writePage } from './page-file.ts'
import { count } from './text-layout.ts'
import { UsageError } from './usage-error.ts'

/** Ours: more would be a folder that nobody looks through. */
const PAGES_MAX = 20
/** Named of those that a page stands for. */
const SEEDS_MAX = 8

/** Before anything runs: throws a UsageError when there can be no such folder. */
export function preparePages(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(`'page=${folder}': the folder cannot be made (${code}); name another`)
  }
}

interface Wanted {
  readonly test: TestInfo
  /** The run to show; undefined where all that failed so did under secret seeds. */
  readonly seed: number | undefined
  readonly standsFor?: string
}

/** Then the page is of that run, whether it passed or not. */
export function isOneRun({ tests, runs }: Plan): boolean {
  return tests.length === 1 && runs === 1
}

/** A page shows its seed, and all that the seed brought about. */
function openSeeds(plan: Plan, runs: readonly RunResult[]): readonly number[] {
  return runs.map(({ seed }) => seed).filter((seed) => !isSecret(plan, seed))
}

function runsOf(plan: Plan, results: readonly TestResult[]): readonly Wanted[] {
  return results.flatMap(({ test, runs }) => {
    const made = runs.filter(wasMade)
    return made.map((run) => ({ test, seed: openSeeds(plan, [run])[0] }))
  })
}

function failuresOf(plan: Plan, results: readonly TestResult[]): readonly Wanted[] {
  return results.flatMap(({ test, runs }) => {
    const groups = groupFailures(runs).filter(({ failure }) => failure.kind !== 'build')
    return groups.map((group) => {
      const seed = openSeeds(plan, group.runs)[0]
      return { test, seed, standsFor: describeRuns(plan, group, runs.length) }
    })
  })
}

/** `3 of 100 runs failed so: seeds 4, 9 and 1 secret seed`; a secret seed is only counted. */
export function describeRuns(plan: Plan, { runs }: FailureGroup, total: number): string {
  const open = openSeeds(plan, runs)
  const named = open.slice(0, SEEDS_MAX)
  const seeds = named.length === 0 ? [] : [`seed${named.length > 1 ? 's' : ''} ${named.join(', ')}`]
  const [more, secret] = [open.length - named.length, runs.length - open.length]
  const rest = [
    ...seeds,
    ...(more > 0 ? [`${more} more`] : []),
    ...(secret > 0 ? [count(secret, 'secret seed')] : []),
  ]
  return `${runs.length} of ${count(total, 'run')} failed so: ${rest.join(' and ')}`
}

export interface WrittenPages {
  readonly files: readonly string[]
  /** For the terminal: where the pages are, and which there are not. */
  readonly lines: readonly string[]
  /** Whether every page could be written. */
  readonly isWhole: boolean
}

/** Makes each run that is to be shown again, with its trace. */
export async function writePages(
  folder: string,
  plan: Plan,
  results: readonly TestResult[],
  trace: (test: TestInfo, seed: number) => Promise<TracedRun>,
): Promise<WrittenPages> {
  const wanted = isOneRun(plan) ? runsOf(plan, results) : failuresOf(plan, results)
  if (wanted.length === 0) {
    const hasRun = results.some(({ runs }) => runs.some(wasMade))
    const why = hasRun ? 'nothing failed' : 'nothing was run'
    return { files: [], lines: [`page: ${why}, so there is no page to write`], isWhole: true }
  }
  const open = wanted.flatMap(({ seed, ...rest }) => (seed === undefined ? [] : { seed, ...rest }))
  const files: string[] = []
  try {
    for (const { test, seed, ...about } of open.slice(0, PAGES_MAX)) {
      files.push(writePage(folder, plan, { test, traced: await trace(test, seed), ...about }))
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return { files, lines: [error.message], isWhole: false }
  }
  const lines = files.map((file) => `page: ${file}`)
  const secret = wanted.length - open.length
  if (secret > 0) lines.push(`page: none of ${count(secret, 'failure')} under secret seeds`)
  const more = open.length - PAGES_MAX
  if (more > 0) lines.push(`page: none of ${count(more, 'further failure')}: ${PAGES_MAX} at most`)
  return { files, lines, isWhole: true }
}
