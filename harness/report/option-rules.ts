/**
 * Which options cannot stand together, each with the sentence that says what to change. Called
 * once a command has been read; it never changes one.
 */
import type { Given, GradeCommand } from './command.ts'
import { UsageError } from './usage-error.ts'

/** Throws a UsageError when the command asks for two things that exclude each other. */
export function checkCombination(command: GradeCommand, given: Given): void {
  if (command.tests.length === 0) {
    throw new UsageError("nothing is left to run: 'classic' leaves out our own tests")
  }
  checkOneRun(command)
  checkFilters(command, given)
  checkOutputs(command)
  if (command.checksDeterminism && command.isRealTime) {
    throw new UsageError("'check' needs virtual time: leave out 'realtime'")
  }
  if (command.until !== undefined && command.runs === 1) {
    throw new UsageError("'until=' ends a test early: say how many runs at most, e.g. x1000")
  }
}

/** A log or a trace is of one run. */
function checkOneRun(command: GradeCommand): void {
  const word = command.isLog ? 'log' : command.trace === undefined ? undefined : 'trace'
  if (word === undefined) return
  if (command.tests.length > 1) {
    throw new UsageError(
      `'${word}' shows one test, and ${command.tests.length} are chosen: add a test's name`,
    )
  }
  if (command.runs > 1) {
    throw new UsageError(`'${word}' shows one run: leave out 'x${command.runs}'`)
  }
}

function checkFilters(command: GradeCommand, given: Given): void {
  for (const name of ['server', 'topic', 'find'] as const) {
    if (given.values.has(name) && !command.isLog) {
      throw new UsageError(`'${name}=' chooses events of a log: add 'log' or 'story'`)
    }
  }
}

/** Standard output carries one format, and a file one report. */
function checkOutputs(command: GradeCommand): void {
  const onOutput = [
    ...(command.isTap ? ["'tap'"] : []),
    ...(command.isLog ? ["'log'"] : []),
    ...(command.json === '-' ? ["'json=-'"] : []),
  ]
  if (onOutput.length > 1) {
    throw new UsageError(`${onOutput.join(' and ')} both write to standard output: choose one`)
  }
  const files = [command.json, command.junit, command.trace].filter((file) => file !== undefined)
  if (new Set(files).size < files.length) {
    throw new UsageError('two reports are to be written to the same file: name two files')
  }
}
