/**
 * Which options cannot stand together, each with the sentence that says what to change. Called
 * once a command has been read; it never changes one.
 */
import type { Given, GradeCommand, MergeCommand } from './command.ts'
import { checkDesk } from './desk-rules.ts'
import type { OptionName } from './options.ts'
import { UsageError } from './usage-error.ts'

const EXAMPLE = 'npm run grade 2B each submissions/*'
const EACH_ONLY: ReadonlySet<OptionName> = new Set(['out', 'cache', 'resume', 'fresh'])

/** Throws a UsageError when the command asks for two things that exclude each other. */
export function checkCombination(command: GradeCommand, given: Given): void {
  if (command.tests.length === 0) {
    throw new UsageError("nothing is left to run: 'classic' leaves out our own tests")
  }
  checkEach(command, given)
  checkDesk(command, given)
  checkOneRun(command, given)
  checkFilters(command, given)
  checkOutputs(command)
  checkShard(command, given)
  if (command.checksDeterminism && command.isRealTime) {
    throw new UsageError("'check' needs virtual time: leave out 'realtime'")
  }
  if (command.audit !== undefined && command.isolation === 'process') {
    throw new UsageError("'audit=' repeats runs in processes: leave out 'isolation=process'")
  }
  if (command.audit !== undefined && command.isRealTime) {
    throw new UsageError("'audit=' compares runs, and no two on the wall clock are alike")
  }
  if (command.until !== undefined && command.runs === 1) {
    throw new UsageError("'until=' ends a test early: say how many runs at most, e.g. x1000")
  }
}

/** What goes with `each`: whatever says how to run, and nothing that shows one submission. */
const WITH_EACH: ReadonlySet<OptionName> = new Set([
  ...EACH_ONLY,
  'each',
  'runs',
  'seed',
  'test',
  'jobs',
  'check',
  'classic',
  'policy',
  'until',
  'grading',
  'isolation',
  'audit',
  'on',
  'shard',
])

function checkEach({ each }: GradeCommand, given: Given): void {
  const names = [...given.values.keys()]
  if (each === undefined) {
    const lost = names.find((name) => EACH_ONLY.has(name))
    if (lost === undefined) return
    throw new UsageError(`'${lost}' is for a class: add 'each' and the folders, e.g. ${EXAMPLE}`)
  }
  if (given.folder !== undefined) {
    throw new UsageError(`write all folders behind 'each', '${given.folder}' too`)
  }
  if (each.paths.length === 0) throw new UsageError(`'each' needs folders behind it: ${EXAMPLE}`)
  if (each.mode === 'fresh' && names.includes('resume')) {
    throw new UsageError("'resume' goes on and 'fresh' begins anew: choose one")
  }
  const other = names.find((name) => !WITH_EACH.has(name))
  if (other === undefined) return
  throw new UsageError(`'${other}' is of one submission: leave it out, or grade one without 'each'`)
}

/** The word that asks for one run. */
export function wordOfOneRun(
  command: GradeCommand,
): 'log' | 'explain' | 'replay' | 'trace' | 'choices' | undefined {
  if (command.isLog) return 'log'
  if (command.explainMs !== undefined) return 'explain'
  return (['replay', 'trace', 'choices'] as const).find((word) => command[word] !== undefined)
}

/** A log or a trace is of one run. */
function checkOneRun(command: GradeCommand, given: Given): void {
  if (command.page !== undefined && command.isRealTime) {
    throw new UsageError("'page=' makes a run again, and on the wall clock none is: no 'realtime'")
  }
  checkReplay(command, given)
  checkExplain(command, given)
  const word = wordOfOneRun(command)
  if (word === undefined) return
  if (command.grading !== undefined) {
    throw new UsageError(`'${word}' shows one test with one seed: leave out 'grading='`)
  }
  if (command.tests.length > 1) {
    throw new UsageError(
      `'${word}' shows one test, and ${command.tests.length} are chosen: add a test's name`,
    )
  }
  if (command.runs > 1) {
    throw new UsageError(`'${word}' shows one run: leave out 'x${command.runs}'`)
  }
}

function checkExplain(
  { explainMs, isRealTime, checksDeterminism, json }: GradeCommand,
  given: Given,
): void {
  if (explainMs === undefined) {
    if (!given.values.has('for')) return
    throw new UsageError("'for=' says for how long to look for a cause: add 'explain'")
  }
  if (isRealTime) {
    throw new UsageError(
      "'explain' makes a run again, and on the wall clock none is: no 'realtime'",
    )
  }
  if (checksDeterminism) throw new UsageError("'explain' makes other runs too: leave out 'check'")
  if (json === '-') {
    throw new UsageError("'explain' tells on standard output: name a file, json=FILE")
  }
}

/** What a recording fixes is not said again. */
function checkReplay({ tests, replay, isRealTime }: GradeCommand, given: Given): void {
  if (replay === undefined) return
  const { file, test } = replay
  if (tests.length !== 1 || tests[0] !== test) {
    throw new UsageError(`'replay=${file}' is a run of ${test.name}: leave out all other tests`)
  }
  if (given.values.has('seed')) {
    throw new UsageError(`'replay=${file}' has its choices from the file: leave out 'seed='`)
  }
  if (isRealTime) throw new UsageError("'replay=' needs virtual time: leave out 'realtime'")
}

/** Shards know nothing of each other: what they share must be said to each. */
function checkShard(command: GradeCommand, given: Given): void {
  if (given.values.has('partial')) {
    throw new UsageError("'partial' goes with merge: npm run grade merge A.json B.json partial")
  }
  if (command.shard === undefined) return
  const { number, of } = command.shard
  const shard = `shard=${number}/${of}`
  const word = wordOfOneRun(command)
  if (word !== undefined) throw new UsageError(`'${word}' shows one run: leave out '${shard}'`)
  const [whole] = [...Object.keys(command.formats), ...(command.isGithub ? ['github'] : [])]
  if (whole !== undefined) {
    throw new UsageError(
      `'${whole}' is of all shards together: leave it out here, and give it to merge`,
    )
  }
  if (command.seed === undefined) {
    throw new UsageError(`'${shard}' needs the same seed on every machine: add e.g. seed=7 to all`)
  }
  // A class has its journal.
  if (command.json === undefined && command.each === undefined) {
    throw new UsageError(
      `'${shard}' makes a part of a report, to be joined by merge: add json=shard-${number}.json`,
    )
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
export function checkOutputs(command: GradeCommand | MergeCommand): void {
  const {
    isLog = false,
    trace,
    choices,
  }: Partial<GradeCommand> = command.kind === 'grade' ? command : {}
  const onOutput = [
    ...(command.isTap ? ["'tap'"] : []),
    ...(isLog ? ["'log'"] : []),
    ...(command.json === '-' ? ["'json=-'"] : []),
  ]
  if (onOutput.length > 1) {
    throw new UsageError(`${onOutput.join(' and ')} both write to standard output: choose one`)
  }
  if (command.hasLeaderboard && command.formats.gradescope === undefined) {
    throw new UsageError("'leaderboard' is a part of Gradescope's report: add gradescope=FILE")
  }
  const named = [command.json, command.junit, trace, choices, ...Object.values(command.formats)]
  const files = named.filter((file) => file !== undefined)
  if (new Set(files).size < files.length) {
    throw new UsageError('two reports are to be written to the same file: name two files')
  }
}
