/** Which readers of the runner's events a command asks for, and where each of them writes. */
import type { Reporter } from '../runner/events.ts'
import type { GradeCommand } from './command.ts'
import { ConsoleReporter } from './console.ts'
import { JsonReporter } from './json.ts'
import { JunitReporter } from './junit.ts'
import { hasColours, makePalette } from './palette.ts'
import { TapReporter } from './tap.ts'

/** The terminal has nothing to show where nothing was built; a report says so for every test. */
export function makeReporters(
  command: GradeCommand,
  hasBuilt: boolean,
  now: () => number,
): Reporter[] {
  const { stdout, stderr, env } = process
  const write = (text: string): unknown => stdout.write(text)
  const terminal = command.isTap || command.json === '-' ? stderr : stdout
  const { isTTY: isTty = false, columns } = terminal
  const screen = { write: (text: string) => terminal.write(text), isTty, columns, now }
  return [
    ...(hasBuilt ? [new ConsoleReporter(screen, makePalette(hasColours(env, isTty)))] : []),
    ...(command.isTap ? [new TapReporter({ write })] : []),
    ...(command.json === undefined ? [] : [new JsonReporter(command.json, { write }, now)]),
    ...(command.junit === undefined ? [] : [new JunitReporter(command.junit, now)]),
  ]
}
