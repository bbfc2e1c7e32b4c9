/** Reads the command line of `npm run hunt`. */

import { STORY_KINDS } from '../report/log.ts'
import { findNearest } from '../report/nearest.ts'
import { parseCount, parseFile, parseList, parseSeed } from '../report/option-values.ts'
import { UsageError } from '../report/usage-error.ts'
import {
  HUNT_LABS,
  HUNT_PARTS,
  type HuntLab,
  type HuntPart,
  labOf,
  type Scenario,
} from '../scenario/scenario.ts'
import { readFailure } from './files.ts'

export const HUNT_HELP = 'npm run hunt help shows every word'

/** If nothing else is said. */
const FOR_MS = 60_000
const FOR_MS_MAX = 24 * 3_600_000
const RUNS_MAX = 10_000_000
const JOBS_MAX = 256
const OUT = 'out/hunt'

/** Which code is run. */
export interface Code {
  readonly folder: string
  /** Folder that the layers below come from, if not that one. */
  readonly on?: string
}

/** How one scenario is to be shown. */
export interface ReplayCommand extends Code {
  readonly kind: 'replay'
  readonly file: string
  readonly scenario: Scenario
  readonly isLog: boolean
  /** With the events that led to the failure. */
  readonly isExplained?: true
  readonly servers: readonly string[]
  readonly topics: readonly string[]
  readonly find?: string
  readonly trace?: string
  readonly page?: string
  readonly isShown: boolean
}

export interface HuntCommand extends Code {
  readonly kind: 'hunt'
  readonly part: HuntPart
  /** Of the hunt to go on with; without it the only one that there is. */
  readonly lab?: HuntLab
  /** Without one, draw one, or take that of the hunt to go on with. */
  readonly seed?: number
  readonly runs?: number
  /** Real ms; where runs are given, only if it is given too. */
  readonly forMs?: number
  readonly jobs?: number
  readonly out: string
  readonly isAll: boolean
  readonly resumes: boolean
  readonly isGuided: boolean
}

export type Command = { readonly kind: 'help' } | HuntCommand | ReplayCommand

interface Word {
  readonly word: string
  readonly meaning: string
  /** Goes with `replay=`; the others go without. */
  readonly isOfReplay?: boolean
  readonly isOfBoth?: boolean
}

const WORDS: readonly Word[] = [
  { word: 'raft', meaning: 'the lab to hunt in, all of it; the same as 2D' },
  { word: 'kvraft', meaning: 'the key-value service; the same as 3B' },
  { word: 'shardctrler', meaning: 'the shard controller; the same as 4A' },
  { word: 'shardkv', meaning: 'the sharded store; the same as 4B' },
  { word: '2A 2B 2C 3A', meaning: 'only what has been asked for by then: no crashes before 2C' },
  { word: 'FOLDER', meaning: 'with the code; default labs' },
  { word: 'on=FOLDER', meaning: 'take the layers below the lab from this folder', isOfBoth: true },
  { word: 'for=T', meaning: 'how long: for=90s, for=10m, for=8h; default for=60s' },
  { word: 'xN', meaning: 'how many runs; with the same seed always the same ones' },
  { word: 'seed=S', meaning: 'of the hunt; without it a fresh one is drawn and printed' },
  { word: 'all', meaning: 'go on behind a failure, and show each kind of failure once' },
  {
    word: 'resume',
    meaning: 'go on with the hunt in the folder out=, of that lab: its failures first',
  },
  { word: 'out=FOLDER', meaning: 'where failures and the corpus go; default out/hunt' },
  { word: 'jobs=J', meaning: 'worker processes; default: one per core' },
  { word: 'unguided', meaning: 'draw every scenario anew, whatever runs have reached; to compare' },
  { word: 'replay=FILE', meaning: 'run the scenario of a failure again, and say what came about' },
  { word: 'explain', meaning: 'replay: the few events that led to the failure', isOfReplay: true },
  { word: 'log', meaning: 'replay: all its events, a column per server', isOfReplay: true },
  { word: 'story', meaning: 'replay: the log in short', isOfReplay: true },
  { word: 'server=S1,S2', meaning: 'replay: log only these servers', isOfReplay: true },
  { word: 'topic=T1,T2', meaning: 'replay: log only events of these kinds', isOfReplay: true },
  { word: 'find=TEXT', meaning: 'replay: log only events that hold this text', isOfReplay: true },
  { word: 'trace=FILE', meaning: 'replay: write its events as NDJSON', isOfReplay: true },
  { word: 'page=FOLDER', meaning: 'replay: write a page to look at', isOfReplay: true },
  { word: 'show', meaning: 'replay: open the page (usually out/pages)', isOfReplay: true },
  { word: 'help', meaning: 'print this' },
]

