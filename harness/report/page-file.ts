/**
 * Writes one run as a page: a single file that works from disk, in which the run stands as data.
 * What shows it is `harness/page`, built into one file beside the command.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'fflate'
import type { Story } from '../explain/story.ts'
import { elideRuns } from '../page/body-words.ts'
import { packEvents, roundMs } from '../page/packed/events.ts'
import type { PageRun, PageSentence, PageWhen, StoredRun } from '../page/run.ts'
import { builtFile } from '../runner/built-file.ts'
import type { Plan, TestInfo, TracedRun } from '../runner/events.ts'
import type { TraceEvent } from '../sim/trace.ts'
import { describeFailure, groupFailures, type Line } from './describe.ts'
import { judgeHistory } from './page-history.ts'
import { writeOnce } from './report-file.ts'
import { storyOf } from './story-text.ts'
import { showControls } from './text-layout.ts'
import { serversOf } from './trace-file.ts'

const SHELL = builtFile('page.html')
/** Of each text of an event; the trace file has more. */
const LETTERS_MAX = 2_000

/** Writes it and returns the file's name. Throws a UsageError when that cannot be done. */
export function writePage(folder: string, plan: Plan, run: Shown): string {
  const { test, seed } = run.traced
  const file = join(folder, `${test}-${seed}.html`)
  writeOnce(file, makePage(makePageRun(plan, run)))
  return file
}

/** What a page is made of. */
export interface Shown {
  readonly test: TestInfo
  readonly traced: TracedRun
  /** Why it failed, where that has been found already. */
  readonly story?: Story
  /** What other runs tell of its failure. */
  readonly when?: PageWhen
  /** Of which other runs it stands for, if it does. */
  readonly standsFor?: string
}

/** The text of the file. */
export function makePage(run: PageRun): string {
  const [before, after] = readFileSync(SHELL, 'utf8').split('@RUN@')
  return `${before}${toData(run)}${after}`
}

export function makePageRun(
  plan: Plan,
  { test, traced, standsFor, story = storyOf(traced), when }: Shown,
): PageRun {
  const { trace = [], ...run } = traced
  const { failure } = run
  const [group] = groupFailures([run])
  const history = judgeHistory(trace, run.ok)
  const about: Line[] =
    standsFor === undefined ? [] : [{ kind: 'field', label: 'runs', text: standsFor }]
  const lines = group === undefined ? [] : describeFailure(plan, { test, runs: [run] }, group)
  const isField = ({ kind }: Line): boolean => kind === 'field'
  return {
    test: run.test,
    title: test.title,
    seed: run.seed,
    ok: run.ok,
    servers: serversOf(trace),
    lines: [...lines.filter((line) => !isField(line)), ...about, ...lines.filter(isField)],
    ...(failure === undefined
      ? {}
      : { failedAtMs: roundMs(failure.atMs), story: sentencesOf(story) }),
    ...(when === undefined ? {} : { when }),
    events: trace,
    ...(history === undefined ? {} : { history }),
  }
}

function sentencesOf({ sentences }: Story): readonly PageSentence[] {
  return sentences.map(({ atMs, event, text }) => ({ atMs: roundMs(atMs), event, text }))
}

/**
 * JSON that stands in a page as it is: nothing in it ends the block it stands in or begins a
 * comment.
 */
function toData({ events, ...run }: PageRun): string {
  const deflated = deflateSync(packEvents(events.map(withShortRuns), toShown))
  const stored: StoredRun = { ...run, packed: Buffer.from(deflated).toString('base64') }
  const text = JSON.stringify(stored, (key, value: unknown) => {
    return typeof value === 'string' && key !== 'packed' ? toShown(value) : value
  })
  return text.replaceAll('<', '\\u003c')
}

/** What stands behind a long run of one letter would be cut off. */
function withShortRuns(event: TraceEvent): TraceEvent {
  const { text } = event
  if (typeof text !== 'string' || text.length <= LETTERS_MAX) return event
  return { ...event, text: elideRuns(text) }
}

/** Cut, and without half characters, over which browsers may fall, and others that act. */
function toShown(text: string): string {
  const kept = text.length > LETTERS_MAX ? `${text.slice(0, LETTERS_MAX)}...` : text
  return showControls(kept.replace(/\p{Surrogate}/gu, '\ufffd').replaceAll('\t', '  '))
}
