/** A command line of `npm run grade` once it is read: what is to be done, and what was given. */
import type { TestInfo, Until } from '../runner/events.ts'
import type { OptionName } from './options.ts'

export interface GradeCommand {
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
  readonly json?: string
  readonly junit?: string
  readonly trace?: string
  readonly isTap: boolean
  readonly isLog: boolean
  /** Filters of the log; empty means everything. */
  readonly servers: readonly string[]
  readonly topics: readonly string[]
  readonly find?: string
  readonly checksDeterminism: boolean
  readonly isRealTime: boolean
  readonly isClassic: boolean
  readonly policy: 'share' | 'all'
  readonly until?: Until
}

export type Command = { readonly kind: 'help' } | GradeCommand

/** What was given: options by name, scopes and test names as typed. */
export interface Given {
  readonly values: Map<OptionName, string>
  readonly scopes: string[]
  readonly names: string[]
  folder?: string
}
