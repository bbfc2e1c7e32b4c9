/**
 * The words for what went wrong, used alike by terminal, JUnit and TAP: failures grouped, each
 * with what was seen, when, which rule it breaks and the command that shows it again. It prints
 * nothing.
 */
import {
  type Isolation,
  type Plan,
  type RunResult,
  type Shard,
  type TestInfo,
  type TestResult,
  type Until,
  wasMade,
} from '../runner/events.ts'
import { isSecret, secretNumber } from '../runner/seeds.ts'
import type { Failure } from '../tester/failure.ts'
import { groupBy } from './score.ts'
import { clean, count, formatMs } from './text-layout.ts'

const DETAILS_MAX = 16
const FRAMES_MAX = 4
const LETTERS_MAX = 600

/** Runs that failed alike: same kind, same message but for its numbers. */
export interface FailureGroup {
  readonly count: number
  /** The first of them in order of seeds. */
  readonly first: RunResult
  readonly failure: Failure
  /** All of them, in order of seeds. */
  readonly runs: readonly RunResult[]
}

/** One line of a description; the label of a `field` is `rule`, `at`, `again` and so on. */
export type Line =
  | { readonly kind: 'headline'; readonly text: string }
  | { readonly kind: 'detail'; readonly text: string }
  | { readonly kind: 'field'; readonly label: string; readonly text: string }

/** Failures of a test, the most frequent first. */
export function groupFailures(runs: readonly RunResult[]): readonly FailureGroup[] {
  const failed = runs.filter(({ ok }) => !ok)
  return groupBy(failed, (run) => signature(failureOf(run)))
    .map((group) => {
      const first = group[0] as RunResult
      return { count: group.length, first, failure: failureOf(first), runs: group }
    })
    .sort((a, b) => b.count - a.count)
}

/** Whether two runs failed in the same way, whoever and whenever it was. */
export function isOneKind(one: Failure, other: Failure): boolean {
  return signature(one) === signature(other) && one.rule === other.rule
}

/** Equal for failures of the same kind and message, whatever the numbers in it. */
function signature({ kind, message }: Failure): string {
  return `${kind} ${withoutNumbers(message)}`
}

/** Equal for failures of which one explanation will do, so that ten tests do not say one thing. */
export function explanationOf(failure: Failure): string {
  return `${signature(failure)} ${failure.frames.join(' ')}`
}

/** Of a failure that was explained before: that it is there, and how to see it. */
export function isToldAgain(line: Line): boolean {
  return line.kind === 'headline' || isField(line, /^(again|runs|seed|try)$/)
}

/** A line to be typed again, so it is never wrapped. */
export function isCommand(line: Line): boolean {
  return isField(line, /^(again|look|why|try)$/)
}

/** What runs say that costs nothing, and the number of runs that say it. */
export function groupNotes(
  runs: readonly RunResult[],
): readonly { readonly text: string; readonly count: number }[] {
  const said = runs.flatMap((run) => [...firstOfEach(notesOf(run)).values()])
  const groups = groupBy(said, withoutNumbers)
  return groups.map((group) => ({ text: clean(group[0] as string), count: group.length }))
}

function notesOf({ warnings, notForced, showedNothing }: RunResult): readonly string[] {
  if (notForced.length === 0) return warnings
  const what = showedNothing ? 'showed nothing' : 'left out one of its situations'
  return [`${what}: it did not come about that ${notForced.join('; nor that ')}`, ...warnings]
}

/** Several servers may give a run the same warning but for their numbers. */
function firstOfEach(warnings: readonly string[]): ReadonlyMap<string, string> {
  const first = new Map<string, string>()
  for (const warning of warnings) {
    const kind = withoutNumbers(warning)
    if (!first.has(kind)) first.set(kind, warning)
  }
  return first
}

/** Everything there is to say about one group of failures. */
export function describeFailure(
  plan: Plan,
  { test, runs }: TestResult,
  group: FailureGroup,
): readonly Line[] {
  const { failure, first } = group
  const [message = '', ...more] = failure.message.split('\n')
  const details = [...more, ...failure.details]
  const hasRun = wasMade(first)
  return [
    { kind: 'headline', text: `${describeMoment(test, failure)}: ${shorten(message)}` },
    ...details.slice(0, DETAILS_MAX).map((text) => detail(shorten(text))),
    ...restOf(details, DETAILS_MAX, 'line'),
    ...(hasRun && runs.length > 1 ? [field('runs', describeShare(plan, group, runs.length))] : []),
    ...(failure.rule === undefined ? [] : [field('rule', shorten(failure.rule))]),
    ...failure.frames.slice(0, FRAMES_MAX).map((frame) => field('at', shorten(frame))),
    ...(hasRun ? waysToLook(plan, test, first) : []),
  ]
}

/** How to see the run again; under a secret seed, how to look for one like it. */
function waysToLook(plan: Plan, test: TestInfo, { seed, failure }: RunResult): readonly Line[] {
  const again = replayCommand(plan, test, seed)
  if (again === undefined) {
    return [
      field('seed', `${nameSeed(plan, seed)}; this looks for such a run under seeds of your own:`),
      field('try', commandOf(plan, test, 'x100')),
    ]
  }
  // Both, to compare: what passes in a realm does not in processes.
  if (failure?.kind === 'void') {
    return [field('again', again), field('again', `${again} isolation=process`)]
  }
  const isOnClock = plan.isRealTime
  return [
    field('again', again),
    ...(isOnClock ? [] : [field('why', `${again} explain`)]),
    field('look', `${again} log`),
    field('look', `${again} story`),
  ]
}

/** The same as text: details indented by four, labels in a column. */
export function plainLine(line: Line): string {
  switch (line.kind) {
    case 'headline':
      return line.text
    case 'detail':
      return `    ${line.text}`
    case 'field':
      return `  ${line.label.padEnd(7)}${line.text}`
  }
}

