/**
 * JUnit XML as CodeGrade reads it. Source: `cg_junit` of CodeGrade, as last published: below a
 * suite only cases, below a case nothing where it passed; totals have to be right; `weight` of a
 * case is its share of the points; what was skipped is taken out of the total, so that a test
 * that was not run has to be a failure. A test that passed in part is two cases: the share of its
 * points that was earned, and the rest.
 */
import type { Standing } from '../file-reporter.ts'
import { groupBy, resultOf, scoreResults, type TestScore } from '../score.ts'
import { count } from '../text-layout.ts'
import { secondsOf, xmlReport } from '../xml-report.ts'
import { type Attributes, escapeXml, open } from '../xml-text.ts'
import { textOf } from './outline.ts'
import { type TestPoints, testPoints } from './shares.ts'

interface Case {
  readonly attributes: Attributes
  /** What to say of it; undefined where it passed. */
  readonly failure?: string
}

export function makeCodeGrade(standing: Standing): string {
  const scores = scoreResults(standing.plan, standing.results)
  const points = testPoints(scores, standing.plan.weights, 10)
  const scored = scores.tests.map((score, i) => ({ score, points: points[i] as TestPoints }))
  const suites = groupBy(scored, ({ score: { test } }) => `${test.lab}.${test.part}`)
  const made = suites.map((tests) => {
    const { lab, part } = (tests[0] as (typeof scored)[number]).score.test
    const cases = tests.flatMap(({ score, points }) => casesOf(standing, score, points))
    return { name: `${lab}.${part}`, cases }
  })
  const all = made.flatMap(({ cases }) => cases)
  return xmlReport(
    totals('npm run grade', all),
    made.flatMap(({ name, cases }) => [
      open('testsuite', totals(name, cases)),
      ...cases.map(caseText),
      '</testsuite>',
    ]),
  )
}

function casesOf(standing: Standing, score: TestScore, points: TestPoints): readonly Case[] {
  const { test, passed, planned } = score
  const time = secondsOf(resultOf(standing.results, test).runs)
  const make = (name: string, weight: number, failure?: string): Case => ({
    attributes: { name, classname: test.name, time, weight },
    ...(failure === undefined ? {} : { failure }),
  })
  if (passed === planned) return [make(test.title, points.maximum)]
  const text = textOf(standing, score)
  if (points.score === 0) return [make(test.title, points.maximum, text)]
  const rest = Math.round((points.maximum - points.score) * 10) / 10
  return [
    make(`${test.title}, ${count(passed, 'run')} that passed`, points.score),
    make(`${test.title}, ${count(planned - passed, 'run')} that did not pass`, rest, text),
  ]
}

function caseText({ attributes, failure }: Case): string {
  const head = open('testcase', attributes)
  if (failure === undefined) return `${head}</testcase>`
  const [message = ''] = failure.split('\n')
  return `${head}${open('failure', { message })}${escapeXml(failure)}</failure></testcase>`
}

function totals(name: string, cases: readonly Case[]): Attributes {
  const failures = cases.filter(({ failure }) => failure !== undefined).length
  return { name, tests: cases.length, failures, errors: 0, skipped: 0 }
}
