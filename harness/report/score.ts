/**
 * Turns results into points. A test earns its points times the share of its runs that passed, or
 * all or nothing. It decides no wording; every reporter takes its figures from here.
 */
import type { Plan, RunResult, TestInfo, TestResult } from '../runner/events.ts'

const FULL_PART = 100
/** Points of a part may be fractions; below this their sum is short of a whole part. */
const FULL_PART_LEAST = 99.95

export interface TestScore {
  readonly test: TestInfo
  readonly passed: number
  /** Runs that came to an end. */
  readonly made: number
  /** Runs that were planned: what the share is a share of. */
  readonly planned: number
  readonly earned: number
  /** Every run passed without a situation that the test is about. */
  readonly showedNothing: boolean
}

export interface PartScore {
  readonly part: string
  readonly lab: string
  /** Rounded down; `maximum` only when every run passed. */
  readonly score: number
  /** 100, or the points of the chosen tests when not all of the part were chosen. */
  readonly maximum: number
  readonly isPartial: boolean
  readonly isFull: boolean
  readonly testsPassed: number
  readonly tests: number
  /** Tests of which no run showed anything: all passed, and their situations never came about. */
  readonly showedNothing: number
}

export interface LabScore {
  readonly lab: string
  /** The mean of its chosen parts, out of 100. */
  readonly score: number
  readonly isPartial: boolean
  readonly parts: readonly string[]
}

export interface Scores {
  readonly tests: readonly TestScore[]
  readonly parts: readonly PartScore[]
  readonly labs: readonly LabScore[]
}

/** Scores of everything planned; a run that was not made counts as not passed. */
export function scoreResults(plan: Plan, results: readonly TestResult[]): Scores {
  const tests = plan.tests.map((test) => scoreTest(plan, test, results))
  const groups = groupBy(tests, ({ test }) => `${test.lab} ${test.part}`)
  const parts = groups.map(scorePart)
  const labs = groupBy(parts, ({ lab }) => lab).map(scoreLab)
  return { tests, parts: parts.map(({ percent: _, ...part }) => part), labs }
}

/**
 * One decimal, rounded down: 99.99 of 100 is 99.9. Something never shows as nothing: above zero it
 * is at least 0.1.
 */
export function roundScore(earned: number, maximum: number, isFull: boolean): number {
  if (isFull) return maximum
  const floor = Math.floor(earned * 10 + 1e-6) / 10
  const belowFull = Math.round((maximum - 0.1) * 10) / 10
  return earned > 0 ? Math.max(0.1, Math.min(floor, belowFull)) : 0
}

function scoreTest(plan: Plan, test: TestInfo, results: readonly TestResult[]): TestScore {
  const result = results.find((candidate) => isSame(candidate.test, test))
  const runs = result?.runs ?? []
  const passed = runs.filter(({ ok }) => ok).length
  const planned = Math.max(plan.runs, runs.length)
  const isAll = passed === planned
  const share = isAll ? 1 : plan.policy === 'all' ? 0 : passed / planned
  const showedNothing = hasShownNothing(runs)
  const earned = test.points * share
  return { test, passed, made: runs.length, planned, earned, showedNothing }
}

/** Whether a test passed in every run made, and never came to what it is about. */
export function hasShownNothing(runs: readonly RunResult[]): boolean {
  return runs.length > 0 && runs.every(({ showedNothing }) => showedNothing)
}

/** The same test, as the plan and a result name it. */
export function isSame(a: TestInfo, b: TestInfo): boolean {
  return a.name === b.name && a.part === b.part
}

type PartWithPercent = PartScore & { readonly percent: number }

function scorePart(tests: readonly TestScore[]): PartWithPercent {
  const { part, lab } = (tests[0] as TestScore).test
  const points = sum(tests.map(({ test }) => test.points))
  const isPartial = points < FULL_PART_LEAST
  const maximum = isPartial ? Math.round(points * 10) / 10 : FULL_PART
  const earned = sum(tests.map((test) => test.earned))
  const testsPassed = tests.filter(({ passed, planned }) => passed === planned).length
  const isFull = testsPassed === tests.length
  return {
    part,
    lab,
    score: roundScore(earned, maximum, isFull),
    maximum,
    isPartial,
    isFull,
    testsPassed,
    tests: tests.length,
    showedNothing: tests.filter(({ showedNothing }) => showedNothing).length,
    percent: isFull ? 100 : points === 0 ? 0 : (100 * earned) / points,
  }
}

function scoreLab(parts: readonly PartWithPercent[]): LabScore {
  const { lab } = parts[0] as PartWithPercent
  const mean = sum(parts.map(({ percent }) => percent)) / parts.length
  return {
    lab,
    score: roundScore(
      mean,
      100,
      parts.every(({ isFull }) => isFull),
    ),
    isPartial: parts.some(({ isPartial }) => isPartial),
    parts: parts.map(({ part }) => part),
  }
}

/** Groups in the order in which their first members come. */
export function groupBy<Item>(
  items: readonly Item[],
  key: (item: Item) => string,
): readonly (readonly Item[])[] {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group === undefined) groups.set(key(item), [item])
    else group.push(item)
  }
  return [...groups.values()]
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
