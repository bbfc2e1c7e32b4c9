/**
 * Shows one run and says why it failed (`explain`): its story, or that of a smaller run which fails
 * in the same way, then what other runs tell of it.
 */
import { availableParallelism } from 'node:os'
import type { When } from '../explain/when.ts'
import type { PageWhen } from '../page/run.ts'
import type { TestInfo, TracedRun } from '../runner/events.ts'
import { explainRun } from '../runner/explain-run.ts'
import { MoreRuns } from '../runner/more-runs.ts'
import { findSmallerRun } from '../runner/smaller-run.ts'
import type { WorkersOptions } from '../runner/workers.ts'
import type { GradeCommand } from './command.ts'
import { isOneKind } from './describe.ts'
import { explainedJson } from './explained-json.ts'
import { describeExplained, tellExplained } from './explained-text.ts'
import type { Shown } from './page-file.ts'
import { writeOnce } from './report-file.ts'
import { showRun, tellStory } from './show-run.ts'
import { describeSmaller } from './smaller-text.ts'
import { storyOf } from './story-text.ts'

/** Of the time, so much at most to look for a smaller run. */
const SMALLER_SHARE = 0.3

/**
 * The run as it was asked for; `options` are for the other runs. Answers what a page is to show, if
 * there is something of which more is known.
 */
export async function showRunAndCause(
  command: GradeCommand,
  options: WorkersOptions,
  run: TracedRun,
): Promise<Shown | undefined> {
  const { explainMs } = command
  const { plan } = options
  const { stdout } = process
  const [test] = plan.tests
  const hasCause = test !== undefined && run.failure !== undefined && run.trace !== undefined
  if (!hasCause || explainMs === undefined || explainMs === 0) {
    const how = explainMs === undefined ? {} : { isExplained: true as const }
    showRun({ ...command, ...how }, plan, run, stdout)
    return undefined
  }
  showRun(command, plan, run, stdout)
  return await showCause({ ...command, explainMs }, options, test, run)
}

/** `run` has failed, and has its trace and its choices. */
async function showCause(
  { explainMs, json, jobs = availableParallelism() }: GradeCommand & { readonly explainMs: number },
  options: WorkersOptions,
  test: TestInfo,
  run: TracedRun,
): Promise<Shown> {
  const { stdout, stderr } = process
  const { plan } = options
  let goal = 'a smaller run'
  // One line that tells how far it has come.
  const tell = (text: string): unknown => stderr.isTTY && stderr.write(text)
  const onRun = (count: number): unknown => tell(`\r\u001b[Klooking for ${goal}, run ${count} `)
  const runs = new MoreRuns({ ...options, jobs, withinMs: explainMs, onRun })
  const isAlike = isOneKind
  try {
    // Who brings a file of choices means that very run.
    const smaller =
      plan.replay === undefined
        ? await findSmallerRun(runs, { jobs, share: SMALLER_SHARE, isAlike }, test, run)
        : undefined
    tell('\r\u001b[K')
    if (smaller !== undefined) stdout.write(`\n${describeSmaller(plan, run, smaller).join('\n')}\n`)
    const told = smaller?.run ?? run
    const story = storyOf(told)
    stdout.write(`\n${tellStory(told, story, stdout.columns)}\n`)
    goal = 'the moment'
    const explained = await explainRun(runs, { isAlike }, smaller?.test ?? test, told)
    tell('\r\u001b[K')
    const others = tellExplained(told, explained)
    stdout.write(`\n${describeExplained(others, stdout.columns).join('\n')}\n`)
    const shown = {
      test: smaller?.test ?? test,
      traced: told,
      story,
      when: pageWhenOf(explained.when, others.words),
    }
    if (json !== undefined) {
      writeOnce(json, explainedJson(plan, { asked: run, shown, explained }))
      stdout.write(`written to ${json}\n`)
    }
    return shown
  } finally {
    runs.close()
  }
}

function pageWhenOf({ points, jump }: When, words: readonly string[]): PageWhen {
  return {
    points,
    ...(jump === undefined ? {} : { jump: { fromMs: jump.before.atMs, toMs: jump.lastMs } }),
    words,
  }
}
