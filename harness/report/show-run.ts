/** Shows one traced run: as columns on the terminal (`log`), as a file (`trace=FILE`), or both. */
import type { Story } from '../explain/story.ts'
import type { Plan, TracedRun } from '../runner/events.ts'
import { describeFit, writeChoices } from './choices-file.ts'
import type { GradeCommand } from './command.ts'
import { describeFailure, groupFailures, groupNotes, plainLine } from './describe.ts'
import { formatLog } from './log.ts'
import { hasColours, makePalette } from './palette.ts'
import { describeStory, storyOf } from './story-text.ts'
import { serversOf, writeTraceFile } from './trace-file.ts'

/** How it is to be shown. */
export type ShowCommand = Pick<
  GradeCommand,
  'trace' | 'choices' | 'replay' | 'isLog' | 'servers' | 'topics' | 'find'
> & {
  /** With the story of its failure. */
  readonly isExplained?: true
}

export function showRun(
  command: ShowCommand,
  plan: Plan,
  run: TracedRun,
  stdout: NodeJS.WriteStream,
): void {
  const { trace: events = [], choices, firstFresh, ...result } = run
  const { test, seed } = result
  if (command.trace !== undefined) {
    const meta = { test, seed, folder: plan.folder, servers: serversOf(events) }
    writeTraceFile(command.trace, meta, events, result)
    if (!command.isLog) stdout.write(`${events.length} events written to ${command.trace}\n`)
  }
  if (command.choices !== undefined) {
    writeChoices(command.choices, plan, run)
    if (!command.isLog) stdout.write(`the choices of the run written to ${command.choices}\n`)
  }
  if (command.isLog) {
    const lines = formatLog(events, {
      servers: serversOf(events),
      onlyServers: command.servers,
      onlyTopics: command.topics,
      ...(command.find === undefined ? {} : { find: command.find }),
      columns: stdout.columns,
      palette: makePalette(hasColours(process.env, stdout.isTTY ?? false)),
    })
    const none = 'There are no events to show: they were lost with the run.'
    stdout.write(`${events.length === 0 ? none : lines.join('\n')}\n`)
  }
  if (command.replay !== undefined) stdout.write(`${describeFit(command.replay, run)}\n`)
  for (const { text } of groupNotes([result])) stdout.write(`\nnote: ${text}\n`)
  const info = plan.tests[0]
  if (result.ok) stdout.write(`\n${test} passed with seed=${seed}\n`)
  else if (info !== undefined) {
    stdout.write('\n')
    for (const group of groupFailures([result])) {
      const failed = { test: info, runs: [result] }
      for (const line of describeFailure(plan, failed, group)) stdout.write(`${plainLine(line)}\n`)
    }
  }
  if (command.isExplained) stdout.write(`\n${tellStory(run, storyOf(run), stdout.columns)}\n`)
}

/** What led to the failure of a run as text. */
export function tellStory(
  { failure }: TracedRun,
  story: Story,
  columns: number | undefined,
): string {
  if (failure === undefined) return 'It passed, so there is nothing to explain.'
  const lines = describeStory(story, columns)
  return lines.length === 0 ? 'Its events were lost with the run.' : lines.join('\n')
}
