/** Which readers of the runner's events a command asks for, and where each of them writes. */
import type { Reporter } from '../runner/events.ts'
import type { Outputs } from './command.ts'
import { ConsoleReporter } from './console.ts'
import { forStudents } from './for-students.ts'
import { JsonReporter } from './json.ts'
import { JunitReporter } from './junit.ts'
import { hasColours, makePalette } from './palette.ts'
import { formatReporters } from './platforms/formats.ts'
import { GithubReporter } from './platforms/github.ts'
import { TapReporter } from './tap.ts'

/**
 * The terminal has nothing to show where nothing was built; a report says so for every test. Only
 * the JSON report holds secret seeds: it is the instructor's.
 */
export function makeReporters(command: Outputs, hasBuilt: boolean, now: () => number): Reporter[] {
  const { stdout, stderr, env } = process
  const write = (text: string): unknown => stdout.write(text)
  const terminal = command.isTap || command.json === '-' ? stderr : stdout
  const { isTTY: isTty = false, columns } = terminal
  const screen = { write: (text: string) => terminal.write(text), isTty, columns, now }
  const forAll: Reporter[] = [
    ...(hasBuilt ? [new ConsoleReporter(screen, makePalette(hasColours(env, isTty)))] : []),
    ...(command.isTap ? [new TapReporter({ write })] : []),
    ...(command.junit === undefined ? [] : [new JunitReporter(command.junit, now)]),
    ...formatReporters(command.formats, now, { env, hasLeaderboard: command.hasLeaderboard }),
    ...(isGithub(command, env) ? [new GithubReporter(screen, env)] : []),
  ]
  const forInstructors: Reporter[] = [
    ...(command.json === undefined ? [] : [new JsonReporter(command.json, { write }, now)]),
  ]
  return [...forAll.map(forStudents), ...forInstructors]
}

/** By word, or where a runner says so: GitHub's, and those like it. A shard is not the whole. */
function isGithub(command: Outputs, env: NodeJS.ProcessEnv): boolean {
  const isShard = 'shard' in command && command.shard !== undefined
  return command.isGithub || (env.GITHUB_ACTIONS === 'true' && !isShard)
}
