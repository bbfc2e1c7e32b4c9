/**
 * Reads the command line of `npm run grade`: words, flags, or both, into one typed command.
 * Everything unclear is a UsageError of one sentence; it never guesses, prints or ends the
 * process.
 */
import { applyGrading, planOf } from '../policy/apply.ts'
import { type Grading, readGrading } from '../policy/grading.ts'
import type { TestInfo } from '../runner/events.ts'
import { readChoices } from './choices-file.ts'
import type { Command, EachCommand, Given, GradeCommand, MergeCommand, Outputs } from './command.ts'
import { STORY_KINDS } from './log.ts'
import { findNearest } from './nearest.ts'
import { checkCombination, checkOutputs } from './option-rules.ts'
import {
  parseAudit,
  parseCount,
  parseFile,
  parseIsolation,
  parseList,
  parsePolicy,
  parsePort,
  parseSeed,
  parseShard,
  parseTime,
  parseUntil,
} from './option-values.ts'
import {
  checkSwallowed,
  optionNamed,
  suggest,
  take,
  takeFlag,
  takeOptionWord,
  tokenize,
} from './option-words.ts'
import { OPTIONS, type OptionName } from './options.ts'
import { FORMATS, type FormatFiles } from './platforms/names.ts'
import { parseTemplate } from './template-words.ts'
import { chooseTests, describeParts, scopeWords, testsNamed, testsOfScope } from './test-choice.ts'
import { UsageError } from './usage-error.ts'

/** What the parser has to know of the world around it. */
export interface Surroundings {
  readonly tests: readonly TestInfo[]
  readonly env: Readonly<Record<string, string | undefined>>
  isFolder(path: string): boolean
  /** Throws what `readFileSync` throws. */
  readText(path: string): string
  /** Whether anything is there, be it a link that leads nowhere; a folder, if it cannot be told. */
  isThere?(path: string): boolean
}

const RUNS_MAX = 10_000_000
const JOBS_MAX = 1024
/** The ways to name standard output, which gets the report instead of the table. */
const STDOUT = new Set(['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'])
/** First words of commands that grade nothing. */
const OTHER_COMMANDS = ['merge', 'template'] as const

/** `words` are those after the script's name: `process.argv.slice(2)`. */
export function parseCommand(words: readonly string[], around: Surroundings): Command {
  const given: Given = { values: new Map(), scopes: [], names: [], paths: [] }
  const tokens = tokenize(words)
  const first = tokens.find((token) => token.kind === 'positional')
  const other = OTHER_COMMANDS.find((word) => word === first?.value)
  const rest: string[] = []
  for (const token of tokens) {
    if (token.kind === 'option') takeFlag(given, token)
    else if (token.kind !== 'positional' || (token === first && other !== undefined)) continue
    else if (other === undefined) takeWord(given, token.value, around)
    else if (token.value.toLowerCase() === 'help') given.values.set('help', '')
    else if (other === 'template' || !takeOptionWord(given, token.value)) rest.push(token.value)
  }
  if (given.values.has('help')) return { kind: 'help' }
  checkSwallowed(given, around.env)
  if (other === 'merge') return makeMerge(given, rest, around)
  if (other === 'template') return parseTemplate(given, rest)
  const command = makeCommand(given, around, takeGrading(given, around))
  checkCombination(command, given)
  return command
}

function takeWord(given: Given, word: string, around: Surroundings): void {
  if (given.values.has('each') && isPathOfClass(word, around)) {
    given.paths.push(word)
    return
  }
  if (takeOptionWord(given, word)) return
  if (/^x-?\d[\d.,_]*$/i.test(word)) take(given, optionNamed('runs'), word.slice(1))
  else if (testsOfScope(word, around.tests).length > 0) given.scopes.push(word)
  else if (/[/\\]/.test(word) || word === 'solutions' || around.isFolder(word)) {
    takeFolder(given, word, around)
  } else if (testsNamed(word, around.tests).length > 0) given.names.push(word)
  else throw new UsageError(describeUnknown(word, around))
}

