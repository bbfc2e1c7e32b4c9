/**
 * results.json of Gradescope, a test case per test. Source: its Autograder Specifications
 * (gradescope-autograders.readthedocs.io, specs). Failure texts have the colours of the terminal
 * (`ansi`), and all tests are visible: a test that students cannot see yet would hide the total
 * from them.
 */
import type { TestResult } from '../../runner/events.ts'
import type { Standing } from '../file-reporter.ts'
import { makePalette } from '../palette.ts'
import { type Scores, scoreResults } from '../score.ts'
import { medianStatistics } from '../statistics.ts'
import { jsonText, scoresText, textOf } from './outline.ts'
import { testPoints, totalPoints } from './shares.ts'

const palette = makePalette(true)

export function makeGradescope(standing: Standing, hasLeaderboard: boolean): string {
  const { plan, results, startedMs, nowMs } = standing
  const scores = scoreResults(plan, results)
  const points = testPoints(scores, standing.plan.weights, 10)
  const report = {
    // It overrides the sum of the tests, and is the same as in every other report.
    score: totalPoints(scores).score,
    execution_time: Math.round(nowMs - startedMs) / 1000,
    output: scoresText(standing, scores),
    output_format: 'text',
    test_output_format: 'ansi',
    test_name_format: 'text',
    visibility: 'visible',
    stdout_visibility: 'hidden',
    tests: scores.tests.map((score, i) => ({
      score: points[i]?.score,
      max_score: points[i]?.maximum,
      status: score.passed === score.planned ? 'passed' : 'failed',
      number: numberOf(scores, i),
      name: score.test.title,
      output: textOf(standing, score, palette),
      tags: [score.test.lab, score.test.part, score.test.origin],
    })),
    ...(hasLeaderboard ? { leaderboard: makeLeaderboard(scores, results) } : {}),
  }
  return jsonText(report)
}

/** `2B.3`: the third test of part 2B. */
function numberOf({ tests }: Scores, index: number): string {
  const part = tests[index]?.test.part as string
  const before = tests.slice(0, index).filter(({ test }) => test.part === part).length
  return `${part}.${before + 1}`
}

/**
 * RPCs and bytes only of who has passed everything: code that does nothing sends the fewest. Both
 * are sums over the tests of what the median run needed.
 */
function makeLeaderboard(scores: Scores, results: readonly TestResult[]) {
  const { score } = totalPoints(scores)
  const board = [{ name: 'Score', value: score }]
  if (!scores.parts.every(({ isFull }) => isFull)) return board
  const medians = results.flatMap(({ runs }) => medianStatistics(runs) ?? [])
  const total = (of: (median: (typeof medians)[number]) => number): number =>
    Math.round(medians.reduce((sum, median) => sum + of(median), 0))
  return [
    ...board,
    { name: 'RPCs', value: total(({ rpcs }) => rpcs), order: 'asc' },
    { name: 'Bytes', value: total(({ bytes }) => bytes), order: 'asc' },
  ]
}
