/**
 * `npm run grade`: parse the words, build the submission, run the plan, report, exit. The way
 * through the whole project starts here.
 */
import { lstatSync, readFileSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type ClassEnd, gradeClass } from './harness/class/grade-class.ts'
import { mergeJournals } from './harness/class/merge-journals.ts'
import { inspectRun } from './harness/desk/inspect.ts'
import { watchRuns } from './harness/desk/watch.ts'
import { BundleError } from './harness/realm/bundle.ts'
import { parseCommand } from './harness/report/arguments.ts'
import type {
  EachCommand,
  GradeCommand,
  MergeCommand,
  TemplateCommand,
} from './harness/report/command.ts'
import { flushed } from './harness/report/flush.ts'
import { openerFor, openPage } from './harness/report/open-page.ts'
import { helpText } from './harness/report/option-help.ts'
import { wordOfOneRun } from './harness/report/option-rules.ts'
import { writePage } from './harness/report/page-file.ts'
import { hasColours, makePalette } from './harness/report/palette.ts'
import { makeReporters } from './harness/report/reporters.ts'
import { resultOf } from './harness/report/score.ts'
import { showRunAndCause } from './harness/report/show-cause.ts'
import { cleanLines, count } from './harness/report/text-layout.ts'
import { UsageError } from './harness/report/usage-error.ts'
import { isOneRun, preparePages, writePages } from './harness/report/write-pages.ts'
import { allFailed, buildLabs, faultsOf, languageOf } from './harness/runner/build-labs.ts'
import { hashesOf } from './harness/runner/content-hash.ts'
import type {
  Plan,
  Reporter,
  RunEvent,
  TestInfo,
  TestResult,
  TracedRun,
} from './harness/runner/events.ts'
import { runPlan, runTraced } from './harness/runner/pool.ts'
import { ProcessIsolation } from './harness/runner/process-isolation.ts'
import { testInfos } from './harness/runner/test-infos.ts'
import { isComplete } from './harness/runner/until.ts'
import { faultsIn, hasRun, mergeReports, replayRuns } from './harness/shard/merge.ts'
import { makeTemplate, writeTemplate } from './harness/template/template.ts'

const EXIT = { passed: 0, failed: 1, usage: 2, doesNotBuild: 3, ourFault: 70 }
const CLASS_EXIT: Record<ClassEnd, number> = {
  graded: EXIT.passed,
  interrupted: EXIT.failed,
  'none-built': EXIT.doesNotBuild,
  fault: EXIT.ourFault,
}
const SEEDS = 2 ** 31

