/**
 * Reads a policy file: what is graded, how often, under which seeds, and what it is worth. Every
 * file that does not say so clearly is a usage error of one sentence with its line. It never runs
 * anything, and never prints a secret.
 */
import { dirname, resolve } from 'node:path'
import { parseUntil } from '../report/option-values.ts'
import { UsageError } from '../report/usage-error.ts'
import type { TestInfo } from '../runner/events.ts'
import { DEFAULT_LIMITS, type WatchdogLimits } from '../runner/jobs.ts'
import { DocumentError, type Fault, type PolicyDocument, readDocument } from './document.ts'
import schema from './grading.schema.json' with { type: 'json' }
import { pointsOf, weightsOf } from './points.ts'
import { findFault, type Schema } from './schema.ts'
import { SECRET_LETTERS_LEAST } from './secret.ts'
import type { Complain, PolicyValues } from './values.ts'

export interface Grading {
  /** As the user named it. */
  readonly file: string
  readonly values: PolicyValues
  /** The tests of its parts, worth what it says. */
  readonly tests: readonly TestInfo[]
  readonly weights?: Readonly<Record<string, number>>
  readonly limits?: WatchdogLimits
  /** What secret seeds are drawn from. */
  readonly secret?: string
  /** The usage error for what is wrong at a key: its file and line, and the sentence. */
  fault(fault: Fault): UsageError
}

/** What a policy file is read in. */
export interface PolicySurroundings {
  readonly tests: readonly TestInfo[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** Throws what `readFileSync` throws. */
  readText(path: string): string
}

const HELP = 'docs/grading.md explains every key'

/** Throws a UsageError for whatever is wrong with the file. */
export function readGrading(file: string, around: PolicySurroundings): Grading {
  const document = parse(file, readFile(file, around))
  const fault = ({ path, sentence }: Fault): UsageError => {
    const place = path.length === 0 ? file : `${file}, line ${document.lineOf(path)}`
    return new UsageError(`${place}: ${sentence}`, HELP)
  }
  const wrong = findFault(schema as Schema, document.value)
  if (wrong !== undefined) throw fault(wrong)
  const values = document.value as PolicyValues
  const bad = findMisfit(values)
  if (bad !== undefined) throw fault(bad)
  const complain: Complain = (path, sentence) => {
    throw fault({ path, sentence })
  }
  const weights = weightsOf(values, complain)
  const secret = secretOf(file, values, around, complain)
  return {
    file,
    values,
    tests: pointsOf(values, around.tests, complain),
    ...(weights === undefined ? {} : { weights }),
    ...(values.limits === undefined ? {} : { limits: limitsOf(values.limits) }),
    ...(secret === undefined ? {} : { secret }),
    fault,
  }
}

function readFile(file: string, { readText }: PolicySurroundings): string {
  try {
    return readText(file)
  } catch (error) {
    throw new UsageError(`cannot read '${file}': ${reasonOf(error)}`)
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return code === 'ENOENT' ? 'there is no such file' : String(message)
}

function parse(file: string, text: string): PolicyDocument {
  try {
    return readDocument(text)
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error
    const what = file.endsWith('.json') ? 'JSON' : 'YAML'
    throw new UsageError(`${file}, line ${error.line}: this is no ${what}: ${error.message}`, HELP)
  }
}

/** Values that are right each for itself and do not fit together. */
function findMisfit({ limits, seeds, until }: PolicyValues): Fault | undefined {
  const { turnSeconds, runSeconds = DEFAULT_LIMITS.runCpuMs / 1_000 } = limits ?? {}
  if (turnSeconds !== undefined && turnSeconds > runSeconds) {
    const sentence = `one piece of code may take ${turnSeconds} s and a whole run ${runSeconds} s: `
    const path = ['limits', 'turnSeconds']
    return { path, sentence: `${sentence}'runSeconds' must not be less than 'turnSeconds'` }
  }
  if (seeds?.public !== undefined && seeds.secret === undefined) {
    const sentence = "'seeds.public' needs 'seeds.secret': without one all seeds are public"
    return { path: ['seeds', 'public'], sentence }
  }
  return until === undefined || isUntil(until)
    ? undefined
    : { path: ['until'], sentence: `'until' is '${until}': the ± must be above 0 and at most 25` }
}

function isUntil(text: string): boolean {
  try {
    parseUntil(text)
    return true
  } catch {
    return false
  }
}

function limitsOf(limits: NonNullable<PolicyValues['limits']>): WatchdogLimits {
  const { turnSeconds, runSeconds, memoryMb } = limits
  const runCpuMs = runSeconds === undefined ? DEFAULT_LIMITS.runCpuMs : runSeconds * 1_000
  const turnCpuMs = turnSeconds === undefined ? DEFAULT_LIMITS.turnCpuMs : turnSeconds * 1_000
  return {
    turnCpuMs: Math.min(turnCpuMs, runCpuMs),
    runCpuMs,
    rssBytes: memoryMb === undefined ? DEFAULT_LIMITS.rssBytes : memoryMb * 2 ** 20,
  }
}

function secretOf(
  file: string,
  { seeds }: PolicyValues,
  around: PolicySurroundings,
  complain: Complain,
): string | undefined {
  const source = seeds?.secret
  if (source === undefined) return undefined
  const path = ['seeds', 'secret']
  const secret = findSecret(file, source, around, complain)
  if (secret.length >= SECRET_LETTERS_LEAST) return secret
  return complain(
    path,
    `the secret ${describeSource(source)} has ${secret.length} letters, and it needs at least ` +
      `${SECRET_LETTERS_LEAST}: take what 'openssl rand -hex 16' prints`,
  )
}

type Source = NonNullable<NonNullable<PolicyValues['seeds']>['secret']>

function findSecret(
  file: string,
  { env, file: secretFile, here }: Source,
  around: PolicySurroundings,
  complain: Complain,
): string {
  const path = ['seeds', 'secret']
  if (env !== undefined) {
    const secret = around.env[env]
    return secret ? secret.trim() : complain(path, `the environment variable ${env} is not set`)
  }
  if (secretFile === undefined) return here ?? ''
  try {
    return around.readText(resolve(dirname(file), secretFile)).trim()
  } catch (error) {
    return complain(path, `cannot read the secret in '${secretFile}': ${reasonOf(error)}`)
  }
}

function describeSource({ env, file }: Source): string {
  return env !== undefined ? `in ${env}` : file === undefined ? 'in this file' : `in '${file}'`
}
