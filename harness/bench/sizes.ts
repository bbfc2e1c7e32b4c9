/**
 * The workload of every Go test beside Go's own: a Markdown table of RPCs and commands or
 * operations, the median of some seeds on the reference solution. `npm run bench sizes` prints it;
 * it is kept in docs/sizes.md.
 */
import type { TestResult } from '../runner/events.ts'
import { testInfos } from '../runner/test-infos.ts'
import { GO_BASELINE, type GoFigures } from './go-baseline.ts'
import { runReference } from './run-reference.ts'

const RUNS = 3
/** Within this factor of one of the Go solutions a size counts as the same. */
const FACTOR = 2

/** The table, a line each. */
export async function sizesTable(): Promise<string[]> {
  const ofGo = testInfos.filter(({ origin }) => origin === 'go')
  const results = await runReference(ofGo, RUNS)
  return [
    '| Test | virtual s | Go s | RPCs | Go RPCs | operations | Go operations |',
    '|---|---|---|---|---|---|---|',
    ...results.map(describeRow),
  ]
}

function describeRow({ test, runs }: TestResult): string {
  const seconds = median(runs.map(({ statistics }) => statistics.virtualMs)) / 1_000
  const rpcs = median(runs.map(({ statistics }) => statistics.rpcs))
  const operations = median(runs.map(({ statistics }) => statistics.operations))
  const go = GO_BASELINE[test.title]
  const cells = [
    test.title,
    seconds.toFixed(1),
    pair(go, 0),
    `${rpcs}${mark(rpcs, go, 1)}`,
    pair(go, 1),
    `${operations}${mark(operations, go, 2)}`,
    pair(go, 2),
  ]
  return `| ${cells.join(' | ')} |`
}

function pair(go: readonly [GoFigures, GoFigures] | undefined, at: 0 | 1 | 2): string {
  return go === undefined ? '-' : `${go[0][at]} / ${go[1][at]}`
}

/** A star where ours is further from both Go solutions than the factor. */
function mark(ours: number, go: readonly [GoFigures, GoFigures] | undefined, at: 1 | 2): string {
  if (go === undefined) return ''
  const isNear = go.some((figures) => {
    const theirs = figures[at]
    return ours <= FACTOR * theirs && theirs <= FACTOR * ours
  })
  return isNear ? '' : ' *'
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