/** The words as the table of `docs/hunt.md`. */
export function wordTable(): string {
  const rows = WORDS.map(({ word, meaning }) => `| \`${word}\` | ${meaning} |`)
  return ['| Word | Meaning |', '|---|---|', ...rows].join('\n')
}

export function helpText(): string {
  const rows = WORDS.map(({ word, meaning }) => `  ${word.padEnd(14)}${meaning}\n`)
  return `npm run hunt raft [FOLDER] [words]    look for a bug in generated scenarios\n\n${rows.join('')}`
}

/** Exact names, and those behind `name=`. */
interface Given {
  readonly values: Map<string, string>
  readonly flags: Set<string>
  part?: HuntPart
  /** As it was written. */
  where?: string
  folder?: string
}

const LABS: Readonly<Record<string, HuntPart>> = {
  raft: '2D',
  '2': '2D',
  kvraft: '3B',
  '3': '3B',
  shardctrler: '4A',
  shardkv: '4B',
}
const FLAGS = ['all', 'resume', 'unguided', 'explain', 'log', 'story', 'show', 'help']

/** Throws a UsageError. `isFolder` says whether there is a folder of that name. */
export function parseHunt(words: readonly string[], isFolder: (path: string) => boolean): Command {
  const given: Given = { values: new Map(), flags: new Set() }
  for (const word of words) take(given, word, isFolder)
  if (given.flags.has('help')) return { kind: 'help' }
  checkTogether(given)
  const { folder = 'labs', values } = given
  const on = values.get('on')
  for (const path of [folder, ...(on === undefined ? [] : [on])]) {
    if (!isFolder(path)) throw usage(`there is no folder '${path}'`)
  }
  const code = { folder, ...(on === undefined ? {} : { on }) }
  return values.has('replay') ? makeReplay(given, code) : makeHunt(given, code)
}

function take(given: Given, word: string, isFolder: (path: string) => boolean): void {
  const [, name = '', value = ''] = /^([a-z]+)=(.*)$/s.exec(word) ?? []
  const part = LABS[word] ?? HUNT_PARTS.find((known) => known === word.toUpperCase())
  const runs = /^x(\d+)$/.exec(word)?.[1]
  if (part !== undefined) {
    if (given.part !== undefined) {
      throw usage(`'${given.where}' and '${word}' are two places to hunt in: leave one out`)
    }
    given.part = part
    given.where = word
  } else if (word === '4') {
    throw usage("'4' is two places to hunt in: say 4A, the controller, or 4B, the store")
  } else if (runs !== undefined) given.values.set('runs', runs)
  else if (FLAGS.includes(word)) given.flags.add(word)
  else if (WORDS.some((known) => known.word.startsWith(`${name}=`)) && name !== '') {
    if (value === '') throw usage(`'${word}' says nothing: write ${exampleOf(name)}`)
    given.values.set(name, value)
  } else if (isFolder(word)) {
    if (given.folder !== undefined) {
      throw usage(`two folders are given, '${given.folder}' and '${word}'`)
    }
    given.folder = word
  } else throw unknown(word)
}

function exampleOf(name: string): string {
  return WORDS.find(({ word }) => word.startsWith(`${name}=`))?.word ?? name
}