async function main(): Promise<number> {
  const command = parseCommand(process.argv.slice(2), {
    tests: testInfos,
    env: process.env,
    isFolder: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
    readText: (path) => readFileSync(path, 'utf8'),
    isThere: (path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined,
  })
  if (command.kind === 'help') {
    process.stdout.write(helpText())
    return EXIT.passed
  }
  if (command.kind === 'template') return template(command)
  if (command.kind === 'merge') return await merge(command)
  if (command.inspect !== undefined) {
    const plan = makePlan(command, undefined)
    return EXIT[await inspectRun(command, plan, interruptSignal(), process.stdout)]
  }
  const isolation = openIsolation(command)
  try {
    if (command.each !== undefined) return await gradeEach(command, command.each, isolation)
    if (command.isWatched) {
      const { stdin, stdout, env } = process
      const world = { isolation, signal: interruptSignal(), stdin, stdout, env }
      return EXIT[await watchRuns(command, makePlan(command, isolation), world)]
    }
    return await grade(command, isolation)
  } finally {
    isolation?.close()
  }
}

async function grade(
  command: GradeCommand,
  isolation: ProcessIsolation | undefined,
): Promise<number> {
  const asked = makePlan(command, isolation)
  const builds = await buildLabs(asked)
  const plan = { ...asked, ...languageOf(builds), hashes: hashesOf(builds) }
  const faults = faultsOf(builds)
  if (command.page !== undefined) preparePages(command.page)
  const hasBuilt = !allFailed(builds)
  if (!hasBuilt) process.stderr.write(`${cleanLines(faults.join('\n'))}\n`)
  const [test] = plan.tests
  if (hasBuilt && test !== undefined && wordOfOneRun(command) !== undefined) {
    const how = {
      isRecorded: command.choices !== undefined || command.explainMs !== undefined,
      ...(command.replay === undefined ? {} : { play: command.replay.choices }),
    }
    const run = await runTraced({ plan, builds, isolation }, test, plan.firstSeed, how)
    const others = { plan, builds, isolation, signal: interruptSignal() }
    const shown = await showRunAndCause(command, others, run)
    if (command.page !== undefined) {
      const file = writePage(command.page, plan, shown ?? { test, traced: run })
      process.stdout.write(`page: ${file}\n`)
      await show(command, [file])
    }
    return run.ok ? EXIT.passed : EXIT.failed
  }
  const reporters = makeReporters(command, hasBuilt, Date.now)
  const emit = (event: RunEvent): void => {
    for (const reporter of reporters) reporter.handle(event)
  }
  // Of one run there will be a page in any case: then it is traced at once.
  const traced: TracedRun[] = []
  const isForPage = command.page !== undefined && isOneRun(plan)
  const onTraced = isForPage ? (run: TracedRun): unknown => traced.push(run) : undefined
  const signal = interruptSignal()
  const results = await runPlan({ plan, builds, emit, isolation, signal, onTraced })
  const isWritten = await closeAll(reporters)
  const trace = async (test: TestInfo, seed: number): Promise<TracedRun> =>
    traced[0] ?? (await runTraced({ plan, builds, isolation }, test, seed))
  const hasPages = await pages(command, plan, results, trace)
  if (faults.length > 0) return EXIT.doesNotBuild
  if (!isWritten || !hasPages) return EXIT.usage
  return hasPassed(plan, results) ? EXIT.passed : EXIT.failed
}

/** Whether all went well; where it did not, what has been graded stays. */
async function pages(
  command: GradeCommand,
  plan: Plan,
  results: readonly TestResult[],
  trace: (test: TestInfo, seed: number) => Promise<TracedRun>,
): Promise<boolean> {
  if (command.page === undefined) return true
  const { files, lines, isWhole } = await writePages(command.page, plan, results, trace)
  for (const line of lines) process.stderr.write(`${line}\n`)
  if (isWhole) await show(command, files)
  return isWhole
}

/** Opens the first page, where that is wanted. */
async function show({ isShown }: GradeCommand, [file]: readonly string[]): Promise<void> {
  if (!isShown || file === undefined) return
  const opener = openerFor(file, process.env, process.platform)
  process.stderr.write(`${await openPage(file, opener)}\n`)
}

/** Files for a platform; the project lies one above the built command. */
function template({ template: kind, folder }: TemplateCommand): number {
  const files = makeTemplate(kind, fileURLToPath(new URL('..', import.meta.url)))
  writeTemplate(folder, files)
  process.stdout.write(
    `written to ${folder}: ${count(files.length, 'file')} for ${kind} (docs/grading.md)\n`,
  )
  return EXIT.passed
}

/** One report of those of all shards; it ends as the run of the whole plan would have. */
async function merge(command: MergeCommand): Promise<number> {
  if (command.out !== undefined) return mergeClass(command.files, command.out)
  const merged = mergeReports(command.files, command.isPartial)
  const faults = faultsIn(merged)
  const hasBuilt = faults.length === 0 || hasRun(merged)
  for (const gap of merged.gaps) process.stderr.write(`${gap}; that counts as not passed\n`)
  if (!hasBuilt) process.stderr.write(`${cleanLines(faults.join('\n'))}\n`)
  const reporters = makeReporters(command, hasBuilt, Date.now)
  const results = replayRuns(merged, (event) => {
    for (const reporter of reporters) reporter.handle(event)
  })
  const isWritten = await closeAll(reporters)
  if (faults.length > 0) return EXIT.doesNotBuild
  if (!isWritten) return EXIT.usage
  return hasPassed(merged.plan, results) ? EXIT.passed : EXIT.failed
}

/** One journal of those of all shards of a class. */
function mergeClass(folders: readonly string[], out: string): number {
  const { runs, submissions, missing } = mergeJournals(folders, out)
  const rest = missing.length === 0 ? '' : `; ${count(missing.length, 'submission')} had none yet`
  process.stdout.write(
    `${out} has ${count(runs, 'run')} of ${count(submissions, 'submission')}${rest}.\n` +
      `The same command without 'shard=' and with 'out=${out} resume' writes the gradebook.\n`,
  )
  return EXIT.passed
}

/** Whether all that was to be run here has been, and passed. */
function hasPassed(plan: Plan, results: readonly TestResult[]): boolean {
  return plan.tests.every((test) => {
    const result = resultOf(results, test)
    return isComplete(plan, result) && result.runs.every(({ ok }) => ok)
  })
}

async function gradeEach(
  command: GradeCommand,
  each: EachCommand,
  isolation: ProcessIsolation | undefined,
): Promise<number> {
  const { stdout, env } = process
  const { columns, rows, isTTY: isTty = false } = stdout
  const write = (text: string): unknown => stdout.write(text)
  const end = await gradeClass(
    each,
    { ...makePlan(command, isolation), jobs: command.jobs ?? availableParallelism() },
    command.seed !== undefined,
    {
      output: { write, isTty, columns, rows, now: Date.now },
      palette: makePalette(hasColours(env, isTty)),
      signal: interruptSignal(),
      isolation,
    },
  )
  return CLASS_EXIT[end]
}

/** False when a report could not be written; the others are there, and it is said which. */
async function closeAll(reporters: readonly Reporter[]): Promise<boolean> {
  let isWritten = true
  for (const reporter of reporters) {
    try {
      await reporter.close?.()
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      process.stderr.write(`${error.message}\n`)
      isWritten = false
    }
  }
  return isWritten
}

/** Ctrl-C ends the runs and shows what is in; a second one ends everything at once. */
function interruptSignal(): AbortSignal {
  const interrupt = new AbortController()
  // Not `once`: execa ends a process on whose signals nobody is left to listen.
  process.on('SIGINT', () => {
    if (interrupt.signal.aborted) process.exit(EXIT.failed)
    interrupt.abort()
  })
  return interrupt.signal
}

/** What starts processes for student code, where the command wants some. */
function openIsolation({ isolation, audit }: GradeCommand): ProcessIsolation | undefined {
  if (isolation === 'realm' && audit === undefined) return undefined
  if (process.platform === 'win32') {
    throw new UsageError(
      "'isolation=process' and 'audit=' need Linux or macOS: write 'isolation=realm'",
    )
  }
  return new ProcessIsolation()
}

function makePlan(command: GradeCommand, isolation: ProcessIsolation | undefined): Plan {
  const { tests, folder, on, runs, policy, isRealTime, checksDeterminism, shard } = command
  return {
    folder,
    ...(on === undefined ? {} : { on }),
    tests,
    runs,
    firstSeed: command.seed ?? Math.floor(Math.random() * SEEDS),
    jobs: Math.min(command.jobs ?? availableParallelism(), tests.length * runs),
    policy,
    ...(isolation === undefined ? {} : { isolation: isolation.describe(command) }),
    ...(command.until === undefined ? {} : { until: command.until }),
    ...command.grading,
    isRealTime,
    checksDeterminism,
    ...(command.replay === undefined ? {} : { replay: command.replay.file }),
    ...(shard === undefined ? {} : { shard }),
  }
}

function explainError(error: unknown): number {
  if (error instanceof UsageError || error instanceof BundleError) {
    process.stderr.write(`${cleanLines(error.message)}\n`)
    return error instanceof UsageError ? EXIT.usage : EXIT.doesNotBuild
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(
    `This is a fault of the grader, not of the submission:\n${cleanLines(text)}\n`,
  )
  return EXIT.ourFault
}

// Whoever reads the output may stop, as `head` does; there is nobody left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.failed : explainError(error))
})
process.on('uncaughtException', (error) => process.exit(explainError(error)))
process.exit(await flushed(await main().catch(explainError)))
