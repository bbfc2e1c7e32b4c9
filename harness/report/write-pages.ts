/** `page=FOLDER` after a grade: a page for each failure group, of its first run made again. */
import { mkdirSync } from 'node:fs'
import type { Plan, TestInfo, TestResult, TracedRun } from '../runner/events.ts'
import { groupFailures, replayCommand } from './describe.ts'
import { writePage } from './page-file.ts'
import { count } from './text-layout.ts'
import { UsageError } from './usage-error.ts'

/** Ours: more would be a folder that nobody looks through. */
const PAGES_MAX = 20

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
  readonly seed: number
}

function isOneRun({ tests, runs }: Plan): boolean {
  return tests.length === 1 && runs === 1
}

function runsOf(results: readonly TestResult[]): readonly Wanted[] {
  return results.flatMap(({ test, runs }) => {
    const built = runs.filter(({ failure }) => failure?.kind !== 'build')
    return built.map(({ seed }) => ({ test, seed }))
  })
}

function failuresOf(results: readonly TestResult[]): readonly Wanted[] {
  return results.flatMap(({ test, runs }) => {
    const groups = groupFailures(runs).filter(({ failure }) => failure.kind !== 'build')
    return groups.map(({ first }) => ({ test, seed: first.seed }))
  })
}

/** Lines for the terminal: where the pages are, and which there are not. */
export async function writePages(
  folder: string,
  plan: Plan,
  results: readonly TestResult[],
  trace: (test: TestInfo, seed: number) => Promise<TracedRun>,
): Promise<readonly string[]> {
  const groups = isOneRun(plan) ? runsOf(results) : failuresOf(results)
  if (groups.length === 0) return ['page: nothing failed, so there is no page to write']
  // A page shows its seed, and all that the seed brought about.
  const open = groups.filter(({ test, seed }) => replayCommand(plan, test, seed) !== undefined)
  const lines: string[] = []
  for (const { test, seed } of open.slice(0, PAGES_MAX)) {
    lines.push(`page: ${writePage(folder, plan, test, await trace(test, seed))}`)
  }
  const secret = groups.length - open.length
  if (secret > 0) lines.push(`page: none of ${count(secret, 'failure')} under secret seeds`)
  const more = open.length - PAGES_MAX
  if (more > 0) lines.push(`page: none of ${count(more, 'further failure')}: ${PAGES_MAX} at most`)
  return lines
}
