/**
 * The report as JUnit XML, for CI systems: a suite per part, a case per test, a failure in the
 * words of the terminal. Times are CPU seconds of the simulation; virtual ones are among the
 * properties.
 */
import type { Plan, RunResult, TestResult } from '../runner/events.ts'
import { firstSeedOf, isSecret } from '../runner/seeds.ts'
import {
  describeFailure,
  describeTests,
  groupFailures,
  groupNotes,
  nameSeed,
  plainLine,
} from './describe.ts'
import { FileReporter } from './file-reporter.ts'
import { formatRate, rateOf } from './rate.ts'
import { groupBy, hasShownNothing, resultOf } from './score.ts'
import { medianStatistics } from './statistics.ts'
import { exactSeconds } from './text-layout.ts'
import { secondsOf, xmlReport } from './xml-report.ts'
import { type Attributes, attributes, escapeXml, open } from './xml-text.ts'

const GROUPS_MAX = 3

export class JunitReporter extends FileReporter {
  /** `now` gives real milliseconds since 1970. */
  constructor(file: string, now: () => number) {
    super(file, now, ({ plan, results, startedMs }) => {
      return makeJunit(plan, results, new Date(startedMs).toISOString().slice(0, -1))
    })
  }
}

/**
 * The XML of what is in so far; a planned test without runs is skipped. `timestamp` is when the
 * runs began, in ISO 8601 and UTC, as every suite says.
 */
export function makeJunit(plan: Plan, results: readonly TestResult[], timestamp: string): string {
  const all = plan.tests.map((test) => resultOf(results, test))
  const suites = groupBy(all, ({ test }) => `${test.lab}.${test.part}`)
  return xmlReport(
    { name: describeTests(plan.tests), ...totals(all) },
    suites.flatMap((suite) => makeSuite(plan, suite, timestamp)),
  )
}

function makeSuite(plan: Plan, suite: readonly TestResult[], timestamp: string): readonly string[] {
  const { lab, part } = (suite[0] as TestResult).test
  return [
    `  ${open('testsuite', { name: `${lab}.${part}`, timestamp, ...totals(suite) })}`,
    ...properties('    ', {
      folder: plan.folder,
      ...(plan.on === undefined ? {} : { on: plan.on }),
      seed: seedProperty(plan, firstSeedOf(plan)),
      runs: plan.runs,
      passes: suite.reduce((total, { runs }) => total + runs.filter(({ ok }) => ok).length, 0),
      showedNothing: suite.filter(({ runs }) => hasShownNothing(runs)).length,
    }),
    ...suite.flatMap((result) => makeCase(plan, result)),
    '  </testsuite>',
  ]
}

function makeCase(plan: Plan, result: TestResult): readonly string[] {
  const { test, runs } = result
  const groups = groupFailures(runs)
  const statistics = medianStatistics(runs)
  const classname = `${test.lab}.${test.part}`
  return [
    `    ${open('testcase', { name: test.name, classname, time: secondsOf(runs) })}`,
    ...properties('      ', {
      title: test.title,
      origin: test.origin,
      points: test.points,
      seed: seedProperty(plan, groups[0]?.first.seed ?? runs[0]?.seed ?? firstSeedOf(plan)),
      runs: runs.length,
      passes: runs.filter(({ ok }) => ok).length,
      ...(runs.length > 1 ? { passRate: formatRate(rateOf(runs)) } : {}),
      showedNothing: runs.filter(({ showedNothing }) => showedNothing).length,
      ...(statistics === undefined ? {} : { virtualSeconds: exactSeconds(statistics.virtualMs) }),
    }),
    ...(runs.length === 0 ? ['      <skipped message="not run"/>'] : []),
    ...makeFailure(plan, result),
    ...makeNotes(runs),
    '    </testcase>',
  ]
}

function seedProperty(plan: Plan, seed: number): string | number {
  return isSecret(plan, seed) ? nameSeed(plan, seed) : seed
}

/** One element per case: several groups of failures are several paragraphs of it. */
function makeFailure(plan: Plan, result: TestResult): readonly string[] {
  const groups = groupFailures(result.runs)
  const [first] = groups
  if (first === undefined) return []
  const { kind: type, message } = first.failure
  const words = groups
    .slice(0, GROUPS_MAX)
    .map((group) => describeFailure(plan, result, group).map(plainLine).join('\n'))
  return [`      ${open('failure', { message, type })}${escapeXml(words.join('\n\n'))}</failure>`]
}

/** What a passing run had to say: steps that were not forced, and warnings. */
function makeNotes(runs: readonly RunResult[]): readonly string[] {
  const notes = groupNotes(runs).map(({ text, count }) => `${text} (${count} of ${runs.length})`)
  if (notes.length === 0) return []
  return [`      <system-out>${escapeXml(notes.join('\n'))}</system-out>`]
}

function totals(results: readonly TestResult[]): Record<string, string | number> {
  return {
    tests: results.length,
    failures: results.filter(({ runs }) => runs.some(({ ok }) => !ok)).length,
    errors: 0,
    skipped: results.filter(({ runs }) => runs.length === 0).length,
    time: secondsOf(results.flatMap(({ runs }) => runs)),
  }
}

function properties(indent: string, values: Attributes): readonly string[] {
  const rows = Object.entries(values).map(
    ([name, value]) => `${indent}  <property${attributes({ name, value })}/>`,
  )
  return [`${indent}<properties>`, ...rows, `${indent}</properties>`]
}
