/**
 * Results kept from one batch to the next, so that a submission that has not changed is not run
 * again. An entry is one test of one submission with its results by seed; its name is a hash of all
 * that they depend on. A damaged entry is none.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cannotWrite, writeAtomically } from '../report/write-atomically.ts'
import type { Plan, RunResult } from '../runner/events.ts'
import type { WatchdogLimits } from '../runner/jobs.ts'

const FORMAT = 'raft-labs/cache 1'

/** What results depend on besides test and seed. */
export interface CacheScope {
  /** Of the submission and of the code that judges it. */
  readonly hashes: { readonly suite: string; readonly submission: string }
  readonly node: string
  readonly plan: Plan
  readonly limits: WatchdogLimits
}

type Entry = Readonly<Record<string, RunResult>>

export class Cache {
  readonly #folder: string

  /** Throws a UsageError when the folder cannot be made. */
  constructor(folder: string) {
    this.#folder = folder
    try {
      mkdirSync(folder, { recursive: true })
    } catch (error) {
      throw cannotWrite(folder, error)
    }
  }

  /** What is known of a test, by seed. */
  read(scope: CacheScope, test: string): ReadonlyMap<number, RunResult> {
    const key = keyOf(scope, test)
    const entry = this.#entry(key)
    return new Map(Object.values(entry).map((run) => [run.seed, run]))
  }

  /**
   * Adds results of a test to what is known of it. How a worker died says as much of the machine
   * as of the submission, so that is not kept. Throws a UsageError when it cannot be written.
   */
  add(scope: CacheScope, test: string, runs: readonly RunResult[]): void {
    const kept = runs.filter(({ failure }) => !UNSURE.has(failure?.kind ?? ''))
    if (kept.length === 0) return
    const key = keyOf(scope, test)
    const entry = { ...this.#entry(key) }
    for (const run of kept) entry[run.seed] = run
    const text = JSON.stringify(entry)
    writeAtomically(this.#fileOf(key), `${FORMAT} ${hashOf(`${key}${text}`)}\n${text}\n`)
  }

  #fileOf(key: string): string {
    return join(this.#folder, key.slice(0, 2), `${key.slice(2)}.json`)
  }

  #entry(key: string): Entry {
    try {
      const [head, text = '', ...rest] = readFileSync(this.#fileOf(key), 'utf8').split('\n')
      if (rest.length !== 1 || rest[0] !== '' || head !== `${FORMAT} ${hashOf(`${key}${text}`)}`)
        return {}
      return JSON.parse(text)
    } catch {
      return {}
    }
  }
}

const UNSURE = new Set(['crash', 'build'])

/** Fields of a plan that say which runs are made and what they count, not how one goes. */
const NOT_OF_A_RUN = new Set([
  'folder',
  'on',
  'tests',
  'runs',
  'firstSeed',
  'secretSeeds',
  'jobs',
  'policy',
  'until',
  'weights',
  'hashes',
])

function keyOf({ hashes, node, plan, limits }: CacheScope, test: string): string {
  const settings = Object.entries(plan).filter(([name]) => !NOT_OF_A_RUN.has(name))
  const { suite, submission } = hashes
  return hashOf(JSON.stringify([FORMAT, suite, submission, node, test, settings.sort(), limits]))
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
