/**
 * Measures the reference solution for the plots of `report=`: lowest, median and highest of each
 * figure over some seeds, kept in `harness/report/plots/reference.json`. `npm run bench reference`
 * measures all parts, `npm run bench reference 2B` one and leaves the others as they are.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { FIGURES, rangeOf, valuesOf } from '../report/plots/figures.ts'
import type { TestResult } from '../runner/events.ts'
import { testInfos } from '../runner/test-infos.ts'
import { runReference } from './run-reference.ts'

const FILE = 'harness/report/plots/reference.json'
const RUNS = 7

type Row = Readonly<Record<string, readonly number[]>>

/** Measures these parts, or all; a line for each as it is written. */
export async function measureReference(
  parts: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  const all = [...new Set(testInfos.map(({ part }) => part))]
  const unknown = parts.find((part) => !all.includes(part))
  if (unknown !== undefined) throw new Error(`no part ${unknown}: the parts are ${all.join(', ')}`)
  for (const part of parts.length === 0 ? all : parts) {
    const tests = testInfos.filter((test) => test.part === part)
    const results = await runReference(tests, RUNS)
    const failed = results.find(({ runs }) => runs.some(({ ok }) => !ok))
    if (failed !== undefined) throw new Error(`the reference fails ${failed.test.name}`)
    write(results)
    say(`${part}: ${tests.length} tests`)
  }
}

/** A line per test, in the order of the suites; those of tests that are gone go too. */
function write(results: readonly TestResult[]): void {
  const kept: Record<string, Row> = JSON.parse(readFileSync(FILE, 'utf8')).tests
  for (const result of results) kept[result.test.name] = rowOf(result)
  const lines = testInfos.flatMap(({ name }) => {
    return kept[name] === undefined ? [] : [`  "${name}": ${JSON.stringify(kept[name])}`]
  })
  writeFileSync(FILE, `{ "runs": ${RUNS}, "tests": {\n${lines.join(',\n')}\n} }\n`)
}

function rowOf({ runs }: TestResult): Row {
  const entries = FIGURES.flatMap((figure) => {
    const range = rangeOf(valuesOf(figure, runs))
    if (range === undefined) return []
    return [[figure.name, [range.low, range.median, range.high].map(rounded)] as const]
  })
  return Object.fromEntries(entries)
}

/** Four digits are more than a plot shows. */
function rounded(value: number): number {
  return Number(value.toPrecision(value >= 1_000 ? 7 : 4))
}
