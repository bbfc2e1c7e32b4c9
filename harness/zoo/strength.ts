/**
 * `npm run strength`: runs the zoo of wrong solutions against the tests and prints how often each
 * was caught. Exit 1 when one escapes under a single seed.
 *
 *   npm run strength                     everything, 20 seeds
 *   npm run strength 2C x200 jobs=2      one part
 *   npm run strength vote-not-persisted  one kind, on every right solution that can have it
 *   npm run strength 2C base=eager       only what is made from one right solution
 *   npm run strength base=go             what is made from the Raft in Go, which needs Go
 *   npm run strength scenes x100         all tests of lab 2 on the right Rafts: none may fail
 *   npm run strength md json=FILE        write docs/strength.md (or md=FILE) and JSON
 *   npm run strength md from=FILE        write the page of what JSON files hold, measuring nothing
 */
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { UsageError } from '../report/usage-error.ts'
import { writeAtomically } from '../report/write-atomically.ts'
import { zooEntries } from './entries.ts'
import { baseName, type ZooEntry } from './entry.ts'
import { goEntries } from './go-entries.ts'
import { type MeasureOptions, measure, type Strength } from './measure.ts'
import { raftBases } from './raft-entries.ts'
import { measureScenes, type Scene } from './scenes.ts'
import { describeStrength, describeVerdict, strengthPage } from './strength-table.ts'

const EXIT = { caught: 0, escaped: 1, usage: 2, ourFault: 70 }
const PAGE = 'docs/strength.md'
const BASES = raftBases.map(({ folder }) => baseName(folder))
/** Those that need nothing but Node; `go` must be asked for. */
const EVERYWHERE = [...new Set(zooEntries.map(({ base }) => baseName(base)))]
const ENTRIES = [...zooEntries, ...goEntries]

interface Command extends MeasureOptions {
  readonly isScenes: boolean
  readonly bases: readonly string[]
  readonly entries: readonly ZooEntry[]
  readonly md?: string
  readonly json?: string
  /** Files of earlier measurements. */
  readonly from: readonly string[]
}

function parse(words: readonly string[]): Command {
  const chosen: ZooEntry[] = []
  const bases: string[] = []
  const command = {
    runs: 20,
    firstSeed: 1,
    jobs: availableParallelism(),
    tests: 'part' as MeasureOptions['tests'],
    isEarlyExit: false,
    isScenes: false,
  }
  const files: { md?: string; json?: string; from: string[] } = { from: [] }
  for (const word of words) {
    const [name = '', value = ''] = word.split('=')
    const count = /^x([1-9]\d*)$/.exec(word)
    const matching = ENTRIES.filter(({ id, part }) => id === word || part === word)
    if (count !== null) command.runs = Number(count[1])
    else if (name === 'seed' && /^\d+$/.test(value)) command.firstSeed = Number(value)
    else if (name === 'jobs' && /^[1-9]\d*$/.test(value)) command.jobs = Number(value)
    else if (name === 'base' && ENTRIES.some((entry) => baseName(entry.base) === value)) {
      bases.push(value)
    } else if (word === 'named') command.tests = 'named'
    else if (word === 'scenes') command.isScenes = true
    else if (word === 'early') command.isEarlyExit = true
    else if (name === 'md') files.md = value || PAGE
    else if (name === 'json' && value !== '') files.json = value
    else if (name === 'from' && value !== '') files.from.push(value)
    else if (matching.length > 0) chosen.push(...matching)
    else throw new UsageError(`unknown word '${word}'; ${USAGE}`)
  }
  const wanted = bases.length > 0 ? bases : EVERYWHERE
  const entries = (chosen.length > 0 ? chosen : ENTRIES).filter((entry) =>
    wanted.includes(baseName(entry.base)),
  )
  if (entries.length === 0) throw new UsageError('no wrong solution is all of that')
  const isAll = bases.length === 0
  return { ...command, ...files, bases: isAll ? BASES : bases, entries }
}

const USAGE =
  'use a part (2A), the id of an entry, base=eager (base=go needs Go), xN, seed=S, jobs=J, md=FILE, json=FILE, from=FILE, scenes (the right Rafts), named (only the tests an entry names), early (stop an entry once every seed was caught)'

async function main(): Promise<number> {
  const { entries, md, json, from, isScenes, bases, ...options } = parse(process.argv.slice(2))
  const known = from.map(readMeasured)
  const isMeasured = from.length > 0
  const strengths = isMeasured
    ? sorted(entries, known)
    : await measureAll(isScenes ? [] : entries, options)
  const scenes = isMeasured
    ? known.flatMap(({ scenes }) => scenes)
    : await measureScenes(isScenes ? bases : [], options)
  if (md !== undefined) writeAtomically(md, strengthPage(strengths, scenes))
  if (json !== undefined) {
    const measured: Measured = { schema: 2, strengths, scenes }
    writeAtomically(json, `${JSON.stringify(measured, null, 2)}\n`)
  }
  process.stdout.write(describeVerdict(strengths, scenes))
  const isRight =
    strengths.every(({ caught, runs }) => caught === runs) &&
    scenes.every(({ failed }) => failed.length === 0)
  return isRight ? EXIT.caught : EXIT.escaped
}

async function measureAll(
  entries: readonly ZooEntry[],
  options: MeasureOptions,
): Promise<Strength[]> {
  const strengths: Strength[] = []
  let part = ''
  for (const entry of entries) {
    const heading = entry.part === part ? '' : `\nPart ${entry.part}, ${options.runs} seeds\n`
    part = entry.part
    const strength = await measure(entry, options)
    strengths.push(strength)
    process.stdout.write(`${heading}${describeStrength(strength)}\n`)
  }
  return strengths
}

/** What `json=` writes and `from=` reads. */
interface Measured {
  readonly schema: 2
  readonly strengths: readonly Strength[]
  readonly scenes: readonly Scene[]
}

function readMeasured(file: string): Measured {
  return { strengths: [], scenes: [], ...JSON.parse(readFileSync(file, 'utf8')) }
}

/** What was measured of these entries, in their order; of two measurements the later one counts. */
function sorted(entries: readonly ZooEntry[], measured: readonly Measured[]): Strength[] {
  const strengths = measured.flatMap((one) => one.strengths)
  const known = new Map(strengths.map((strength) => [`${strength.base} ${strength.id}`, strength]))
  return entries.flatMap((entry) => known.get(`${baseName(entry.base)} ${entry.id}`) ?? [])
}

function explain(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`)
    return EXIT.usage
  }
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  return EXIT.ourFault
}

process.exit(await main().catch(explain))
