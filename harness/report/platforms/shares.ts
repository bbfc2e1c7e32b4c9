/**
 * Points in whole units that add up. Platforms show a number for each test beside the total, some
 * of them whole numbers only, and rounding each for itself would make a sum that is not the total.
 * Method: largest remainders, as seats are given to parties.
 */
import type { PartScore, Scores, TestScore } from '../score.ts'

/** Points of a test; both are multiples of the unit that was asked for. */
export interface TestPoints {
  readonly score: number
  readonly maximum: number
}

/**
 * Whole numbers near `exact`, each from 0 to its cap, that add up to `total` as far as the caps
 * allow: each is rounded down, and what is left goes to the largest remainders, the first of
 * equals.
 */
export function shareOut(
  exact: readonly number[],
  total: number,
  caps: readonly number[] = exact.map(() => Number.POSITIVE_INFINITY),
): readonly number[] {
  // Sums of fractions are a little off: 0.1 + 0.2 is no reason to round down.
  const floors = exact.map((value) => Math.floor(value + 1e-6))
  const shares = floors.map((floor, i) => Math.max(0, Math.min(floor, caps[i] as number)))
  const order = exact
    .map((value, i) => ({ i, remainder: value - (floors[i] as number) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i)
    .map(({ i }) => i)
  const step = total >= sum(shares) ? 1 : -1
  const isOpen = (i: number): boolean =>
    step > 0 ? (shares[i] as number) < (caps[i] as number) : (shares[i] as number) > 0
  const turns = step > 0 ? order : order.reverse()
  let rest = Math.abs(total - sum(shares))
  while (rest > 0 && turns.some(isOpen)) {
    for (const i of turns.filter(isOpen).slice(0, rest)) {
      shares[i] = (shares[i] as number) + step
      rest -= 1
    }
  }
  return shares
}

/**
 * Points of every test in the order of the scores, in units of which `perPoint` make a point. A
 * passed test has its maximum, and no other has. Within a part, or in all where parts have
 * weights, maxima add up to the maximum, and scores to the score rounded down; where points of
 * passed tests are fractions of a unit, their rounding may come in between, by less than a unit a
 * test.
 */
export function testPoints(
  scores: Scores,
  weights: Weights | undefined,
  perPoint: 1 | 10,
): readonly TestPoints[] {
  const points = new Map<TestScore, TestPoints>()
  for (const group of groupsOf(scores, weights)) {
    unitsOf(group, perPoint).forEach(({ score, maximum }, i) => {
      const test = group.tests[i]?.test as TestScore
      points.set(test, { score: score / perPoint, maximum: maximum / perPoint })
    })
  }
  return scores.tests.map((test) => points.get(test) as TestPoints)
}

/** Of everything: by the weights of the parts, or the parts added up where they have none. */
export function totalPoints({ parts, total }: Scores): TestPoints {
  if (total !== undefined) return { score: total.score, maximum: total.maximum }
  const round = (points: number): number => Math.round(points * 10) / 10
  return {
    score: round(sum(parts.map(({ score }) => score))),
    maximum: round(sum(parts.map(({ maximum }) => maximum))),
  }
}

type Weights = Readonly<Record<string, number>>

/** Tests whose points add up to something that is shown. */
interface Group extends TestPoints {
  /** `worth` is what a point of the test counts in the group. */
  readonly tests: readonly { readonly test: TestScore; readonly worth: number }[]
}

function groupsOf(scores: Scores, weights: Weights | undefined): readonly Group[] {
  const parts = scores.parts.map((part) => {
    const tests = scores.tests.filter(({ test }) => isOf(part, test))
    return { part, tests, points: sum(tests.map(({ test }) => test.points)) }
  })
  if (weights === undefined) {
    return parts.map(({ part, tests }) => {
      return { ...part, tests: tests.map((test) => ({ test, worth: 1 })) }
    })
  }
  const all = parts.flatMap(({ part, tests, points }) => {
    const worth = points === 0 ? 0 : (weights[part.part] ?? 0) / points
    return tests.map((test) => ({ test, worth }))
  })
  return [{ ...totalPoints(scores), tests: all }]
}

function unitsOf({ tests, score, maximum }: Group, perPoint: number): readonly TestPoints[] {
  const exactMaxima = tests.map(({ test, worth }) => test.test.points * worth * perPoint)
  const maxima = shareOut(exactMaxima, Math.round(maximum * perPoint))
  const isPassed = ({ passed, planned }: TestScore): boolean => passed === planned
  const passed = sum(maxima.filter((_, i) => isPassed(tests[i]?.test as TestScore)))
  // What has earned something never shows as nothing, as in score.ts.
  const least = score > 0 ? 1 : 0
  const target = Math.max(least, Math.floor(score * perPoint + 1e-6))
  const between = tests.map(({ test }, i) => {
    const isPartly = !isPassed(test) && test.earned > 0
    return isPartly ? Math.max(0, (maxima[i] as number) - 1) : 0
  })
  const earned = tests.map(({ test, worth }, i) => {
    return between[i] === 0 ? 0 : test.earned * worth * perPoint
  })
  const partly = shareOut(earned, Math.max(0, target - passed), between)
  return tests.map(({ test }, i) => ({
    score: isPassed(test) ? (maxima[i] as number) : (partly[i] as number),
    maximum: maxima[i] as number,
  }))
}

function isOf({ lab, part }: PartScore, test: { lab: string; part: string }): boolean {
  return test.lab === lab && test.part === part
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
