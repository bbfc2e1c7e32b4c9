/**
 * What there is to say about one test, as a text of lines: its runs, its failures in full, its
 * notes. For every form that has one field for it; the terminal has its own layout.
 */
import type { Plan, TestResult } from '../runner/events.ts'
import {
  describeFailure,
  groupFailures,
  groupNotes,
  isCommand,
  type Line,
  plainLine,
} from './describe.ts'
import type { Palette } from './palette.ts'
import { count, formatCount } from './text-layout.ts'

const GROUPS_MAX = 3
const NOTES_MAX = 5

/**
 * A plan as a student may replay it: in the student's own copy the work lies in `labs`, wherever
 * the grader has it.
 */
export function homePlan(plan: Plan): Plan {
  return { ...plan, folder: 'labs' }
}

/** The failures of a test, the most frequent first; empty when there are none. */
export function failureText(plan: Plan, result: TestResult, palette?: Palette): string {
  const groups = groupFailures(result.runs)
  const shown = groups.slice(0, GROUPS_MAX).map((group) => {
    const lines = describeFailure(plan, result, group)
    return lines.map((line) => (palette ? paintLine(line, palette) : plainLine(line))).join('\n')
  })
  const rest = groups.slice(GROUPS_MAX)
  if (rest.length === 0) return shown.join('\n\n')
  const runs = rest.reduce((total, group) => total + group.count, 0)
  return [...shown, `and ${count(rest.length, 'other failure')} in ${count(runs, 'run')}`].join(
    '\n\n',
  )
}

/** What runs said that costs nothing, a line each. */
export function notesText(result: TestResult): string {
  return noteLines(result, NOTES_MAX).join('\n')
}

/** The same as lines: so many notes at most, and how many others there are. */
export function noteLines({ runs }: TestResult, most: number): readonly string[] {
  const groups = groupNotes(runs)
  const shown = groups.slice(0, most).map(({ text, count: times }) => {
    return runs.length > 1 ? `note: ${text} (${count(times, 'run')})` : `note: ${text}`
  })
  const rest = groups.length - most
  return [...shown, ...(rest > 0 ? [`and ${count(rest, 'other note')}`] : [])]
}

/** `97 of 100 runs passed`, and where runs are missing that they are. */
export function runsText({ runs }: TestResult, planned: number): string {
  if (runs.length === 0) return 'not run; what is not run counts as not passed'
  const passed = runs.filter(({ ok }) => ok).length
  const text = `${formatCount(passed)} of ${count(planned, 'run')} passed`
  const missing = planned - runs.length
  return missing > 0 ? `${text}, ${formatCount(missing)} not made` : text
}

/** All of it. One run that passed and has nothing to say is an empty text. */
export function testText(
  plan: Plan,
  result: TestResult,
  planned: number,
  palette?: Palette,
): string {
  const needsRuns = planned > 1 || result.runs.length === 0
  const parts = [
    needsRuns ? runsText(result, planned) : '',
    failureText(plan, result, palette),
    notesText(result),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function paintLine(line: Line, { failed, dim, command }: Palette): string {
  const plain = plainLine(line)
  if (line.kind === 'headline') return failed(plain)
  if (line.kind === 'detail') return plain
  const label = plain.slice(0, plain.length - line.text.length)
  return dim(label) + (isCommand(line) ? command(line.text) : line.text)
}
