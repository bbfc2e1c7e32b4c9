/**
 * Common Test Report Format. Source: schema and docs/specification of ctrf-io/ctrf. Durations are
 * whole milliseconds, as its schema asks; of a test they are CPU time of the simulation.
 */
import { describeFailure, type FailureGroup, groupFailures, plainLine } from '../describe.ts'
import type { Standing } from '../file-reporter.ts'
import { resultOf, scoreResults, type TestScore } from '../score.ts'
import { cpuMsOf } from '../statistics.ts'
import { failureText, notesText, runsText } from '../test-text.ts'
import { jsonText } from './outline.ts'

/** The version of the schema that is kept to. */
const SPEC_VERSION = '0.0.0'
const NAME = 'raft-labs'

export function makeCtrf(standing: Standing): string {
  const { plan, results, startedMs, nowMs, state } = standing
  const scores = scoreResults(plan, results)
  const tests = scores.tests.map((score) => testOf(standing, score))
  const number = (status: string): number => tests.filter((test) => test.status === status).length
  const [start, stop] = [Math.floor(startedMs), Math.floor(nowMs)]
  return jsonText({
    reportFormat: 'CTRF',
    specVersion: SPEC_VERSION,
    timestamp: new Date(nowMs).toISOString(),
    generatedBy: NAME,
    results: {
      tool: { name: NAME },
      summary: {
        tests: tests.length,
        passed: number('passed'),
        failed: number('failed'),
        skipped: number('skipped'),
        pending: 0,
        other: 0,
        suites: scores.parts.length,
        start,
        stop,
        duration: stop - start,
      },
      tests,
      extra: { state, parts: scores.parts, labs: scores.labs, total: scores.total },
    },
  })
}

function testOf(standing: Standing, score: TestScore) {
  const { test, passed, made, planned, rate, earned, showedNothing } = score
  const result = resultOf(standing.results, test)
  const [group] = groupFailures(result.runs)
  const isFailed = made > 0 && passed < planned
  return {
    name: test.name,
    status: made === 0 ? 'skipped' : isFailed ? 'failed' : 'passed',
    duration: Math.round(cpuMsOf(result.runs)),
    suite: [test.lab, test.part],
    ...(isFailed ? { message: messageOf(standing, score, group) } : {}),
    ...(group === undefined ? {} : { trace: failureText(standing.plan, result) }),
    ...placeOf(group),
    tags: [test.origin],
    extra: {
      title: test.title,
      runs: made,
      passed,
      planned,
      rate,
      points: test.points,
      earned,
      showedNothing,
      notes: notesText(result),
    },
  }
}

function messageOf(standing: Standing, { test, planned }: TestScore, group?: FailureGroup) {
  const result = resultOf(standing.results, test)
  if (group === undefined) return runsText(result, planned)
  const [headline] = describeFailure(standing.plan, result, group)
  return headline === undefined ? group.failure.message : plainLine(headline)
}

/** The student's own line, as the failure names it. */
function placeOf(group: FailureGroup | undefined): object {
  const [, filePath, line] = /^(.+?):(\d+):\d+/.exec(group?.failure.frames[0] ?? '') ?? []
  return filePath === undefined ? {} : { filePath, line: Number(line) }
}
