/** A row per test as CSV, for spreadsheets and gradebooks. No text of students is in it. */
import type { Standing } from '../file-reporter.ts'
import { resultOf, scoreResults } from '../score.ts'
import { cpuMsOf, medianStatistics } from '../statistics.ts'
import { exactSeconds } from '../text-layout.ts'
import { csvText } from './csv-text.ts'
import { testPoints } from './shares.ts'

const HEADER = [
  'lab',
  'part',
  'test',
  'title',
  'origin',
  'passed',
  'runs',
  'planned',
  'rate_low',
  'rate_high',
  'points',
  'maximum',
  'showed_nothing',
  'virtual_seconds',
  'cpu_seconds',
]

export function makeCsv(standing: Standing): string {
  const scores = scoreResults(standing.plan, standing.results)
  const points = testPoints(scores, standing.plan.weights, 10)
  const rows = scores.tests.map((score, i) => {
    const { test, passed, made, planned, rate, showedNothing } = score
    const { runs } = resultOf(standing.results, test)
    const median = medianStatistics(runs)
    return [
      test.lab,
      test.part,
      test.name,
      test.title,
      test.origin,
      passed,
      made,
      planned,
      rate.low.toFixed(4),
      rate.high.toFixed(4),
      points[i]?.score ?? 0,
      points[i]?.maximum ?? 0,
      showedNothing ? 1 : 0,
      // An empty cell for a test that was not run.
      median === undefined ? '' : exactSeconds(median.virtualMs),
      exactSeconds(cpuMsOf(runs)),
    ]
  })
  return csvText([HEADER, ...rows])
}
