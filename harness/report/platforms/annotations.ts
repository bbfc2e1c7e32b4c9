/**
 * Failures as annotations on the student's own lines. GitHub keeps ten of a kind for a step, so
 * failures that are alike are one annotation, and those that most tests have come first.
 */
import { existsSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { Plan, TestInfo, TestResult } from '../../runner/events.ts'
import {
  describeFailure,
  explanationOf,
  type FailureGroup,
  groupFailures,
  plainLine,
} from '../describe.ts'
import { groupBy } from '../score.ts'
import { homePlan } from '../test-text.ts'
import { count } from '../text-layout.ts'
import { cutText } from './fit.ts'
import { annotation, type Place } from './workflow-command.ts'

/** GitHub Docs: of more, the rest is dropped without a word. */
const ANNOTATIONS_MAX = 10
const LETTERS_MAX = 4_000
const NAMES_MAX = 3

interface Found {
  readonly result: TestResult
  readonly group: FailureGroup
}

/** Lines for standard output, each ended. `root` is the folder of the repository. */
export function annotationsOf(
  plan: Plan,
  results: readonly TestResult[],
  root: string,
): readonly string[] {
  const found = results.flatMap((result) =>
    groupFailures(result.runs).map((group): Found => ({ result, group })),
  )
  const alike = groupBy(found, ({ group }) => explanationOf(group.failure))
  const most = alike.toSorted((a, b) => b.length - a.length)
  const shown = most.slice(0, ANNOTATIONS_MAX).map((group) => describe(plan, group, root))
  const rest = most.length - shown.length
  if (rest === 0) return shown
  const title = `${count(rest, 'more failure')} not annotated`
  return [...shown, annotation('notice', { title }, 'The summary of this step has them all.')]
}

function describe(plan: Plan, alike: readonly Found[], root: string): string {
  const { result, group } = alike[0] as Found
  const text = describeFailure(homePlan(plan), result, group).map(plainLine).join('\n')
  const names = alike.map(({ result: { test } }) => test.name)
  const rest = names.length - NAMES_MAX
  const title = `${names.slice(0, NAMES_MAX).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
  const place = { title, ...placeOf(plan, result.test, group, root) }
  return annotation('error', place, cutText(text, LETTERS_MAX))
}

/** Where the student's code failed; of what does not build, where the first fault is. */
function placeOf(
  plan: Plan,
  test: TestInfo,
  { failure }: FailureGroup,
  root: string,
): Partial<Place> {
  const lines = failure.kind === 'build' ? failure.details : failure.frames
  const [, path, line, col] = /^([^:]+):(\d+):(\d+)/.exec(lines[0] ?? '') ?? []
  if (path === undefined) return {}
  const file = fileOf(plan, test, path, root)
  return file === undefined ? {} : { file, line: Number(line), col: Number(col) }
}

/** Relative to the repository; undefined for what is not in it. */
function fileOf(plan: Plan, { lab }: TestInfo, path: string, root: string): string | undefined {
  const isBelow = plan.on !== undefined && !path.startsWith(`${lab}/`)
  const folder = resolve(isBelow ? (plan.on as string) : plan.folder)
  const file = join(folder, path)
  const inside = relative(root, file)
  const isOutside = isAbsolute(inside) || inside.startsWith('..') || !file.startsWith(folder + sep)
  return isOutside || !existsSync(file) ? undefined : inside.replaceAll('\\', '/')
}
