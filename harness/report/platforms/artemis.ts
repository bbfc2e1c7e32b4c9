/**
 * JUnit XML as Artemis reads it. Source: TestResultXmlParser of ls1intum/Artemis. It shows the
 * `message` attribute of a failure and, only without one, its text; it knows a test by the name,
 * in front of which it puts the suite's where there are several; it passes over skipped tests.
 */
import { describeTests } from '../describe.ts'
import type { Standing } from '../file-reporter.ts'
import { resultOf, type Scores, scoreResults, type TestScore } from '../score.ts'
import { secondsOf, xmlReport } from '../xml-report.ts'
import { escapeXml, open } from '../xml-text.ts'
import { cutText } from './fit.ts'
import { textOf } from './outline.ts'

/** Artemis cuts what is longer, in the middle of a line. */
const LETTERS_MAX = 20_000

export function makeArtemis(standing: Standing): string {
  const scores = scoreResults(standing.plan, standing.results)
  const tests = scores.tests.map(({ test }) => test)
  const totals = {
    name: describeTests(tests),
    tests: tests.length,
    failures: scores.tests.filter(hasFailed).length,
    errors: 0,
    skipped: scores.tests.filter(({ made }) => made === 0).length,
  }
  return xmlReport(totals, [
    open('testsuite', totals),
    ...casesOf(standing, scores),
    '</testsuite>',
  ])
}

function casesOf(standing: Standing, scores: Scores): readonly string[] {
  return scores.tests.flatMap((score) => {
    const { test } = score
    const head = open('testcase', {
      name: test.name,
      classname: `${test.lab}.${test.part}`,
      time: secondsOf(resultOf(standing.results, test).runs),
    })
    if (score.made === 0) return [head, '<skipped/>', '</testcase>']
    if (!hasFailed(score)) return [head, '</testcase>']
    const text = cutText(textOf(standing, score), LETTERS_MAX)
    return [head, `<failure>${escapeXml(text)}</failure>`, '</testcase>']
  })
}

function hasFailed({ passed, planned, made }: TestScore): boolean {
  return made > 0 && passed < planned
}