function takeFolder(given: Given, folder: string, around: Surroundings): void {
  if (given.folder !== undefined) {
    throw new UsageError(`two folders are given, '${given.folder}' and '${folder}'`)
  }
  checkFolder(folder, around)
  given.folder = folder
}

/**
 * Behind `each` what is there is meant, whatever its name; a pattern that the shell has left, too.
 * A name that is not UTF-8 cannot be found by what is left of it.
 */
function isPathOfClass(word: string, around: Surroundings): boolean {
  const isThere = around.isThere?.(word) ?? around.isFolder(word)
  if (isThere || /^(.*[/\\])?\*$/.test(word)) return true
  return /[/\\].*\ufffd/.test(word)
}

function checkFolder(folder: string, around: Surroundings): void {
  if (!around.isFolder(folder)) throw new UsageError(`there is no folder '${folder}'`)
}

function describeUnknown(word: string, around: Surroundings): string {
  const { tests } = around
  if (/^\d+$/.test(word)) {
    return `'${word}' is no lab; write x${word} for the number of runs or seed=${word} for the seed`
  }
  if (/^(lab)?\d[a-z]$/i.test(word)) {
    return `there is no part '${word}'${describeParts(word, tests)}`
  }
  const words = OPTIONS.map(({ name, value }) => (value === undefined ? name : `${name}=`))
  const names = tests.map(({ name }) => name)
  const short = names.map((name) => name.replace(/^Test/, ''))
  const known = [
    ...scopeWords(tests),
    ...words,
    ...OTHER_COMMANDS,
    'labs',
    'solutions',
    ...names,
    ...short,
  ]
  return `'${word}' is not known here${suggest(findNearest(word, known))}`
}

/** What the policy file fixes becomes part of what was given. */
function takeGrading(given: Given, around: Surroundings): Grading | undefined {
  const file = given.values.get('grading')
  if (file === undefined) return undefined
  const grading = readGrading(file, around)
  applyGrading(given, grading)
  return grading
}

function makeCommand(given: Given, around: Surroundings, grading?: Grading): GradeCommand {
  const { values } = given
  const on = values.get('on')
  if (on !== undefined) checkFolder(on, around)
  const runs = parseCount('runs', values.get('runs') ?? '1', RUNS_MAX)
  const { replay } = optional('replay', values.get('replay'), (file) => ({
    file,
    ...readChoices(file, around),
  }))
  const { seed = replay?.seed } = optional('seed', values.get('seed'), parseSeed)
  return {
    kind: 'grade',
    tests: chooseTests(given, grading?.tests ?? around.tests, replay?.test),
    folder: given.folder ?? 'labs',
    ...(on === undefined ? {} : { on }),
    runs,
    ...(seed === undefined ? {} : { seed }),
    ...(grading === undefined ? {} : { grading: planOf(grading, runs, seed) }),
    ...optional('jobs', values.get('jobs'), (value) => parseCount('jobs', value, JOBS_MAX)),
    ...outputsOf(values),
    ...optional('shard', values.get('shard'), parseShard),
    ...optional('trace', values.get('trace'), (value) => parseFile('trace', value)),
    ...optional('choices', values.get('choices'), (value) => parseFile('choices', value)),
    ...(replay === undefined ? {} : { replay }),
    ...optional('page', pageFolder(values), (value) => parseFile('page', value)),
    isShown: values.has('show'),
    ...(values.has('watch') ? { isWatched: true as const } : {}),
    ...optional('inspect', values.get('inspect'), parsePort),
    isLog: values.has('log') || values.has('story'),
    ...optional('explainMs', values.get('explain'), () =>
      parseTime('for', values.get('for') ?? '30s'),
    ),
    servers: parseList('server', values.get('server')),
    topics: [
      ...(values.has('story') ? STORY_KINDS : []),
      ...parseList('topic', values.get('topic')),
    ],
    ...optional('find', values.get('find'), (text) => text),
    checksDeterminism: values.has('check'),
    isRealTime: values.has('realtime'),
    isClassic: values.has('classic'),
    policy: parsePolicy(values.get('policy')),
    ...optional('until', values.get('until'), parseUntil),
    isolation: parseIsolation(values.get('isolation') ?? usualIsolation(given)),
    ...optional('audit', values.get('audit'), parseAudit),
    ...(values.has('each') ? { each: readEach(given) } : {}),
  }
}

