/**
 * Reads the words and flags of a command line that are options, and keeps them by name. Which
 * values are right and which go together is decided elsewhere.
 */
import { parseArgs } from 'node:util'
import type { Given } from './command.ts'
import { findNearest } from './nearest.ts'
import { OPTIONS, type Option, type OptionName } from './options.ts'
import { UsageError } from './usage-error.ts'

/** npm sets these for a flag that it took for itself. */
const NPM_PREFIX = 'npm_config_'

interface FlagToken {
  readonly rawName: string
  readonly name: string
  readonly value?: string | undefined
  readonly inlineValue?: boolean | undefined
}

export function tokenize(words: readonly string[]) {
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

export function takeFlag(given: Given, token: FlagToken): void {
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
  } else if (value === undefined && option.usual !== undefined) take(given, option, option.usual)
  else if (value === undefined || (!token.inlineValue && value.startsWith('--'))) {
    throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${option.value}`)
  } else take(given, option, value)
}

/** Takes `name=value` and switches; false for any other word. */
export function takeOptionWord(given: Given, word: string): boolean {
  const setting = /^([^=/\\]*)=(.*)$/s.exec(word)
  const option = findOption(word)
  if (setting) takeSetting(given, setting[1] ?? '', setting[2] ?? '')
  else if (option?.usual !== undefined) take(given, option, option.usual)
  else if (option?.value !== undefined) {
    throw new UsageError(`'${word}' needs a value: ${describeSetting(option)}`)
  } else if (option !== undefined) given.values.set(option.name, '')
  return setting !== null || option !== undefined
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

export function take(given: Given, option: Option, value: string): void {
  if (option.name === 'test') given.names.push(value)
  else if (given.values.has(option.name)) throw new UsageError(`'${option.name}' is given twice`)
  else given.values.set(option.name, value)
}

/** By its name or long flag, so that `check` and `check-determinism=` both find theirs. */
function findOption(word: string): Option | undefined {
  const wanted = word.toLowerCase()
  return OPTIONS.find(({ name, flag }) => name === wanted || flag === wanted)
}

export function optionNamed(name: OptionName): Option {
  return OPTIONS.find((option) => option.name === name) as Option
}

function describeSetting(option: Option): string {
  return option.word.includes('=') || option.name === 'runs'
    ? option.word
    : `${option.name}=${option.value}`
}

export function suggest(nearest: string | undefined): string {
  return nearest === undefined ? '' : `; did you mean '${nearest}'?`
}

/** Options of npm's own that it hands on whether they were given or not. */
const NPM_ALWAYS_SETS: readonly OptionName[] = ['cache']

/** npm takes `--seed=42` for itself unless `--` stands before it, and hands on what is left. */
export function checkSwallowed(
  given: Given,
  env: Readonly<Record<string, string | undefined>>,
): void {
  for (const option of OPTIONS) {
    if (given.values.has(option.name) || NPM_ALWAYS_SETS.includes(option.name)) continue
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
  if (!isKnown && option.usual !== undefined) return option.name
  return isKnown ? `${option.name}=${value}` : option.word
}
