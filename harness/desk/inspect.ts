/**
 * `inspect`: one test with one seed in a process that waits for a debugger; says how to attach one,
 * and then how the run ended.
 */
import type { GradeCommand } from '../report/command.ts'
import { showRun } from '../report/show-run.ts'
import { UsageError } from '../report/usage-error.ts'
import { bundleLab } from '../runner/build-labs.ts'
import type { Plan, TestInfo } from '../runner/events.ts'
import { findGo } from '../runner/go/find-go.ts'
import { type Address, runInspected, toInspect } from '../runner/inspect-process.ts'

/** The usual one of Node, which Chrome looks at by itself. */
const USUAL_PORT = 9229

/** How the run ended; one that was ended before its end has failed. */
export async function inspectRun(
  command: GradeCommand,
  plan: Plan,
  signal: AbortSignal,
  stdout: NodeJS.WriteStream,
): Promise<'passed' | 'failed'> {
  const { inspect: port = USUAL_PORT, replay } = command
  const test = plan.tests[0] as TestInfo
  if (findGo(plan.folder) !== undefined) {
    throw new UsageError(
      "'inspect' stops at lines of TypeScript, and this submission is in Go: 'log' and 'story' show it",
    )
  }
  const bundle = await bundleLab(test.lab, plan)
  const setup = {
    test: test.name,
    seed: plan.firstSeed,
    script: toInspect(bundle, plan.folder),
    map: bundle.map,
    ...(replay === undefined ? {} : { play: replay.choices }),
  }
  const tellSteps = (address: Address): void => {
    for (const line of describeSteps(plan, address)) stdout.write(`${line}\n`)
  }
  const end = await runInspected(setup, port, tellSteps, signal)
  switch (end.kind) {
    case 'no-port':
      throw new UsageError(
        `no debugger can be attached at port ${port} (${end.why}): inspect=0 takes any that is free`,
      )
    case 'gone':
      stdout.write('\nEnded before the run was over.\n')
      return 'failed'
    case 'ended':
      showRun(command, plan, end.run, stdout)
      return end.run.ok ? 'passed' : 'failed'
  }
}

/** What was begun, and three steps. */
export function describeSteps(plan: Plan, { host, port }: Address): readonly string[] {
  const isUsual = port === USUAL_PORT
  const code = isUsual ? '' : ` (put "port": ${port} into .vscode/launch.json)`
  const chrome = isUsual ? '' : `, enter ${host}:${port} under Configure...`
  return [
    `${plan.tests[0]?.name} with seed=${plan.firstSeed} waits for a debugger at ${host}:${port}; Ctrl-C ends it.`,
    `  1  VS Code: set breakpoints in your .ts files and press F5${code}. Chrome: open chrome://inspect${chrome} and click inspect.`,
    '  2  It stops once your code is loaded, before anything of it runs. Go on with F5 in VS Code, with F8 in Chrome.',
    '  3  It stops at your breakpoints, and virtual time with it: look around for as long as you like, the run stays the same.',
  ]
}