/**
 * `npm run grade 2B TestX seed=41`, with what else the run depends on; undefined when the seed is
 * secret.
 */
export function replayCommand(plan: Plan, test: TestInfo, seed: number): string | undefined {
  return isSecret(plan, seed) ? undefined : commandOf(plan, test, `seed=${seed}`)
}

/** `seed 41`, or `secret seed 3`: the third of them, which only the instructor can look up. */
export function nameSeed(plan: Plan, seed: number): string {
  const number = secretNumber(plan, seed)
  return number === undefined ? `seed ${seed}` : `secret seed ${number}`
}

function commandOf(plan: Plan, test: TestInfo, seeds: string): string {
  const { scenario } = plan
  if (scenario !== undefined) {
    return ['npm run hunt', quote(`replay=${scenario}`), ...codeWords(plan)].join(' ')
  }
  return [
    'npm run grade',
    ...(plan.replay === undefined ? [test.part, test.name] : []),
    ...codeWords(plan),
    plan.replay === undefined ? seeds : quote(`replay=${plan.replay}`),
    ...(plan.isRealTime ? ['realtime'] : []),
    ...(plan.checksDeterminism ? ['check'] : []),
  ].join(' ')
}

/** The words of a command line that say which code is run: `solutions on=labs`. */
export function codeWords({ folder, on }: Pick<Plan, 'folder' | 'on'>): string[] {
  return [
    ...(folder === 'labs' ? [] : [quote(folder)]),
    ...(on === undefined ? [] : [quote(`on=${on}`)]),
  ]
}

/** What is run, on what: `2B in labs, 12 tests x 100 runs, seed 41`. */
export function describePlan(plan: Plan): string {
  const tests = count(plan.tests.length, 'test')
  return [
    `${describeTests(plan.tests)} in ${plan.folder}`,
    ...(plan.language === undefined ? [] : [plan.language]),
    ...(plan.on === undefined ? [] : [`on ${plan.on}`]),
    plan.runs > 1 ? `${tests} x ${count(plan.runs, 'run')}` : tests,
    ...(plan.until === undefined ? [] : [describeUntil(plan.until)]),
    describeSeeds(plan),
    ...(plan.shard === undefined ? [] : [describeShard(plan.shard)]),
    ...(plan.isRealTime ? ['real time'] : []),
    ...(plan.checksDeterminism ? ['every run twice'] : []),
    ...(plan.isolation === undefined ? [] : [describeIsolation(plan.isolation)]),
  ].join(', ')
}

/** `isolation process (bubblewrap)`, or `isolation realm, audit of 5 % (bubblewrap)`. */
export function describeIsolation({ level, sandbox, audit }: Isolation): string {
  const walls = sandbox === undefined ? '' : ` (${sandbox})`
  return `isolation ${level}${audit === undefined ? '' : `, audit of ${audit} %`}${walls}`
}

/** As it is written: `until=95%/5`. */
function describeUntil(until: Until): string {
  return `until=${until.kind === 'points' ? 'points' : `${until.confidence}%/${until.within}`}`
}

/** `shard 2 of 4` */
export function describeShard({ number, of }: Shard): string {
  return `shard ${number} of ${of}`
}

/** `seed 41`, or `20 public seeds from 41 and 80 secret seeds`. */
export function describeSeeds({ firstSeed, runs, secretSeeds }: Plan): string {
  if (secretSeeds === undefined) return `seed ${firstSeed}`
  const secret = count(secretSeeds.length, 'secret seed')
  const open = runs - secretSeeds.length
  return open > 0 ? `${count(open, 'public seed')} from ${firstSeed} and ${secret}` : secret
}

/** `2A, 2B`, or `TestBackup2B` when it is one test. */
export function describeTests(tests: readonly TestInfo[]): string {
  const [only] = tests
  if (tests.length === 1 && only !== undefined) return only.name
  return [...new Set(tests.map(({ part }) => part))].join(', ')
}

function describeMoment(test: TestInfo, { kind, atMs }: Failure): string {
  if (kind === 'build') return `${test.name} was not run`
  // Nobody is left to say how far a run had come that took its worker with it.
  if (atMs === 0 && (kind === 'crash' || kind === 'memory')) return `${test.name} failed (${kind})`
  const why = kind === 'check' ? '' : ` (${kind})`
  return `${test.name} failed at ${formatMs(Math.round(atMs))} virtual ms${why}`
}

function describeShare(plan: Plan, group: FailureGroup, runs: number): string {
  const seed = nameSeed(plan, group.first.seed)
  return `${group.count} of ${count(runs, 'run')} failed so, first with ${seed}`
}

function failureOf(run: RunResult): Failure {
  return run.failure ?? NO_WORDS
}

const NO_WORDS: Failure = {
  kind: 'unknown',
  message: 'the run failed without saying why',
  details: [],
  atMs: 0,
  frames: [],
}

function detail(text: string): Line {
  return { kind: 'detail', text }
}

function field(label: string, text: string): Line {
  return { kind: 'field', label, text }
}

function isField(line: Line, labels: RegExp): boolean {
  return line.kind === 'field' && labels.test(line.label)
}

function restOf(lines: readonly string[], max: number, noun: string): readonly Line[] {
  const rest = lines.length - max
  return rest > 0 ? [detail(`and ${count(rest, `more ${noun}`)}`)] : []
}

function shorten(text: string): string {
  const cleaned = clean(text)
  return cleaned.length <= LETTERS_MAX ? cleaned : `${cleaned.slice(0, LETTERS_MAX)}…`
}

function withoutNumbers(text: string): string {
  return text.replace(/\d[\d,.]*/g, '#')
}

function quote(word: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
