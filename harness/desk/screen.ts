/**
 * What `watch` shows, as lines: which tests pass since the last save, the first failures in full,
 * what is going on and what to press. It knows the size of the screen and never writes to it.
 */
import {
  describeFailure,
  describeTests,
  explanationOf,
  groupFailures,
  isCommand,
  isToldAgain,
} from '../report/describe.ts'
import type { Palette } from '../report/palette.ts'
import { clean, count, cut, formatCount, wrap } from '../report/text-layout.ts'
import type { Plan } from '../runner/events.ts'
import type { DeskState, Tally } from './desk.ts'

/** Ours: a table of fewer rows says too little beside a long failure. */
const TABLE_LEAST = 6
const SEEDS_MAX = 3
const LABEL_WIDTH = 7

export interface Size {
  readonly columns: number
  readonly rows: number
}

/** At most `rows - 1` lines; the last ones say what goes on and what to press. */
export function drawScreen(
  state: DeskState,
  { columns, rows }: Size,
  palette: Palette,
): readonly string[] {
  const top = [palette.strong(cut(describeWatch(state.plan), columns)), savedLine(state, palette)]
  const bottom = [
    ...keptLines(state, columns).map((line) => palette.dim(line)),
    describePhase(state),
    palette.dim(describeKeys(state)),
  ]
  const room = Math.max(1, rows - 1 - top.length - bottom.length - 2)
  const body =
    state.phase === 'unbuilt' ? faultLines(state) : bodyLines(state, room, columns, palette)
  return [...top, '', ...body.slice(0, room), '', ...bottom].slice(-Math.max(1, rows - 1))
}

/** `watching labs: 2B, 21 tests`, and what else the runs depend on. */
export function describeWatch({ folder, on, tests, isolation }: Plan): string {
  return [
    `watching ${clean(folder)}: ${describeTests(tests)}`,
    ...(tests.length > 1 ? [count(tests.length, 'test')] : []),
    ...(on === undefined ? [] : [`on ${clean(on)}`]),
    ...(isolation === undefined ? [] : [`isolation ${isolation.level}`]),
  ].join(', ')
}

function savedLine({ saved }: DeskState, { dim }: Palette): string {
  return dim(saved === undefined ? 'nothing was saved yet' : describeSaved(saved))
}

/** `raft/raft.ts saved` */
export function describeSaved({ files, isOther }: NonNullable<DeskState['saved']>): string {
  const [first = ''] = files
  const rest = files.length > 1 ? ` and ${count(files.length - 1, 'other file')}` : ''
  return `${clean(first)}${rest} saved${isOther ? '' : ', and the code is the same as before'}`
}

export function faultLines({ faults }: Pick<DeskState, 'faults'>): readonly string[] {
  return ['It does not build:', ...faults.flatMap((fault) => fault.split('\n')).map(clean)]
}

function bodyLines(
  { tallies, plan }: DeskState,
  room: number,
  columns: number,
  palette: Palette,
): readonly string[] {
  const told = new Set<string>()
  const failures = tallies.flatMap((tally) => {
    if (tally.failed.length === 0) return []
    return ['', ...failureLines(plan, tally, { columns, palette, told })]
  })
  const least = Math.min(tallies.length, TABLE_LEAST)
  const table = tableLines(tallies, Math.max(least, room - failures.length), columns, palette)
  return [...table, ...failures]
}

/** Failing tests first; what does not fit is counted. */
function tableLines(
  tallies: readonly Tally[],
  most: number,
  columns: number,
  palette: Palette,
): readonly string[] {
  const sorted = [
    ...tallies.filter(({ failed }) => failed.length > 0),
    ...tallies.filter(({ failed }) => failed.length === 0),
  ]
  const shown = sorted.length <= most ? sorted : sorted.slice(0, most - 1)
  const width = Math.min(
    Math.max(...sorted.map(({ test }) => test.title.length)),
    Math.max(8, columns - 22),
  )
  const rest = sorted.slice(shown.length)
  const restRuns = rest.reduce((sum, { made }) => sum + made, 0)
  const restFailed = rest.filter(({ failed }) => failed.length > 0).length
  const more = restFailed > 0 ? `, ${formatCount(restFailed)} of them failing` : ''
  return [
    ...shown.map((tally) => tableRow(tally, width, palette)),
    ...(rest.length === 0
      ? []
      : [
          palette.dim(`  and ${count(rest.length, 'more test')}${more}, ${count(restRuns, 'run')}`),
        ]),
  ]
}

