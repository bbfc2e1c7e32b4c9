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
 * passed test has its maximum, and no other has. Within a part, maxima add up to the part's, and
 * scores to the part's score rounded down; where points of passed tests are fractions of a unit,
 * their rounding may come in between, by less than a unit a test.
 */
export function testPoints(scores: Scores, perPoint: 1 | 10): readonly TestPoints[] {
  const points = new Map<TestScore, TestPoints>()
  for (const part of scores.parts) {
    const tests = scores.tests.filter(({ test }) => isOf(part, test))
    for (const [test, units] of unitsOf(part, tests, perPoint)) {
      points.set(test, { score: units.score / perPoint, maximum: units.maximum / perPoint })
    }
  }
  return scores.tests.map((test) => points.get(test) as TestPoints)
}

function unitsOf(
  part: PartScore,
  tests: readonly TestScore[],
  perPoint: number,
): readonly (readonly [TestScore, TestPoints])[] {
  const exactMaxima = tests.map(({ test }) => test.points * perPoint)
  const maxima = shareOut(exactMaxima, Math.round(part.maximum * perPoint))
  const isPassed = ({ passed, planned }: TestScore): boolean => passed === planned
  const passed = sum(maxima.filter((_, i) => isPassed(tests[i] as TestScore)))
  // What has earned something never shows as nothing, as in score.ts.
  const least = part.score > 0 ? 1 : 0
  const target = Math.max(least, Math.floor(part.score * perPoint + 1e-6))
  const between = tests.map((test, i) => {
    const isPartly = !isPassed(test) && test.earned > 0
    return isPartly ? Math.max(0, (maxima[i] as number) - 1) : 0
  })
  const earned = tests.map((test, i) => (between[i] === 0 ? 0 : test.earned * perPoint))
  const partly = shareOut(earned, Math.max(0, target - passed), between)
  return tests.map((test, i) => {
    const maximum = maxima[i] as number
    return [test, { score: isPassed(test) ? maximum : (partly[i] as number), maximum }] as const
  })
}

/** Of everything: the parts' scores and maxima, each added up. */
export function totalPoints({ parts }: Scores): TestPoints {
  const round = (points: number): number => Math.round(points * 10) / 10
  return {
    score: round(sum(parts.map(({ score }) => score))),
    maximum: round(sum(parts.map(({ maximum }) => maximum))),
  }
}

function isOf({ lab, part }: PartScore, test: { lab: string; part: string }): boolean {
  return test.lab === lab && test.part === part
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
