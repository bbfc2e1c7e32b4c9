/** What a hunt says on the terminal: progress, failures as lists of steps, its end. Pure. */
import { describeFailure, groupFailures, type Line, plainLine } from '../report/describe.ts'
import type { Palette } from '../report/palette.ts'
import { clean, count, formatCount, formatMs } from '../report/text-layout.ts'
import type { Plan, TestInfo, TracedRun } from '../runner/events.ts'
import { HUNT } from '../scenario/perform.ts'
import { type HuntPart, labOf, type Scenario, type StoryLine } from '../scenario/scenario.ts'
import type { Code } from './command.ts'
import type { Found, Hunted, Progress } from './hunt.ts'

/** Lines of a story at most; what comes last leads to the failure. */
const STORY_MAX = 60
const NUMBER_WIDTH = 4
const TIME_WIDTH = 10

/** The scenario as reports know a test. */
export function infoOf(part: HuntPart): TestInfo {
  const title = `Hunt (${part}): a generated scenario`
  return { name: HUNT, title, lab: labOf(part), part, points: 0, origin: 'ours' }
}

export function planOf({ folder, on }: Code, part: HuntPart, seed: number, jobs: number): Plan {
  const usual = { policy: 'all', isRealTime: false, checksDeterminism: false } as const
  const code = { folder, ...(on === undefined ? {} : { on }) }
  return { ...code, tests: [infoOf(part)], runs: 1, firstSeed: seed, jobs, ...usual }
}

/** `raft (2B) in labs, seed 41` */
export function describeHunt({ folder, on, firstSeed, tests: [test] }: Plan): string {
  const code = on === undefined ? folder : `${folder} on ${on}`
  return `Hunting in ${test?.lab} (${test?.part}), code of ${code}, seed ${firstSeed}`
}

/** The live line. `sinceMs`: real time since a new state; undefined before the first. */
export function progressLine(
  { runs, states, failures, shrinking }: Progress,
  elapsedMs: number,
  sinceMs: number,
): string {
  const seen = failures > 0 ? `, ${count(failures, 'failure')}` : ''
  if (shrinking !== undefined) {
    const left = count(shrinking.steps, 'step')
    return `  ${count(runs, 'run')}${seen}: making it simpler, ${left} left after ${count(shrinking.runs, 'more run')}`
  }
  const rate = elapsedMs > 0 ? `, ${formatCount((runs * 1_000) / elapsedMs)}/s` : ''
  const last = `the last new one ${Math.floor(sinceMs / 1_000)} s ago`
  return `  ${count(runs, 'run')}${rate}, ${count(states, 'state')} reached, ${last}${seen}`
}

/** A failure as it was made simpler: what was seen, the steps that lead to it, what to type. */
export function foundLines(found: Found, plan: Plan, file: string, palette: Palette): string[] {
  const { run, number, original, scenario, runs } = found
  const lines = failureLines(run, plan, file)
  const isField = ({ kind }: Line): boolean => kind === 'field'
  return [
    `${palette.failed('✗')} run ${formatCount(number)}`,
    ...lines.filter((line) => !isField(line)).map((line) => `  ${plainLine(line)}`),
    ...lines.filter(isField).flatMap((line) => (isWayOn(line) ? [] : [`  ${plainLine(line)}`])),
    '',
    `  ${describeShrinking(original, scenario, runs)}:`,
    '',
    ...storyLines(run.outcome?.story ?? [], run),
    '',
    ...lines.filter(isWayOn).map((line) => `  ${plainLine(line)}`),
  ]
}

function isWayOn(line: Line): boolean {
  return line.kind === 'field' && ['again', 'why', 'look'].includes(line.label)
}

function failureLines(run: TracedRun, plan: Plan, file: string): readonly Line[] {
  const [test] = plan.tests
  const [group] = groupFailures([run])
  if (test === undefined || group === undefined) return []
  return describeFailure({ ...plan, scenario: file }, { test, runs: [run] }, group)
}

function describeShrinking(from: Scenario, to: Scenario, runs: number): string {
  const servers =
    from.servers === to.servers ? '' : ` and from ${from.servers} servers to ${to.servers}`
  const steps = `from ${count(from.steps.length, 'step')} to ${to.steps.length}`
  return `Made simpler in ${count(runs, 'run')}, ${steps}${servers}`
}

/** Steps with their numbers, and between them what the servers did. */
export function storyLines(story: readonly StoryLine[], { failure }: TracedRun): string[] {
  const end = failure === undefined ? [] : [{ atMs: failure.atMs, text: clean(failure.message) }]
  const all = [...story, ...end]
  const cut = all.length - STORY_MAX
  const shown = all.slice(Math.max(0, cut)).map((line) => {
    const step = 'step' in line && line.step !== undefined ? String(line.step + 1) : ''
    const time = `${formatMs(Math.round(line.atMs))} ms`
    return `  ${step.padStart(NUMBER_WIDTH)}  ${time.padStart(TIME_WIDTH)}  ${line.text}`
  })
  return cut > 0 ? [`  ${count(cut, 'earlier line')} left out`, ...shown] : shown
}

/** The last lines of a hunt. `goOn` is the command that goes on with it. */
export function endLines(hunted: Hunted, elapsedMs: number, goOn: string): string[] {
  const { runs, states, failures, found, lastNewRun } = hunted
  const seconds = Math.round(elapsedMs / 1_000)
  const made = `${count(runs, 'run')} in ${count(seconds, 'second')}, ${count(states, 'state')} reached`
  if (found.length > 0) {
    const kinds = found.length === 1 ? '' : ` of ${found.length} kinds`
    return [`${made}: ${count(failures, 'failure')}${kinds}.`, `  more   ${goOn}`]
  }
  const none = failures > 0 ? count(failures, 'failure') : 'no failure'
  return [
    `${made}: ${none}.`,
    `The last run that reached something new was run ${formatCount(lastNewRun)}.`,
    `  more   ${goOn}`,
  ]
}
