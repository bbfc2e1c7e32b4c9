/**
 * Runs one wrong solution under many seeds and says which tests noticed, how often. Never prints.
 */
import type { Plan, RunEvent, TestInfo } from '../runner/events.ts'
import { runPlan } from '../runner/pool.ts'
import { testInfos } from '../runner/test-infos.ts'
import { HarnessError } from '../tester/failure.ts'
import { baseName, type ZooEntry } from './entry.ts'
import { buildPatched } from './patched.ts'

export interface MeasureOptions {
  /** Seeds per test. */
  readonly runs: number
  readonly firstSeed: number
  readonly jobs: number
  /** All tests of the part, or only those the entry names. */
  readonly tests: 'part' | 'named'
  /** Stop as soon as every seed was caught; the counts per test are then too low. */
  readonly isEarlyExit: boolean
}

export interface Strength {
  readonly id: string
  /** The right solution that it is made from: `reference`, `eager`. */
  readonly base: string
  readonly title: string
  readonly part: string
  readonly runs: number
  /** Seeds under which at least one test failed; or warned, if that is all it is to do. */
  readonly caught: number
  readonly escapedSeeds: readonly number[]
  /** Tests that failed, by falling count of seeds. */
  readonly by: readonly { readonly test: string; readonly seeds: number }[]
  /** What the first test noticed. */
  readonly example: string
}

export async function measure(entry: ZooEntry, options: MeasureOptions): Promise<Strength> {
  const { runs, isEarlyExit } = options
  const tests = testsOf(entry, options.tests)
  const jobs = Math.min(options.jobs, tests.length * runs)
  const lab = tests[0]?.lab ?? ''
  const builds = { [lab]: await buildPatched(entry, lab) }
  const failures = new Map<string, Set<number>>()
  const caught = new Set<number>()
  const seeds = new Set<number>()
  const enough = new AbortController()
  let example = ''
  const emit = (event: RunEvent): void => {
    if (event.kind !== 'run-finished' || enough.signal.aborted) return
    const { test, seed, ok, failure, warnings } = event.result
    const found = ok && entry.isWarned ? warnings[0] : failure?.message
    seeds.add(seed)
    if (ok && found === undefined) return
    example ||= `${test}: ${found}`
    caught.add(seed)
    failures.set(test, (failures.get(test) ?? new Set()).add(seed))
    if (isEarlyExit && caught.size === runs) enough.abort()
  }
  const plan = planOf(entry.base, tests, { ...options, jobs })
  await runPlan({ plan, builds, emit, signal: enough.signal })
  const by = [...failures].map(([test, { size }]) => ({ test, seeds: size }))
  return {
    id: entry.id,
    base: baseName(entry.base),
    title: entry.title,
    part: entry.part,
    runs,
    caught: caught.size,
    escapedSeeds: [...seeds].filter((seed) => !caught.has(seed)).sort((a, b) => a - b),
    by: by.sort((a, b) => b.seeds - a.seeds),
    example,
  }
}

/** How the zoo runs tests on a folder. */
export function planOf(
  folder: string,
  tests: readonly TestInfo[],
  { runs, firstSeed, jobs }: Pick<MeasureOptions, 'runs' | 'firstSeed' | 'jobs'>,
): Plan {
  const usual = { policy: 'all', isRealTime: false, checksDeterminism: false } as const
  return { folder, tests, runs, firstSeed, jobs, ...usual }
}

/** Those the entry names first: an early exit then seldom needs the others. */
function testsOf(entry: ZooEntry, which: MeasureOptions['tests']): readonly TestInfo[] {
  const ofPart = testInfos.filter(({ part }) => part === entry.part)
  const ofLab = testInfos.filter(({ lab }) => lab === ofPart[0]?.lab)
  const unknown = entry.tests.find((name) => !ofLab.some((test) => test.name === name))
  if (unknown !== undefined) {
    throw new HarnessError(`zoo entry ${entry.id}: its lab has no test ${unknown}`)
  }
  // A fault of one part may show only in a later one.
  const named = ofLab.filter(({ name }) => entry.tests.includes(name))
  const others = ofPart.filter(({ name }) => !entry.tests.includes(name))
  return which === 'part' ? [...named, ...others] : named
}
