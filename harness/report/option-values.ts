/**
 * Reads the value of one option each: outside text in, a checked value out, or a UsageError that
 * says what would have been right. Called by the parser of the command line only.
 */
import type { Shard, Until } from '../runner/events.ts'
import { CONFIDENCES } from '../runner/interval.ts'
import { UsageError } from './usage-error.ts'

/** A whole number from 1 to `max`, for `runs` and `jobs`. */
export function parseCount(name: 'runs' | 'jobs', text: string, max: number): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (count >= 1 && count <= max) return count
  const written = name === 'runs' ? `x${text}` : `jobs=${text}`
  const example = name === 'runs' ? 'x100' : 'jobs=4'
  throw new UsageError(
    `'${written}' is wrong: ${name} is a whole number from 1 to ${max}, e.g. ${example}`,
  )
}

/** A whole number from 0 to 2^53-1. */
export function parseSeed(text: string): number {
  const seed = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (Number.isSafeInteger(seed)) return seed
  throw new UsageError(
    `'seed=${text}' is wrong: a seed is a whole number from 0 to 2^53-1, e.g. seed=7`,
  )
}

/** Ours: more machines than any course has. */
const SHARDS_MAX = 10_000

/** `2/4` is the second of four; the first is `1/4`. */
export function parseShard(text: string): Shard {
  const [, number, of] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number)
  if (number !== undefined && of !== undefined && number >= 1 && number <= of && of <= SHARDS_MAX) {
    return { number, of }
  }
  throw new UsageError(
    `'shard=${text}' is wrong: of 4 shards the first is shard=1/4 and the last shard=4/4 (${SHARDS_MAX} at most)`,
  )
}

/** Where a debugger is to be attached: Node has no lower ports for that. */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port === 0 || (port >= 1_024 && port <= 65_535)) return port
  throw new UsageError(
    `'inspect=${text}' is wrong: a port is a whole number from 1024 to 65535, e.g. inspect=9230, or 0 for any that is free`,
  )
}

export function parsePolicy(text: string | undefined): 'share' | 'all' {
  if (text === undefined) return 'share'
  if (text === 'share' || text === 'all') return text
  throw new UsageError(`'policy=${text}' is wrong: write policy=share or policy=all`)
}

export function parseIsolation(text: string): 'realm' | 'process' {
  if (text === 'realm' || text === 'process') return text
  throw new UsageError(`'isolation=${text}' is wrong: write isolation=realm or isolation=process`)
}

/** A percentage above 0, at most 100. */
export function parseAudit(text: string): number {
  const percent = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (percent > 0 && percent <= 100) return percent
  throw new UsageError(
    `'audit=${text}' is wrong: say how many percent of the runs, above 0 and at most 100, e.g. audit=5`,
  )
}

/** How close a pass rate is to be known, in percentage points, if nothing else is said. */
const WITHIN = 5
/** Wider, an interval says nothing. */
const WITHIN_MAX = 25

/** `points`, or `95%`, or `95%/2` for a pass rate known to ±2 percentage points. */
export function parseUntil(text: string): Until {
  if (text === 'points') return { kind: 'points' }
  const [, level, width = String(WITHIN)] = /^(\d+)%(?:\/(\d+(?:\.\d+)?))?$/.exec(text) ?? []
  const confidence = CONFIDENCES.find((known) => String(known) === level)
  const within = Number(width)
  if (confidence !== undefined && within > 0 && within <= WITHIN_MAX) {
    return { kind: 'rate', confidence, within }
  }
  throw new UsageError(
    `'until=${text}' is wrong: write until=points, or 90%, 95% or 99%, and behind a slash the ± in ` +
      `percentage points if it is not ${WITHIN}, at most ${WITHIN_MAX}: until=95%/2`,
  )
}

/** A file to write; standard output (`-`) is for JSON only. */
export function parseFile(name: string, text: string, extension = name): string {
  if (text !== '-' && !/[/\\]$/.test(text)) return text
  const example = `${name}=out/report.${extension}`
  throw new UsageError(`'${name}=${text}' is wrong: name a file, e.g. ${example}`)
}

/** `90s`, `5m` or `1h` in ms. */
export function parseTime(name: string, text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,6})(s|m|h)$/.exec(text) ?? []
  const unitMs = { s: 1_000, m: 60_000, h: 3_600_000 }[unit]
  if (unitMs !== undefined) return Number(number) * unitMs
  throw new UsageError(`'${name}=${text}' is wrong: say how long, e.g. ${name}=90s or ${name}=5m`)
}

/** `S1,S2` as a list; empty when the option was not given. */
export function parseList(name: string, text: string | undefined): readonly string[] {
  if (text === undefined) return []
  const words = text.split(',').map((word) => word.trim())
  if (words.every((word) => word !== '')) return words
  throw new UsageError(`'${name}=${text}' is wrong: put one comma between two names`)
}
