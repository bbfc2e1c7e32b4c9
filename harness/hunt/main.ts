/**
 * `npm run hunt`: looks for a bug in scenarios that it makes itself. Exit 1 when it has found one.
 *
 *   npm run hunt raft                       a minute on labs/
 *   npm run hunt raft solutions x1000       so many runs on another folder
 *   npm run hunt replay=out/hunt/x.json     a scenario that failed, again
 *
 * Its words stand in command.ts.
 */
import { statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { BundleError } from '../realm/bundle.ts'
import { codeWords } from '../report/describe.ts'
import { flushed } from '../report/flush.ts'
import { openerFor, openPage } from '../report/open-page.ts'
import { writePage } from '../report/page-file.ts'
import { hasColours, makePalette } from '../report/palette.ts'
import { showRun } from '../report/show-run.ts'
import { cleanLines } from '../report/text-layout.ts'
import { UsageError } from '../report/usage-error.ts'
import { buildLabs } from '../runner/build-labs.ts'
import type { Plan } from '../runner/events.ts'
import { type HuntPart, labOf } from '../scenario/scenario.ts'
import { type HuntCommand, helpText, parseHunt, type ReplayCommand } from './command.ts'
import type { Draft } from './draw.ts'
import { knownFailures, readCorpus, type SavedHunt, writeCorpus, writeFailure } from './files.ts'
import { type Found, hunt } from './hunt.ts'
import { makeRunner } from './run-scenarios.ts'
import { describeHunt, endLines, foundLines, infoOf, planOf, storyLines } from './texts.ts'
import { Ticker } from './ticker.ts'

const EXIT = { none: 0, found: 1, usage: 2, doesNotBuild: 3, ourFault: 70 }
const SEEDS = 2 ** 31

async function main(): Promise<number> {
  const command = parseHunt(process.argv.slice(2), (path) => {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  })
  if (command.kind === 'help') {
    process.stdout.write(helpText())
    return EXIT.none
  }
  return command.kind === 'replay' ? replay(command) : goHunting(command)
}

async function goHunting(command: HuntCommand): Promise<number> {
  const saved = command.resumes ? readCorpus(command.out, command.lab) : undefined
  const seed = command.seed ?? saved?.seed ?? Math.floor(Math.random() * SEEDS)
  const part = saved?.part ?? command.part
  const plan = planOf(command, part, seed, command.jobs ?? availableParallelism())
  const interrupt = interruptSignal()
  const runner = makeRunner({ plan, builds: await buildLabs(plan), signal: interrupt })
  const { stdout } = process
  const ticker = new Ticker(stdout, performance.now.bind(performance))
  ticker.say([describeHunt(plan)])
  const hunted = await hunt({
    seed,
    part,
    isGuided: command.isGuided,
    isAll: command.isAll,
    ...(command.runs === undefined ? {} : { runs: command.runs }),
    ...(saved === undefined ? {} : { firstRun: saved.runs, drafts: firstDrafts(command, saved) }),
    run: runner.run,
    isOver: () => ticker.elapsedMs > (command.forMs ?? Number.POSITIVE_INFINITY),
    isInterrupted: () => interrupt.aborted,
    onProgress: (progress) => ticker.show(progress),
    onFound: (found) => ticker.say(['', ...keep(found, plan, command), '']),
  }).finally(runner.close)
  const runs = (saved?.runs ?? 0) + hunted.runs
  writeCorpus(command.out, { seed, part, runs, drafts: hunted.drafts })
  ticker.say(endLines(hunted, ticker.elapsedMs, goOnCommand(command, part)))
  return hunted.failures > 0 ? EXIT.found : EXIT.none
}

/** What is tried before anything is drawn: the failures of that hunt, then what it has learned. */
function firstDrafts({ out }: HuntCommand, saved: SavedHunt): readonly Draft[] {
  const failures = knownFailures(out, labOf(saved.part)).map(({ scenario }) => ({
    scenario,
    pieces: [],
  }))
  return [...failures, ...saved.drafts]
}

/** Writes the file of a failure; answers what to say of it. */
function keep(found: Found, plan: Plan, { out, folder }: HuntCommand): string[] {
  const { failure } = found.run
  if (failure === undefined) return []
  const known = { folder, huntSeed: plan.firstSeed, run: found.number, failure }
  const file = writeFailure(out, found.scenario, known)
  const palette = makePalette(hasColours(process.env, process.stdout.isTTY ?? false))
  return foundLines(found, plan, file, palette)
}

function goOnCommand({ out, ...code }: HuntCommand, part: HuntPart): string {
  const words = [labOf(part), ...codeWords(code), ...(out === 'out/hunt' ? [] : [`out=${out}`])]
  return ['npm run hunt resume', ...words].join(' ')
}

async function replay(command: ReplayCommand): Promise<number> {
  const { scenario, file } = command
  const plan: Plan = { ...planOf(command, scenario.part, scenario.seed, 1), scenario: file }
  const runner = makeRunner({ plan, builds: await buildLabs(plan) })
  const results = await runner
    .run([scenario], { isOver: () => false, isTraced: true })
    .finally(runner.close)
  const [run] = results
  if (run === undefined) return EXIT.ourFault
  const { stdout } = process
  if (!command.isLog) stdout.write(`${storyLines(run.outcome?.story ?? [], run).join('\n')}\n`)
  showRun(command, plan, run, stdout)
  if (command.page !== undefined) {
    const page = writePage(command.page, plan, { test: infoOf(scenario.part), traced: run })
    stdout.write(`page: ${page}\n`)
    if (command.isShown) {
      stdout.write(`${await openPage(page, openerFor(page, process.env, process.platform))}\n`)
    }
  }
  return run.ok ? EXIT.none : EXIT.found
}

/** Ctrl-C ends the hunt and says how far it got; a second one ends everything at once. */
function interruptSignal(): AbortSignal {
  const interrupt = new AbortController()
  process.on('SIGINT', () => {
    if (interrupt.signal.aborted) process.exit(EXIT.found)
    interrupt.abort()
  })
  return interrupt.signal
}

function explain(error: unknown): number {
  if (error instanceof UsageError || error instanceof BundleError) {
    process.stderr.write(`${cleanLines(error.message)}\n`)
    return error instanceof UsageError ? EXIT.usage : EXIT.doesNotBuild
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`This is a fault of the hunt, not of the submission:\n${cleanLines(text)}\n`)
  return EXIT.ourFault
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.found : explain(error))
})
process.on('uncaughtException', (error) => process.exit(explain(error)))
process.exit(await flushed(await main().catch(explain)))
