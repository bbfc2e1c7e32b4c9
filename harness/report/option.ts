/** What an option of `npm run grade` is, and what they are called. */

import type { FormatName } from './platforms/names.ts'

export type OptionName =
  | FormatName
  | 'runs'
  | 'seed'
  | 'test'
  | 'jobs'
  | 'json'
  | 'junit'
  | 'tap'
  | 'github'
  | 'leaderboard'
  | 'log'
  | 'story'
  | 'explain'
  | 'for'
  | 'server'
  | 'topic'
  | 'find'
  | 'trace'
  | 'choices'
  | 'replay'
  | 'page'
  | 'show'
  | 'check'
  | 'realtime'
  | 'classic'
  | 'policy'
  | 'until'
  | 'grading'
  | 'on'
  | 'isolation'
  | 'audit'
  | 'shard'
  | 'partial'
  | 'each'
  | 'out'
  | 'resume'
  | 'fresh'
  | 'cache'
  | 'watch'
  | 'inspect'
  | 'help'

export interface Option {
  readonly name: OptionName
  /** The form without dashes, as the help shows it. */
  readonly word: string
  /** The long flag without its dashes. */
  readonly flag: string
  /** The one-letter flag without its dash. */
  readonly short?: string
  /** What the value is called; an option without one is a switch. */
  readonly value?: string
  /** What the value is where none is given; without this, a value has to be given. */
  readonly usual?: string
  readonly meaning: string
}
