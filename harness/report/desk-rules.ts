/** What goes with `watch` and with `inspect` on a command line, and what to change where not. */
import type { Given, GradeCommand } from './command.ts'
import type { OptionName } from './options.ts'
import { UsageError } from './usage-error.ts'

const WITH_WATCH: ReadonlySet<OptionName> = new Set([
  'watch',
  'runs',
  'seed',
  'test',
  'jobs',
  'classic',
  'on',
  'isolation',
  'check',
])
const WITH_INSPECT: ReadonlySet<OptionName> = new Set([
  'inspect',
  'runs',
  'seed',
  'test',
  'classic',
  'on',
  'isolation',
  'replay',
])

/** Throws a UsageError of one sentence. */
export function checkDesk(command: GradeCommand, given: Given): void {
  if (command.isWatched) {
    checkAlone('watch', 'runs again on every save', WITH_WATCH, given)
  }
  if (command.inspect === undefined) return
  checkAlone('inspect', 'stops one run in a debugger', WITH_INSPECT, given)
  if (command.isolation === 'process') {
    throw new UsageError(
      "'inspect' has your code in one process with the test: leave out 'isolation=process'",
    )
  }
  if (command.tests.length > 1) {
    throw new UsageError(
      `'inspect' runs one test, and ${command.tests.length} are chosen: add a test's name`,
    )
  }
  if (command.runs > 1) {
    throw new UsageError(`'inspect' makes one run: leave out 'x${command.runs}'`)
  }
}

function checkAlone(
  word: 'watch' | 'inspect',
  does: string,
  others: ReadonlySet<OptionName>,
  { values }: Given,
): void {
  const other = [...values.keys()].find((name) => !others.has(name))
  if (other === undefined) return
  throw new UsageError(
    `'${other}' does not go with '${word}', which ${does}: leave out one of them`,
  )
}
