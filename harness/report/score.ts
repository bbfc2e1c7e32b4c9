/**
 * Turns results into points. A test earns its points times the share of its runs that passed, or
 * all or nothing. It decides no wording; every reporter takes its figures from here.
 */
import type { Plan, RunResult, TestInfo, TestResult } from '../runner/events.ts'
import { type Interval, wilson } from '../runner/interval.ts'
import { earnedShare, roundScore } from '../runner/points.ts'
import { runsNeeded } from '../runner/until.ts'

export { roundScore }

const FULL_PART = 100
/** Points of a part may be fractions; below this their sum is short of a whole part. */
const FULL_PART_LEAST = 99.95

export interface TestScore {
  readonly test: TestInfo
  readonly passed: number
  /** Runs that came to an end. */
  readonly made: number
  /** Runs that its points are a share of: fewer than the plan's when `until=` ended it. */
  readonly planned: number
  /** `until=` ended it before all its runs were made. */
  readonly endedEarly: boolean
  /** Where its pass rate lies, at 95 %. */
  readonly rate: Interval
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

/** The parts by their weights. */
export interface TotalScore {
  /** Rounded down; `maximum` only when every run passed. */
  readonly score: number
  /** The sum of the weights of the chosen parts. */
  readonly maximum: number
  /** Not all that has a weight was chosen. */
  readonly isPartial: boolean
}

export interface Scores {
  readonly tests: readonly TestScore[]
  readonly parts: readonly PartScore[]
  readonly labs: readonly LabScore[]
  /** An audit has shown that runs were tampered with: nothing has earned anything. */
  readonly isVoid: boolean
  /** Only where parts have weights. */
  readonly total?: TotalScore
}

/** Scores of everything planned; a run that was not made counts as not passed. */
export function scoreResults(plan: Plan, results: readonly TestResult[]): Scores {
  const isVoid = results.some(({ runs }) => runs.some(isProof))
  const tests = plan.tests.map((test) => {
    const score = scoreTest(plan, test, results)
    return isVoid ? { ...score, earned: 0 } : score
  })
  const groups = groupBy(tests, ({ test }) => `${test.lab} ${test.part}`)
  const parts = groups.map(scorePart)
  const labs = groupBy(parts, ({ lab }) => lab).map(scoreLab)
  return {
    tests,
    parts: parts.map(({ percent: _, ...part }) => part),
    labs,
    isVoid,
    ...(plan.weights === undefined ? {} : { total: scoreTotal(plan.weights, parts) }),
  }
}

function scoreTest(plan: Plan, test: TestInfo, results: readonly TestResult[]): TestScore {
  const { runs } = resultOf(results, test)
  const passed = runs.filter(({ ok }) => ok).length
  const planned = runsNeeded(plan, { test, runs })
  return {
    test,
    passed,
    made: runs.length,
    planned,
    endedEarly: runs.length > 0 && planned < plan.runs,
    rate: wilson(passed, runs.length),
    earned: test.points * earnedShare(plan.policy, passed, planned),
    showedNothing: hasShownNothing(runs),
  }
}

/** Whether an audit has shown by this run that the submission tampers with its runs. */
function isProof({ failure }: RunResult): boolean {
  return failure?.kind === 'void'
}

/** Whether a test passed in every run made, and never came to what it is about. */
export function hasShownNothing(runs: readonly RunResult[]): boolean {
  return runs.length > 0 && runs.every(({ showedNothing }) => showedNothing)
}

/** The same test, as the plan and a result name it. */
export function isSame(a: TestInfo, b: TestInfo): boolean {
  return a.name === b.name && a.part === b.part
}

/** The runs of a planned test; none when it has not come to its end. */
export function resultOf(results: readonly TestResult[], test: TestInfo): TestResult {
  return results.find((result) => isSame(result.test, test)) ?? { test, runs: [] }
}

/** The points of a test for people: down to a hundredth, as all scores are rounded. */
export function roundPoints(points: number): number {
  return Math.floor(points * 100 + 1e-6) / 100
}

type PartWithPercent = PartScore & { readonly percent: number }

function scorePart(tests: readonly TestScore[]): PartWithPercent {
  const { part, lab } = (tests[0] as TestScore).test
  const points = sum(tests.map(({ test }) => test.points))
  const isPartial = points < FULL_PART_LEAST
  const maximum = isPartial ? Math.round(points * 10) / 10 : FULL_PART
  const earned = sum(tests.map((test) => test.earned))
  const testsPassed = tests.filter(({ passed, planned }) => passed === planned).length
  const isFull = tests.every(({ test, passed, planned }) => passed === planned || isFree(test))
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

function scoreTotal(
  weights: Readonly<Record<string, number>>,
  parts: readonly PartWithPercent[],
): TotalScore {
  const maximum = sum(parts.map(({ part }) => weights[part] ?? 0))
  const earned = sum(parts.map(({ part, percent }) => ((weights[part] ?? 0) * percent) / 100))
  const isFull = parts.every(({ isFull, part }) => isFull || (weights[part] ?? 0) === 0)
  return {
    score: roundScore(earned, maximum, isFull),
    maximum,
    isPartial:
      parts.some(({ isPartial }) => isPartial) ||
      Object.keys(weights).some((part) => !parts.some((chosen) => chosen.part === part)),
  }
}

/** A test without points shows its result and costs nothing. */
function isFree({ points }: TestInfo): boolean {
  return points === 0
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
