/** What the forms of the platforms have in common: who was tested, the scores in words, JSON. */
import type { TestInfo, TestResult } from '../../runner/events.ts'
import type { Standing } from '../file-reporter.ts'
import { isSame, type Scores } from '../score.ts'
import { count } from '../text-layout.ts'

/** The runs of a planned test; none when it has not come to its end. */
export function resultOf({ results }: Standing, test: TestInfo): TestResult {
  return results.find((result) => isSame(result.test, test)) ?? { test, runs: [] }
}

/**
 * A line per part, the total where parts have weights, and a sentence where there is less than was
 * planned.
 */
export function scoresText({ state }: Standing, { parts, total }: Scores): string {
  const rows = parts.map(({ part, score, maximum, testsPassed, tests, showedNothing }) => {
    const mute = showedNothing === 0 ? '' : `, ${showedNothing} showed nothing`
    return `${part}: ${score} of ${maximum}, ${testsPassed} of ${count(tests, 'test')} passed${mute}`
  })
  const all = total === undefined ? [] : [`total: ${total.score} of ${total.maximum}`]
  return [...rows, ...all, ...ENDS[state]].join('\n')
}

const ENDS: Readonly<Record<Standing['state'], readonly string[]>> = {
  finished: [],
  interrupted: ['Grading was interrupted: what was not run counts as not passed.'],
  running: ['Grading has not come to its end: what was not run counts as not passed.'],
}

/**
 * JSON of texts in which every surrogate has its pair: readers that store them as UTF-8 fail at
 * one that has none.
 */
export function jsonText(report: object): string {
  const wellFormed = (_key: string, value: unknown): unknown =>
    typeof value === 'string' ? value.replace(LONE, '\ufffd') : value
  return `${JSON.stringify(report, wellFormed, 1)}\n`
}

const LONE = /\p{Surrogate}/gu