/** What is to be shown has to be somewhere. */
function pageFolder(values: Given['values']): string | undefined {
  return values.get('page') ?? (values.has('show') ? optionNamed('page').usual : undefined)
}

/** A class is graded where student code cannot reach the results, unless audits see to that. */
function usualIsolation({ values }: Given): 'realm' | 'process' {
  return values.has('each') && !values.has('audit') ? 'process' : 'realm'
}

function readEach({ values, paths }: Given): EachCommand {
  return {
    paths,
    out: values.get('out') ?? 'grades',
    ...optional('cache', values.get('cache'), (folder) => folder),
    mode: values.has('fresh') ? 'fresh' : values.has('resume') ? 'resume' : 'new',
  }
}

function outputsOf(values: Given['values']): Outputs {
  return {
    ...optional('json', values.get('json'), (value) =>
      STDOUT.has(value) ? '-' : parseFile('json', value),
    ),
    ...optional('junit', values.get('junit'), (value) => parseFile('junit', value)),
    formats: formatFiles(values),
    isTap: values.has('tap'),
    isGithub: values.has('github'),
    hasLeaderboard: values.has('leaderboard'),
  }
}

/** Options that `merge` takes: those of outputs, and what it does about missing shards. */
const OF_MERGE: readonly OptionName[] = [
  ...(['json', 'junit', 'tap', 'github', 'leaderboard', 'partial', 'out'] as const),
  ...FORMATS.map(({ name }) => name),
]

function makeMerge(given: Given, files: readonly string[], around: Surroundings): MergeCommand {
  const foreign = [...given.values.keys(), ...(given.names.length > 0 ? ['test'] : [])].find(
    (name) => !OF_MERGE.some((known) => known === name),
  )
  if (foreign !== undefined) {
    throw new UsageError(`'${foreign}' means nothing to merge: what was run stands in the reports`)
  }
  if (files.length === 0) {
    throw new UsageError('say what to join, e.g. npm run grade merge shard-*.json json=whole.json')
  }
  const { values } = given
  const command = {
    kind: 'merge' as const,
    files,
    isPartial: values.has('partial'),
    ...optional('out', values.get('out'), (folder) => folder),
    ...outputsOf(values),
  }
  checkOutputs(command)
  checkClass(command, given, around)
  return command
}

/** Shards of a class are joined folder by folder into another one. */
function checkClass({ files, out }: MergeCommand, { values }: Given, around: Surroundings): void {
  const [folder] = files.filter((file) => around.isFolder(file))
  if (out === undefined) {
    if (folder === undefined) return
    throw new UsageError(
      `'${folder}' is a folder: shards of a class are joined by adding out=grades`,
    )
  }
  const file = files.find((file) => !around.isFolder(file))
  if (file !== undefined) {
    throw new UsageError(`'${file}' is no folder: with 'out=' merge joins folders that each wrote`)
  }
  const other = [...values.keys()].find((name) => name !== 'out')
  if (other === undefined) return
  throw new UsageError(`'${other}' is of one submission: a class is joined without it`)
}

function formatFiles(values: Given['values']): FormatFiles {
  const asked = FORMATS.flatMap(({ name, extension }) => {
    const file = values.get(name)
    return file === undefined ? [] : [[name, parseFile(name, file, extension)] as const]
  })
  return Object.fromEntries(asked)
}

/** An object with the field, or without it: `exactOptionalPropertyTypes` tells the two apart. */
function optional<Name extends string, Value>(
  name: Name,
  text: string | undefined,
  parse: (text: string) => Value,
): Partial<Record<Name, Value>> {
  if (text === undefined) return {}
  return { [name]: parse(text) } as Partial<Record<Name, Value>>
}
