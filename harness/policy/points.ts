/**
 * What a policy file makes tests and parts worth. Points of a part add up to 100 and weights to the
 * total; what does not is told with what is missing or too much. Pure arithmetic.
 */
import { findNearest } from '../report/nearest.ts'
import { classicTests } from '../report/test-choice.ts'
import type { TestInfo } from '../runner/events.ts'
import type { Complain, PartValues, PolicyValues } from './values.ts'

const PART = 100
const TOTAL = 100
/** Sums of decimal fractions are off by less. */
const NEAR = 1e-6

/** The tests of the policy's parts, in their order, with their points. */
export function pointsOf(
  { classic, parts }: PolicyValues,
  all: readonly TestInfo[],
  complain: Complain,
): readonly TestInfo[] {
  const tests = classic === true ? classicTests(all) : all
  const pointed = Object.entries(parts).flatMap(([part, values]) => {
    const own = tests.filter((test) => test.part === part)
    return values?.points === undefined ? own : sharePoints(part, own, values.points, complain)
  })
  const byName = new Map(pointed.map((test) => [test.name, test]))
  return tests.flatMap(({ name }) => byName.get(name) ?? [])
}

/** Named tests have their points; the others share the rest as they usually do. */
function sharePoints(
  part: string,
  tests: readonly TestInfo[],
  points: NonNullable<PartValues['points']>,
  complain: Complain,
): readonly TestInfo[] {
  const path = ['parts', part, 'points']
  const names = tests.map(({ name }) => name)
  const unknown = Object.keys(points).find((name) => !names.includes(name))
  if (unknown !== undefined) {
    const nearest = findNearest(unknown, names)
    const hint = nearest === undefined ? '' : `; did you mean '${nearest}'?`
    complain([...path, unknown], `part ${part} has no test '${unknown}'${hint}`)
  }
  const rest = PART - sum(Object.values(points))
  const others = tests.filter(({ name }) => !(name in points))
  const usual = sum(others.map((test) => test.points))
  if (rest < -NEAR || (rest > NEAR && usual === 0)) {
    const change = rest < 0 ? `take ${show(-rest)} away` : `${show(rest)} are missing`
    complain(path, `the points of ${part} add up to ${show(PART - rest)}, not ${PART}: ${change}`)
  }
  const share = usual === 0 ? 0 : Math.max(0, rest) / usual
  return tests.map((test) => ({ ...test, points: points[test.name] ?? test.points * share }))
}

/** By part; undefined when no part has a weight. */
export function weightsOf(
  { parts, total }: PolicyValues,
  complain: Complain,
): Readonly<Record<string, number>> | undefined {
  const given = Object.entries(parts).map(([part, values]) => [part, values?.weight] as const)
  const weights = given.flatMap(([part, weight]) =>
    weight === undefined ? [] : [{ part, weight }],
  )
  const [first] = weights
  if (first === undefined) {
    if (total !== undefined) complain(['total'], "'total' needs a 'weight' for every part")
    return undefined
  }
  const without = given.find(([, weight]) => weight === undefined)?.[0]
  if (without !== undefined) {
    const sentence = `${first.part} has a weight and ${without} has none: give one to every part`
    complain(['parts', without], sentence)
  }
  const wanted = total ?? TOTAL
  const found = sum(weights.map(({ weight }) => weight))
  if (Math.abs(found - wanted) > NEAR) {
    const change =
      found > wanted ? `take ${show(found - wanted)} away` : `${show(wanted - found)} are missing`
    const way = total === undefined ? `, or write total: ${show(found)}` : ''
    complain(
      ['parts'],
      `the weights add up to ${show(found)}, not ${show(wanted)}: ${change}${way}`,
    )
  }
  return Object.fromEntries(weights.map(({ part, weight }) => [part, weight]))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** Without the last digits, which come from adding fractions. */
function show(number: number): string {
  return String(Number(number.toFixed(6)))
}
