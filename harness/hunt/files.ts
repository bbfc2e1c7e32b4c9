/**
 * What a hunt keeps in its folder: each failure as a file that replays it, and the corpus, with
 * which another hunt can go on. `docs/hunt.md` describes both.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../report/usage-error.ts'
import { writeAtomically } from '../report/write-atomically.ts'
import {
  HUNT_LABS,
  type HuntLab,
  type HuntPart,
  labOf,
  type Scenario,
} from '../scenario/scenario.ts'
import type { Failure } from '../tester/failure.ts'
import type { Draft } from './draw.ts'
import { readScenario } from './read-scenario.ts'

const SCENARIO = 'raft-labs/scenario'
const CORPUS = 'raft-labs/hunt-corpus'
const VERSION = 1

/** What a replay file says beside its scenario; for people. */
export interface FoundAs {
  /** The folder with the code, as it was named. */
  readonly folder: string
  readonly huntSeed: number
  /** The run of the hunt, from 1. */
  readonly run: number
  readonly failure: Failure
}

/** The file's name. */
export function writeFailure(out: string, scenario: Scenario, found: FoundAs): string {
  const { folder, huntSeed, run, failure } = found
  const { message, rule } = failure
  const file = join(out, `${scenario.lab}-${huntSeed}-${run}.json`)
  const head = { schema: SCENARIO, version: VERSION, folder, huntSeed, run, message, rule }
  writeAtomically(file, `${JSON.stringify(head).slice(0, -1)},"scenario":${textOf(scenario)}}\n`)
  return file
}

/** A line for each step, so that it can be read and changed by hand. */
function textOf({ steps, ...head }: Scenario): string {
  const lines = steps.map((step) => JSON.stringify(step))
  return `${JSON.stringify(head).slice(0, -1)},"steps":[\n${lines.join(',\n')}\n]}`
}

/** The scenario of a file. Throws a UsageError of one sentence where there is none. */
export function readFailure(file: string): Scenario {
  const fail = (what: string): UsageError => new UsageError(`'replay=${file}': ${what}`, HELP)
  const { schema, version, scenario } = parse(file, fail)
  if (schema !== SCENARIO) throw fail('no scenario; a hunt writes one for every failure')
  if (version !== VERSION) throw fail(`version ${String(version)} is not known here`)
  const read = readScenario(scenario)
  if (typeof read === 'string') throw fail(read)
  return read
}

const HELP = 'npm run hunt help shows every word'

function parse(file: string, fail: (what: string) => UsageError): Record<string, unknown> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw fail(`it cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
  try {
    const content: unknown = JSON.parse(text)
    if (typeof content === 'object' && content !== null) return { ...content }
  } catch {}
  throw fail('it is no JSON object')
}

/** A hunt to go on with. */
export interface SavedHunt {
  readonly seed: number
  readonly part: HuntPart
  /** Runs made so far; the next one has this number. */
  readonly runs: number
  readonly drafts: readonly Draft[]
}

export function writeCorpus(out: string, { drafts, ...hunt }: SavedHunt): void {
  const lab = labOf(hunt.part)
  const head = JSON.stringify({ schema: CORPUS, version: VERSION, lab, ...hunt })
  const lines = drafts.map((draft) => JSON.stringify(draft))
  const text = `${head.slice(0, -1)},"drafts":[\n${lines.join(',\n')}\n]}\n`
  writeAtomically(corpusFile(out, lab), text)
}

function corpusFile(out: string, lab: HuntLab): string {
  return join(out, `${lab}-corpus.json`)
}

/** Of that lab, or of the only one there. Throws a UsageError where there is none to go on with. */
export function readCorpus(out: string, lab?: HuntLab): SavedHunt {
  const file = corpusFile(out, lab ?? onlyLab(out))
  const fail = (what: string): UsageError => {
    return new UsageError(`'resume': ${file}: ${what}; hunt without 'resume' first`, HELP)
  }
  const { schema, version, seed, part, runs, drafts } = parse(file, fail)
  if (schema !== CORPUS || version !== VERSION || !Array.isArray(drafts)) {
    throw fail('this is no hunt to go on with')
  }
  const read = drafts.map(({ scenario, pieces }: Record<string, unknown>) => {
    const one = readScenario(scenario)
    if (typeof one === 'string') throw fail(one)
    return { scenario: one, pieces: Array.isArray(pieces) ? pieces.map(String) : [] }
  })
  return { seed: Number(seed), part: part as HuntPart, runs: Number(runs), drafts: read }
}

/** In which lab there has been a hunt; raft, where there was none. */
function onlyLab(out: string): HuntLab {
  const names = listFolder(out)
  const labs = HUNT_LABS.filter((lab) => names.includes(`${lab}-corpus.json`))
  if (labs.length < 2) return labs[0] ?? 'raft'
  throw new UsageError(`'resume': ${out} has hunts in ${listed(labs)}: say which`, HELP)
}

/** `raft, kvraft and shardctrler` */
function listed(words: readonly string[]): string {
  return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter(Boolean).join(' and ')
}

/** Failures of a lab that were found before, by the names of their files. */
export function knownFailures(
  out: string,
  lab: HuntLab,
): readonly { file: string; scenario: Scenario }[] {
  const isFailure = new RegExp(`^${lab}-\\d+-\\d+\\.json$`)
  const names = listFolder(out).filter((name) => isFailure.test(name))
  return names.sort().map((name) => {
    const file = join(out, name)
    return { file, scenario: readFailure(file) }
  })
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