function unknown(word: string): UsageError {
  const names = WORDS.flatMap((known) => known.word.split(' '))
  const known = [...names.map((name) => name.replace(/=.*/, '=')), 'labs', 'solutions', '2D']
  const meant = findNearest(word, known)
  const hint = meant === undefined ? '' : `; did you mean '${meant}'?`
  return usage(`'${word}' is not known here, and there is no folder of that name${hint}`)
}

function usage(sentence: string): UsageError {
  return new UsageError(sentence, HUNT_HELP)
}

/** Words of a replay and words of a hunt mean nothing to each other. */
function checkTogether({ values, flags, part }: Given): void {
  const names = [...values.keys(), ...flags]
  const isReplay = values.has('replay')
  const wordOf = (name: string) => WORDS.find(({ word }) => word.split('=')[0] === name)
  const wrong = names.find((name) => {
    const { isOfReplay = false, isOfBoth = false } = wordOf(name) ?? {}
    return name !== 'replay' && !isOfBoth && isOfReplay !== isReplay
  })
  const shown = wrong === 'runs' ? `x${values.get('runs')}` : wrong
  if (wrong !== undefined && isReplay) {
    throw usage(`'replay=' shows one scenario: leave out '${shown}'`)
  }
  if (wrong !== undefined) throw usage(`'${shown}' needs a scenario to show: add replay=FILE`)
  if (isReplay && part !== undefined) {
    throw usage("'replay=' has its part from the file: leave it out")
  }
}

function makeReplay({ values, flags }: Given, code: Code): ReplayCommand {
  const file = values.get('replay') as string
  const [find, trace] = [values.get('find'), values.get('trace')]
  const page = values.get('page') ?? (flags.has('show') ? 'out/pages' : undefined)
  return {
    kind: 'replay',
    ...code,
    file,
    scenario: readFailure(file),
    ...(flags.has('explain') ? { isExplained: true } : {}),
    isLog: flags.has('log') || flags.has('story'),
    servers: parseList('server', values.get('server')),
    topics: [
      ...(flags.has('story') ? STORY_KINDS : []),
      ...parseList('topic', values.get('topic')),
    ],
    ...(find === undefined ? {} : { find }),
    ...(trace === undefined ? {} : { trace: parseFile('trace', trace) }),
    ...(page === undefined ? {} : { page: parseFile('page', page) }),
    isShown: flags.has('show'),
  }
}

function makeHunt({ values, flags, part, where }: Given, code: Code): HuntCommand {
  const [runs, seed, jobs] = [values.get('runs'), values.get('seed'), values.get('jobs')]
  const forText = values.get('for')
  const resumes = flags.has('resume')
  if (part === undefined && !resumes) throw usage('say where to hunt: npm run hunt raft')
  const isLab = HUNT_LABS.some((lab) => lab === where)
  if (resumes && ((part !== undefined && !isLab) || seed !== undefined)) {
    const wrong = seed === undefined ? where : `seed=${seed}`
    throw usage(`'resume' goes on with the part and the seed of that hunt: leave out '${wrong}'`)
  }
  const forMs =
    forText === undefined ? (runs === undefined ? FOR_MS : undefined) : parseFor(forText)
  return {
    kind: 'hunt',
    ...code,
    part: part ?? '2D',
    ...(resumes && part !== undefined ? { lab: labOf(part) } : {}),
    ...(seed === undefined ? {} : { seed: parseSeed(seed) }),
    ...(runs === undefined ? {} : { runs: parseCount('runs', runs, RUNS_MAX) }),
    ...(forMs === undefined ? {} : { forMs }),
    ...(jobs === undefined ? {} : { jobs: parseCount('jobs', jobs, JOBS_MAX) }),
    out: parseFile('out', values.get('out') ?? OUT),
    isAll: flags.has('all'),
    resumes,
    isGuided: !flags.has('unguided'),
  }
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 }

function parseFor(text: string): number {
  const [, count, unit = ''] = /^(\d+)([smh])$/.exec(text) ?? []
  const ms = Number(count) * (UNITS[unit] ?? Number.NaN)
  if (ms > 0 && ms <= FOR_MS_MAX) return ms
  throw usage(`'for=${text}' is wrong: write seconds, minutes or hours, at most 24h, e.g. for=90s`)
}
