/**
 * results.json of an external grader of PrairieLearn. Source: its docs/externalGrading.md, and
 * `makeGradingResult` and the element pl-external-grader-results, which read it. Texts may have
 * the colours of a terminal; the file may have 1 MB.
 */
import { wasMade } from '../../runner/events.ts'
import type { Standing } from '../file-reporter.ts'
import { makePalette } from '../palette.ts'
import { resultOf, scoreResults } from '../score.ts'
import { failureText, homePlan, notesText, runsText } from '../test-text.ts'
import { cleanLines } from '../text-layout.ts'
import { fitTexts } from './fit.ts'
import { jsonText, scoresText } from './outline.ts'
import { testPoints, totalPoints } from './shares.ts'

/** PrairieLearn says 1 MB. */
const BYTES_MAX = 1_000_000

const palette = makePalette(true)

export function makePrairieLearn(standing: Standing): string {
  const plan = homePlan(standing.plan)
  const scores = scoreResults(standing.plan, standing.results)
  const { score, maximum } = totalPoints(scores)
  const points = testPoints(scores, standing.plan.weights, 10)
  const faults = faultsOf(standing)
  return fitTexts(BYTES_MAX, (cut) =>
    jsonText({
      // What does not build costs no attempt: the student is told and may submit again.
      gradable: faults.length === 0,
      ...(faults.length === 0 ? {} : { format_errors: faults.map(cut) }),
      // 1 only for everything: a share rounded up would be shown as full.
      score: score === maximum ? 1 : Math.floor((10_000 * score) / maximum) / 10_000,
      message: scoresText(standing, scores),
      tests: scores.tests.map(({ test, planned }, i) => {
        const result = resultOf(standing.results, test)
        const output = [failureText(plan, result, palette), notesText(result)]
        return {
          name: test.title,
          description: test.name,
          points: points[i]?.score,
          max_points: points[i]?.maximum,
          message: runsText(result, planned),
          output: cut(output.filter((text) => text !== '').join('\n\n')),
        }
      }),
    }),
  )
}

/** Why nothing could be run; empty when at least one test had a run. */
function faultsOf({ plan, results }: Standing): readonly string[] {
  const runs = results.flatMap((result) => result.runs)
  if (runs.some(wasMade) || results.length < plan.tests.length) return []
  const texts = runs.flatMap(({ failure }) => {
    return failure === undefined
      ? []
      : [cleanLines([failure.message, ...failure.details].join('\n'))]
  })
  return [...new Set(texts)]
}
