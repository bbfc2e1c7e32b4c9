/** What other runs tell of a failing one, as lines: when it was decided, and by what. */
import { Run } from '../explain/run.ts'
import { tellTurn } from '../explain/tell.ts'
import type { Jump, Point, When } from '../explain/when.ts'
import type { TracedRun } from '../runner/events.ts'
import type { Explained } from '../runner/explain-run.ts'
import type { TraceEvent } from '../sim/trace.ts'
import { clean, count, formatMs, wrap } from './text-layout.ts'

const CURVE_COLUMNS = 48
const BARS = '▁▂▃▄▅▆▇█'
const COLUMNS_USUAL = 110
const TOLD_MAX = 3
/** A stretch that is longer, or was tried less often, is not told as the moment. */
const CLOSE_SHARE = 0.05
const TRIES_LEAST = 6
/** From such a share on chance has little to do with it. */
const ALWAYS = 0.9

/** What is told, a line each: a terminal breaks them, a page draws the curve itself. */
export interface ExplainedWords {
  readonly words: readonly string[]
  /** Stands behind the first of the words. */
  readonly curve?: string
}

export function tellExplained(
  run: TracedRun,
  { when, nearest, runs, isCut }: Explained,
): ExplainedWords {
  const endMs = run.failure?.atMs ?? 0
  const all = new Run(run.trace ?? [])
  const rest = isCut ? '; the time was over before all was tried, and for=5m gives more' : ''
  const words = [
    describeWhen(when, endMs),
    ...(when.jump !== undefined && isClose(when.jump, endMs)
      ? describeBetween(all, when.jump)
      : []),
    ...(nearest === undefined ? [] : describeNearest(run, all, nearest)),
    `${count(runs, 'other run')} were made for this${rest}.`,
  ]
  const curve = describeCurve(when, endMs)
  return { words: words.map(clean), ...(curve === undefined ? {} : { curve }) }
}

export function describeExplained(
  { words: [first = '', ...more], curve }: ExplainedWords,
  columns = COLUMNS_USUAL,
): readonly string[] {
  const lines = [first, ...(curve === undefined ? [] : [curve]), ...more]
  return lines.flatMap((line) => wrapUnder(line, Math.max(50, columns)))
}

/** The jump of the curve. */
function describeWhen({ points, jump }: When, endMs: number): string {
  const [first] = points
  if (first === undefined) return 'When: there was no time to look for the moment.'
  if (jump === undefined) {
    return first.failed >= ALWAYS * first.tries
      ? 'When: whatever chance does, it fails so.'
      : 'When: no moment stands out.'
  }
  const { before, after, lastMs } = jump
  if (!isClose(jump, endMs)) {
    return `When: from ${at(before.atMs)} to ${at(lastMs)} ms chance decided it, as far as there was time to look.`
  }
  const isOneMoment = lastMs <= before.atMs
  const stretch = isOneMoment
    ? `at ${at(lastMs)} ms`
    : `from ${at(before.atMs)} to ${at(lastMs)} ms`
  return `When: what chance chose ${stretch} decided it. With that kept, ${share(after)} continuations failed so; with that drawn anew too, ${share(before)}.`
}

/** Undefined where there was no time for one. */
function describeCurve({ points }: When, endMs: number): string | undefined {
  const [first] = points
  if (first === undefined) return undefined
  return `  ${drawCurve(points, endMs)}  0 to ${at(endMs)} ms; all drawn anew: ${share(first)}`
}

function isClose({ before, lastMs }: Jump, endMs: number): boolean {
  return before.tries >= TRIES_LEAST && lastMs - before.atMs <= CLOSE_SHARE * endMs
}

function share({ failed, tries }: Point): string {
  return `${failed} of ${tries}`
}

function at(ms: number): string {
  return formatMs(Math.round(ms * 10) / 10)
}

/** Each column shows the next point behind it: in between there was nothing to choose. */
function drawCurve(points: readonly Point[], endMs: number): string {
  return Array.from({ length: CURVE_COLUMNS }, (_, column) => {
    const ms = (endMs * column) / (CURVE_COLUMNS - 1)
    const point = points.find(({ atMs }) => atMs >= ms)
    const part = point === undefined ? 1 : point.failed / point.tries
    return BARS[Math.round(part * (BARS.length - 1))]
  }).join('')
}

/** What happened while the choices were made that decided it. */
function describeBetween(run: Run, { before, lastMs }: Jump): readonly string[] {
  const isWithin = (atMs: number): boolean => atMs >= before.atMs && atMs <= lastMs
  const turns = [...run.turns.entries()].filter(([, { atMs }]) => isWithin(atMs))
  const shown = turns.slice(0, TOLD_MAX)
  const rest = turns.length - shown.length
  return [
    ...shown.map(([turn, { atMs }]) => `  ${at(atMs)} ms  ${tellTurn(run, turn)}`),
    ...(rest > 0 ? [`  and ${count(rest, 'turn')} more until then`] : []),
  ]
}

function describeNearest(
  failed: TracedRun,
  run: Run,
  { changed, run: passed }: NonNullable<Explained['nearest']>,
): readonly string[] {
  const [only] = changed
  if (only === undefined) return []
  const old = failed.choices?.[only.name]?.[only.number]
  const what =
    changed.length === 1
      ? `one other choice it passes: "${only.name}" number ${only.number + 1} is ${only.value}, not ${old} (docs/choices.md)`
      : `${count(changed.length, 'other choice')} it passes, the first of them "${only.name}" number ${only.number + 1}`
  return [`With ${what}.`, ...describeParting(run, passed.trace ?? [])]
}

/** The first event in which the two differ. */
function describeParting(run: Run, other: readonly TraceEvent[]): readonly string[] {
  const place = run.events.findIndex((event, at) => !isSame(event, other[at]))
  if (place < 0 || other.length === 0) return []
  const there = new Run(other)
  return [
    `  here   ${at(run.event(place).atMs)} ms  ${tellTurn(run, run.turnOf(place))}`,
    ...(place < other.length
      ? [`  there  ${at(there.event(place).atMs)} ms  ${tellTurn(there, there.turnOf(place))}`]
      : ['  there  nothing happens any more']),
  ]
}

function isSame(one: TraceEvent, other: TraceEvent | undefined): boolean {
  return (
    one.atMs === other?.atMs &&
    one.kind === other.kind &&
    one.who === other.who &&
    one.text === other.text &&
    one.dueMs === other.dueMs
  )
}

function wrapUnder(line: string, width: number): readonly string[] {
  const [first = '', ...more] = wrap(line, width)
  const indent = /^ */.exec(line)?.[0] ?? ''
  return [first, ...more.map((text) => `${indent}    ${text}`)]
}
