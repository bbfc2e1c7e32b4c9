/** What the forms of the platforms have in common: who was tested, the scores in words, JSON. */
import type { Standing } from '../file-reporter.ts'
import type { Palette } from '../palette.ts'
import { type PartScore, resultOf, type Scores, type TestScore } from '../score.ts'
import { homePlan, testText } from '../test-text.ts'
import { count } from '../text-layout.ts'

/** What is in so far, whenever it is said. */
export type Timeless = Omit<Standing, 'startedMs' | 'nowMs'>

/** All there is to say about a test, with commands for the student's own folder. */
export function textOf(
  { plan, results }: Timeless,
  { test, planned }: TestScore,
  palette?: Palette,
): string {
  return testText(homePlan(plan), resultOf(results, test), planned, palette)
}

/**
 * A line per part, the total where parts have weights, and a sentence where there is less than was
 * planned.
 */
export function scoresText({ state }: Timeless, { parts, total }: Scores): string {
  const rows = parts.map((part) => {
    return `${part.part}: ${part.score} of ${part.maximum}, ${passedText(part)}`
  })
  const all = total === undefined ? [] : [`total: ${total.score} of ${total.maximum}`]
  return [...rows, ...all, ...ENDS[state]].join('\n')
}

/** `4 of 5 tests passed`, and of how many that says little. */
export function passedText({ testsPassed, tests, showedNothing }: PartScore): string {
  const mute = showedNothing === 0 ? '' : `, ${showedNothing} showed nothing`
  return `${testsPassed} of ${count(tests, 'test')} passed${mute}`
}

/** A sentence where there is less than was planned. */
export const ENDS: Readonly<Record<Standing['state'], readonly string[]>> = {
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
