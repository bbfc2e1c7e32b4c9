/** Shows one run and says why it failed (`explain`): its story, then what other runs tell of it. */
import { availableParallelism } from 'node:os'
import type { TestInfo, TracedRun } from '../runner/events.ts'
import { explainRun } from '../runner/explain-run.ts'
import type { WorkersOptions } from '../runner/workers.ts'
import type { GradeCommand } from './command.ts'
import { isOneKind } from './describe.ts'
import { describeExplained } from './explained-text.ts'
import { showRun } from './show-run.ts'

/** The run as it was asked for; `options` are for the other runs. */
export async function showRunAndCause(
  command: GradeCommand,
  options: WorkersOptions,
  run: TracedRun,
): Promise<void> {
  const { explainMs = 0 } = command
  const how = command.explainMs === undefined ? {} : { isExplained: true as const }
  showRun({ ...command, ...how }, options.plan, run, process.stdout)
  const [test] = options.plan.tests
  if (test === undefined || explainMs === 0) return
  if (run.failure === undefined || run.trace === undefined) return
  await showOthers({ ...command, explainMs }, options, test, run)
}

/** `run` has failed, and has its trace and its choices. */
async function showOthers(
  { explainMs, jobs = availableParallelism() }: GradeCommand & { readonly explainMs: number },
  options: WorkersOptions,
  test: TestInfo,
  run: TracedRun,
): Promise<void> {
  const { stdout, stderr } = process
  // One line that tells how far it has come.
  const tell = (text: string): unknown => stderr.isTTY && stderr.write(text)
  const onRun = (runs: number): unknown => tell(`\rlooking for the moment, run ${runs} `)
  const within = { jobs, withinMs: explainMs, onRun, isAlike: isOneKind }
  const explained = await explainRun({ ...options, ...within }, test, run)
  tell('\r\u001b[K')
  stdout.write(`\n${describeExplained(run, explained, stdout.columns).join('\n')}\n`)
}
