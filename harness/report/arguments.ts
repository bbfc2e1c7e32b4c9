/**
 * Reads the command line of `npm run grade`: words, flags, or both, into one typed command.
 * Everything unclear is a UsageError of one sentence; it never guesses, prints or ends the
 * process.
 */
import { parseArgs } from 'node:util'
import type { TestInfo } from '../runner/events.ts'
import type { Command, Given, GradeCommand } from './command.ts'
import { STORY_KINDS } from './log.ts'
import { findNearest } from './nearest.ts'
import { checkCombination } from './option-rules.ts'
import {
  parseCount,
  parseFile,
  parseList,
  parsePolicy,
  parseSeed,
  parseUntil,
} from './option-values.ts'
import { OPTIONS, type Option, type OptionName } from './options.ts'
import {
  chooseTest,
  classicTests,
  listParts,
  scopeWords,
  testsNamed,
  testsOfScope,
} from './test-choice.ts'
import { UsageError } from './usage-error.ts'

/** What the parser has to know of the world around it. */
export interface Surroundings {
  readonly tests: readonly TestInfo[]
  readonly env: Readonly<Record<string, string | undefined>>
  isFolder(path: string): boolean
}

const RUNS_MAX = 10_000_000
const JOBS_MAX = 1024
/** The ways to name standard output, which gets the report instead of the table. */
const STDOUT = new Set(['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'])
/** npm sets these for a flag that it took for itself. */
const NPM_PREFIX = 'npm_config_'

/** `words` are those after the script's name: `process.argv.slice(2)`. */
export function parseCommand(words: readonly string[], around: Surroundings): Command {
  const given: Given = { values: new Map(), scopes: [], names: [] }
  for (const token of tokenize(words)) {
    if (token.kind === 'option') takeFlag(given, token)
    else if (token.kind === 'positional') takeWord(given, token.value, around)
  }
  if (given.values.has('help')) return { kind: 'help' }
  checkSwallowed(given, around.env)
  const command = makeCommand(given, around)
  checkCombination(command, given)
  return command
}

interface FlagToken {
  readonly rawName: string
  readonly name: string
  readonly value?: string | undefined
  readonly inlineValue?: boolean | undefined
}

function tokenize(words: readonly string[]) {
  const options = Object.fromEntries(
    OPTIONS.map(({ flag, short, value }) => [
      flag,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        ...(short === undefined ? {} : { short }),
      },
    ]),
  )
  const settings = { strict: false, allowPositionals: true, tokens: true } as const
  return parseArgs({ args: [...words], options, ...settings }).tokens
}