function tableRow({ test, made, failed }: Tally, width: number, palette: Palette): string {
  const title = cut(test.title, width).padEnd(width)
  if (made === 0) return palette.dim(`· ${title}`)
  const passed = formatCount(made - failed.length)
  const share = `${passed.padStart(6)} of ${formatCount(made)} passed`
  return failed.length === 0
    ? `${palette.passed('✓')} ${title}${share}`
    : `${palette.failed('✗')} ${title}${share}`
}

/** How failures are shown, and which explanations there are already; new ones are added. */
export interface FailureStyle {
  readonly columns: number
  readonly palette: Palette
  readonly told: Set<string>
}

/** The first failure of a test, as the report of a grade has it. */
export function failureLines(
  plan: Plan,
  { test, failed }: Tally,
  { columns, palette: { failed: red, dim, command }, told }: FailureStyle,
): readonly string[] {
  const [group] = groupFailures(failed)
  if (group === undefined) return []
  const key = explanationOf(group.failure)
  const isTold = told.has(key)
  told.add(key)
  return describeFailure(plan, { test, runs: failed }, group).flatMap((line) => {
    if (isTold && !isToldAgain(line)) return []
    if (line.kind === 'headline')
      return wrap(line.text, columns - 2).map((text) => `  ${red(text)}`)
    if (line.kind === 'detail') return wrap(line.text, columns - 6).map((text) => `      ${text}`)
    const label = `    ${line.label.padEnd(LABEL_WIDTH)}`
    if (isCommand(line)) return [`${dim(label)}${command(line.text)}`]
    const indent = ' '.repeat(label.length)
    return wrap(line.text, columns - label.length).map((text, at) => {
      return `${at === 0 ? dim(label) : indent}${text}`
    })
  })
}

function keptLines({ kept }: DeskState, columns: number): readonly string[] {
  const words = describeKept(kept)
  return words === undefined ? [] : [cut(words, columns)]
}

/** Which seeds the next save begins with. */
export function describeKept(kept: DeskState['kept']): string | undefined {
  if (kept.length === 0) return undefined
  const failing = kept.filter(({ isFailing }) => isFailing)
  const list = (failing.length > 0 ? failing : kept).slice(0, SEEDS_MAX)
  const names = list.map(({ test, seed }) => `${test.name} seed=${seed}`)
  const more = kept.length - list.length
  const rest = more > 0 ? ` and ${formatCount(more)} more` : ''
  const does = failing.length > 0 ? 'failing' : 'failed before'
  return `first after a save: ${names.join(', ')}${rest} (${does})`
}

/** What is run in this round. */
export function describeRound({ round: { total, seeds }, plan }: DeskState): string {
  const runs = count(total, 'run')
  if (seeds === undefined) return `running what failed before: ${runs}`
  const [first, last] = seeds
  const range = first === last ? `seed ${first}` : `seeds ${first} to ${last}`
  return `running ${count(plan.tests.length, 'test')} with ${range}: ${runs}`
}

/** What goes on, in a sentence. */
export function describePhase(state: DeskState): string {
  const { phase, round, tallies } = state
  const made = tallies.reduce((sum, tally) => sum + tally.made, 0)
  const failing = tallies.filter(({ failed }) => failed.length > 0).length
  switch (phase) {
    case 'building':
      return 'building'
    case 'kept':
    case 'wider':
      return `${describeRound(state)}, ${formatCount(round.done)} done`
    case 'done':
      return `all ${count(made, 'run')} passed; waiting for a save`
    case 'failed':
      return `${count(failing, 'test')} failed; waiting for a save`
    case 'unbuilt':
      return 'waiting for a save'
  }
}

export function describeKeys({ phase }: DeskState): string {
  const wider = phase === 'failed' ? ' · w goes on with the other tests and more seeds' : ''
  return `q ends · Enter runs again${wider}`
}
