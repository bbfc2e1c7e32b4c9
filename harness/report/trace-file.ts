/**
 * Writes the events of one run as NDJSON: a line on what was run, a line per event, a line on how
 * it ended. `docs/trace.md` is its reference; a viewer needs nothing else.
 */
import { makeStory } from '../explain/story.ts'
import type { RunResult } from '../runner/events.ts'
import { TRACE_VERSION, type TraceEvent } from '../sim/trace.ts'
import { writeOnce } from './report-file.ts'

const TRACE_SCHEMA = 'raft-labs/trace'

/** What a trace is of. */
export interface TraceSubject {
  readonly test: string
  readonly seed: number
  readonly folder: string
  /** Names of the servers in the order of their columns: `S0`, `S1` and so on. */
  readonly servers: readonly string[]
}

/** Throws a UsageError when the file cannot be written. */
export function writeTraceFile(
  file: string,
  subject: TraceSubject,
  events: readonly TraceEvent[],
  result: RunResult,
): void {
  writeOnce(file, makeTraceText(subject, events, result))
}

/** The text of the file. */
export function makeTraceText(
  subject: TraceSubject,
  events: readonly TraceEvent[],
  result: RunResult,
): string {
  const { test, seed, folder, servers } = subject
  const head = { schema: TRACE_SCHEMA, version: TRACE_VERSION, test, seed, folder, servers }
  const { failure } = result
  const story =
    failure === undefined ? {} : { story: makeStory(events, servers, failure).sentences }
  return [head, ...events, { ...makeOutcome(result), ...story }]
    .map((line) => `${toJson(line)}\n`)
    .join('')
}

/** The servers that events happened at, in the order of their names. */
export function serversOf(events: readonly TraceEvent[]): readonly string[] {
  const names = new Set(events.map(({ who }) => who).filter(isServer))
  return [...names].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

/** `S0`, or `G100/S0` where there are several groups. */
function isServer(who: string): boolean {
  return /(^|[^A-Za-z0-9])S\d+$/.test(who)
}

function makeOutcome(result: RunResult): object {
  const { failure, notForced, ok, showedNothing, statistics, traceHash, warnings } = result
  return {
    outcome: ok ? 'passed' : 'failed',
    ...(failure === undefined ? {} : { failure }),
    warnings,
    notForced,
    showedNothing,
    statistics,
    traceHash,
  }
}

/** JSON of what events hold: bytes as their length, big integers as digits. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) => {
    if (typeof field === 'bigint') return field.toString()
    if (field instanceof Uint8Array) return { bytes: field.length }
    return field
  })
}