function takeFlag(given: Given, token: FlagToken): void {
  const option = OPTIONS.find(({ flag }) => flag === token.name)
  if (option === undefined) {
    const nearest = findNearest(
      token.name,
      OPTIONS.map(({ flag }) => flag),
    )
    throw new UsageError(`there is no flag '${token.rawName}'${suggest(nearest && `--${nearest}`)}`)
  }
  const value = token.value?.replace(/^=/, '')
  if (option.value === undefined) {
    if (value !== undefined) throw new UsageError(`${token.rawName} takes no value`)
    given.values.set(option.name, '')
  } else if (value === undefined || (!token.inlineValue && value.startsWith('--'))) {
    throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${option.value}`)
  } else take(given, option, value)
}

function takeWord(given: Given, word: string, around: Surroundings): void {
  const setting = /^([^=/\\]*)=(.*)$/s.exec(word)
  const option = findOption(word)
  if (setting) takeSetting(given, setting[1] ?? '', setting[2] ?? '')
  else if (/^x-?\d[\d.,_]*$/i.test(word)) take(given, optionNamed('runs'), word.slice(1))
  else if (option?.value !== undefined) {
    throw new UsageError(`'${word}' needs a value: ${describeSetting(option)}`)
  } else if (option !== undefined) given.values.set(option.name, '')
  else if (testsOfScope(word, around.tests).length > 0) given.scopes.push(word)
  else if (/[/\\]/.test(word) || word === 'solutions' || around.isFolder(word)) {
    takeFolder(given, word, around)
  } else if (testsNamed(word, around.tests).length > 0) given.names.push(word)
  else throw new UsageError(describeUnknown(word, around))
}

function takeSetting(given: Given, key: string, value: string): void {
  const option = findOption(key)
  if (option === undefined) {
    const nearest = findNearest(
      key,
      OPTIONS.map(({ name }) => name),
    )
    throw new UsageError(`there is no option '${key}='${suggest(nearest && `${nearest}=${value}`)}`)
  }
  if (option.value === undefined) throw new UsageError(`'${key}' takes no value: write '${key}'`)
  if (value === '') throw new UsageError(`'${key}=' needs a value: ${describeSetting(option)}`)
  take(given, option, value)
}

function take(given: Given, option: Option, value: string): void {
  if (option.name === 'test') given.names.push(value)
  else if (given.values.has(option.name)) throw new UsageError(`'${option.name}' is given twice`)
  else given.values.set(option.name, value)
}

function takeFolder(given: Given, folder: string, around: Surroundings): void {
  if (given.folder !== undefined) {
    throw new UsageError(`two folders are given, '${given.folder}' and '${folder}'`)
  }
  checkFolder(folder, around)
  given.folder = folder
}

function checkFolder(folder: string, around: Surroundings): void {
  if (!around.isFolder(folder)) throw new UsageError(`there is no folder '${folder}'`)
}

/** By its name or long flag, so that `check` and `check-determinism=` both find theirs. */
function findOption(word: string): Option | undefined {
  const wanted = word.toLowerCase()
  return OPTIONS.find(({ name, flag }) => name === wanted || flag === wanted)
}

function optionNamed(name: OptionName): Option {
  return OPTIONS.find((option) => option.name === name) as Option
}

function describeSetting(option: Option): string {
  return option.word.includes('=') || option.name === 'runs'
    ? option.word
    : `${option.name}=${option.value}`
}

function describeUnknown(word: string, around: Surroundings): string {
  const { tests } = around
  if (/^\d+$/.test(word)) {
    return `'${word}' is no lab; write x${word} for the number of runs or seed=${word} for the seed`
  }
  if (/^(lab)?\d[a-z]$/i.test(word)) {
    return `there is no part '${word}'; the parts are ${listParts(tests)}`
  }
  const words = OPTIONS.map(({ name, value }) => (value === undefined ? name : `${name}=`))
  const names = tests.map(({ name }) => name)
  const short = names.map((name) => name.replace(/^Test/, ''))
  const known = [...scopeWords(tests), ...words, 'labs', 'solutions', ...names, ...short]
  return `'${word}' is not known here${suggest(findNearest(word, known))}`
}

function suggest(nearest: string | undefined): string {
  return nearest === undefined ? '' : `; did you mean '${nearest}'?`
}

/** npm takes `--seed=42` for itself unless `--` stands before it, and hands on what is left. */
function checkSwallowed(given: Given, env: Surroundings['env']): void {
  for (const option of OPTIONS) {
    if (given.values.has(option.name)) continue
    const flags = [option.flag.replaceAll('-', '_'), ...(option.short ? [option.short] : [])]
    const found = flags.map((flag) => env[NPM_PREFIX + flag]).find((value) => value)
    if (found === undefined) continue
    throw new UsageError(
      `npm kept --${option.flag} for itself: write '${asWord(option, found)}' instead`,
    )
  }
}

function asWord(option: Option, value: string): string {
  if (option.value === undefined) return option.name
  const isKnown = value !== 'true' && !value.includes('\n')
  if (option.name === 'runs') return isKnown ? `x${value}` : 'xN'
  if (option.name === 'test') return isKnown ? value : 'NAME'
  return isKnown ? `${option.name}=${value}` : option.word
}

function makeCommand(given: Given, around: Surroundings): GradeCommand {
  const { values } = given
  const on = values.get('on')
  if (on !== undefined) checkFolder(on, around)
  return {
    kind: 'grade',
    tests: chooseTests(given, around.tests),
    folder: given.folder ?? 'labs',
    ...(on === undefined ? {} : { on }),
    runs: parseCount('runs', values.get('runs') ?? '1', RUNS_MAX),
    ...optional('seed', values.get('seed'), parseSeed),
    ...optional('jobs', values.get('jobs'), (value) => parseCount('jobs', value, JOBS_MAX)),
    ...optional('json', values.get('json'), (value) =>
      STDOUT.has(value) ? '-' : parseFile('json', value),
    ),
    ...optional('junit', values.get('junit'), (value) => parseFile('junit', value)),
    ...optional('trace', values.get('trace'), (value) => parseFile('trace', value)),
    isTap: values.has('tap'),
    isLog: values.has('log') || values.has('story'),
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
  }
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

function chooseTests(given: Given, all: readonly TestInfo[]): readonly TestInfo[] {
  const { scopes, names, values } = given
  if (scopes.length === 0 && names.length === 0) {
    throw new UsageError('say what to grade: a part, a lab, a test or all, e.g. npm run grade 2A')
  }
  const inScope = new Set(scopes.flatMap((scope) => testsOfScope(scope, all)))
  const scoped = all.filter((test) => scopes.length === 0 || inScope.has(test))
  const chosen = values.has('classic') ? classicTests(scoped) : scoped
  if (names.length === 0) return chosen
  const named = new Set(names.map((name) => chooseTest(name, chosen, all)))
  return chosen.filter((test) => named.has(test))
}
