/** What `explain` has found as JSON; docs/explain.md is its reference. */
import type { Plan, TracedRun } from '../runner/events.ts'
import type { Explained } from '../runner/explain-run.ts'
import { replayCommand } from './describe.ts'
import type { Shown } from './page-file.ts'

const SCHEMA = 'raft-labs/explained'
const VERSION = 1

export interface Told {
  /** The run that was asked about. */
  readonly asked: TracedRun
  /** The one that all is told of: the same, or a smaller one. */
  readonly shown: Shown & Required<Pick<Shown, 'story'>>
  readonly explained: Explained
}

/** The text of the file. */
export function explainedJson(plan: Plan, { asked, shown, explained }: Told): string {
  const { test, traced, story } = shown
  const { when, nearest, runs, isCut } = explained
  const { failure } = traced
  const about = {
    schema: SCHEMA,
    version: VERSION,
    folder: plan.folder,
    asked: describeRun(asked),
    told: { ...describeRun(traced), again: replayCommand(plan, test, traced.seed) },
    ...(failure === undefined
      ? {}
      : { failure: { message: failure.message, rule: failure.rule, atMs: failure.atMs } }),
    story: story.sentences,
    when,
    ...(nearest === undefined ? {} : { nearest: { changed: nearest.changed } }),
    runs,
    isCut,
  }
  return `${JSON.stringify(about, undefined, 2)}\n`
}

function describeRun({ test, seed, trace = [], traceHash }: TracedRun): object {
  return { test, seed, events: trace.length, traceHash }
}
