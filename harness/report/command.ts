/** A command line of `npm run grade` once it is read: what is to be done, and what was given. */
import type { Plan, Shard, TestInfo, Until } from '../runner/events.ts'
import type { Recording } from './choices-file.ts'
import type { OptionName } from './options.ts'
import type { FormatFiles } from './platforms/names.ts'

/** Grade many submissions: `each`, with where everything goes. */
export interface EachCommand {
  /** Behind `each`, as they were given. */
  readonly paths: readonly string[]
  readonly out: string
  readonly cache?: string
  /** Go on with the batch in `out`, or begin anew in its place; `new` does neither. */
  readonly mode: 'new' | 'resume' | 'fresh'
}

/** Where what a command tells is to be written, besides the terminal. */
export interface Outputs {
  readonly json?: string
  readonly junit?: string
  /** Forms of platforms, each with its file. */
  readonly formats: FormatFiles
  readonly isTap: boolean
  /** Asked for by word; GitHub's own variables ask for it too. */
  readonly isGithub: boolean
  readonly hasLeaderboard: boolean
}

export interface GradeCommand extends Outputs {
  readonly kind: 'grade'
  /** In the order they were given to the parser. */
  readonly tests: readonly TestInfo[]
  /** As the user named it; `labs` if not named. */
  readonly folder: string
  readonly on?: string
  readonly runs: number
  /** Without one, draw one. */
  readonly seed?: number
  /** Without it, one per core. */
  readonly jobs?: number
  /** The share of the runs to make here, if not all: `number` is from 1 to `of`. */
  readonly shard?: Shard
  readonly trace?: string
  /** Where the choices of the run go. */
  readonly choices?: string
  /** The run to be made again. */
  readonly replay?: Recording & { readonly file: string }
  /** The folder of the pages. */
  readonly page?: string
  /** Whether the first page is to be opened. */
  readonly isShown: boolean
  /** Run again whenever a file is saved. */
  readonly isWatched?: true
  /** The port for a debugger; 0 for any that is free. */
  readonly inspect?: number
  readonly isLog: boolean
  /** Say why the run failed, and make other runs for it within so many real ms. */
  readonly explainMs?: number
  /** Filters of the log; empty means everything. */
  readonly servers: readonly string[]
  readonly topics: readonly string[]
  readonly find?: string
  readonly checksDeterminism: boolean
  readonly isRealTime: boolean
  readonly isClassic: boolean
  readonly policy: 'share' | 'all'
  readonly until?: Until
  /** What a policy file adds that no option can say. */
  readonly grading?: PolicyPlan
  /** Where student code lives. */
  readonly isolation: 'realm' | 'process'
  /** Percent of the runs to make again at `process`. */
  readonly audit?: number
  /** Many submissions in place of `folder`. */
  readonly each?: EachCommand
}

/** The fields that a policy file puts into the plan. */
export type PolicyPlan = Pick<Plan, 'weights' | 'limits' | 'secretSeeds'>

/** `merge a.json b.json ...`: one report of those of all shards. */
export interface MergeCommand extends Outputs {
  readonly kind: 'merge'
  /** Reports of shards, at least one; with `out`, folders that `each` has written of shards. */
  readonly files: readonly string[]
  /** Where the journal of a class goes. */
  readonly out?: string
  /** What is there is graded, though shards are missing. */
  readonly isPartial: boolean
}

/** What `template` can write: for platforms, a container, or the grader alone. */
export const TEMPLATES = [
  'github',
  'gitlab',
  'gradescope',
  'prairielearn',
  'docker',
  'grader',
] as const
export type TemplateKind = (typeof TEMPLATES)[number]

/** `template gradescope FOLDER`: writes what a platform needs. */
export interface TemplateCommand {
  readonly kind: 'template'
  readonly template: TemplateKind
  readonly folder: string
}

export type Command = { readonly kind: 'help' } | GradeCommand | MergeCommand | TemplateCommand

/** What was given: options by name, scopes and test names as typed. */
export interface Given {
  readonly values: Map<OptionName, string>
  readonly scopes: string[]
  readonly names: string[]
  /** Words behind `each`. */
  readonly paths: string[]
  folder?: string
}
