/**
 * The table of the terminal report: which columns fit, and one row per test. It only makes text;
 * the console reporter prints it.
 */
import type { Plan, RunResult, Statistics, TestInfo, TestResult } from '../runner/events.ts'
import type { Palette } from './palette.ts'
import { formatRate, rateOf } from './rate.ts'
import { medianStatistics } from './statistics.ts'
import { cut, formatCount, formatSeconds } from './text-layout.ts'

interface Column {
  readonly heading: string
  readonly width: number
  show(statistics: Statistics, runs: readonly RunResult[]): string
}

export interface Table {
  readonly heading: string
  row(result: TestResult): string
}

/** Where the pass rate lies, at 95 %; of a test that always passed the runs say enough. */
const RATE: Column = {
  heading: 'pass rate',
  width: 13,
  show: (_, runs) => (runs.every(({ ok }) => ok) ? '' : formatRate(rateOf(runs))),
}

const TITLE_LEAST = 32
const MARK_WIDTH = 2
const OURS = ' ours'

/** `columns` is the width of the terminal, without one nothing is cut. */
export function makeTable(plan: Plan, palette: Palette, columns: number | undefined): Table {
  const runsWidth = plan.runs > 1 ? 2 * formatCount(plan.runs).length + 3 : 0
  const longest = Math.max(...plan.tests.map((test) => titleLength(test)))
  const room = (columns ?? Number.POSITIVE_INFINITY) - MARK_WIDTH - runsWidth
  const shown = fitColumns(statisticsColumns(plan), room, longest)
  const titleWidth = Math.max(8, Math.min(longest, room - widthOf(shown)))
  const headings = shown.map(({ heading, width }) => heading.padStart(width)).join('')
  const runsHeading = plan.runs > 1 ? 'runs'.padStart(runsWidth) : ''
  return {
    heading: palette.dim(' '.repeat(MARK_WIDTH + titleWidth) + runsHeading + headings),
    row: (result) => {
      const title = showTitle(result.test, titleWidth, palette)
      const runs = plan.runs > 1 ? showRuns(result).padStart(runsWidth) : ''
      const statistics = medianStatistics(result.runs)
      const cells = statistics ? showCells(shown, statistics, result) : []
      return `${showMark(result, palette)} ${title}${runs}${cells.join('')}`
    },
  }
}

function showCells(columns: readonly Column[], statistics: Statistics, { runs }: TestResult) {
  return columns.map(({ show, width }) => show(statistics, runs).padStart(width))
}

function statisticsColumns(plan: Plan): readonly Column[] {
  const isRaftOnly = plan.tests.every(({ lab }) => lab === 'raft')
  const operations = isRaftOnly ? 'commands' : 'operations'
  const time = plan.isRealTime ? 'seconds' : 'virtual s'
  return [
    ...(plan.runs > 1 ? [RATE] : []),
    { heading: time, width: 11, show: ({ virtualMs }) => formatSeconds(virtualMs) },
    { heading: 'peers', width: 7, show: ({ servers }) => String(servers) },
    { heading: 'RPCs', width: 9, show: ({ rpcs }) => formatCount(rpcs) },
    { heading: 'bytes', width: 13, show: ({ bytes }) => formatCount(bytes) },
    {
      heading: operations,
      width: operations.length + 2,
      show: (statistics) => formatCount(statistics.operations),
    },
  ]
}

/** Leaves out columns from the right until titles have room. */
function fitColumns(columns: readonly Column[], room: number, longest: number): readonly Column[] {
  const titleLeast = Math.min(TITLE_LEAST, longest)
  let shown = columns
  while (shown.length > 0 && room - widthOf(shown) < titleLeast) shown = shown.slice(0, -1)
  return shown
}

function widthOf(columns: readonly Column[]): number {
  return columns.reduce((total, { width }) => total + width, 0)
}

function titleLength({ title, origin }: TestInfo): number {
  return title.length + (origin === 'ours' ? OURS.length : 0)
}

function showTitle({ title, origin }: TestInfo, width: number, palette: Palette): string {
  const mark = origin === 'ours' ? OURS : ''
  const text = cut(title, width - mark.length)
  return text + palette.dim(mark) + ' '.repeat(Math.max(0, width - text.length - mark.length))
}

function showRuns({ runs }: TestResult): string {
  const passed = runs.filter(({ ok }) => ok).length
  return `${formatCount(passed)}/${formatCount(runs.length)}`
}

function showMark({ runs }: TestResult, palette: Palette): string {
  return runs.every(({ ok }) => ok) ? palette.passed('✓') : palette.failed('✗')
}
