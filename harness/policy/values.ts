/** What a policy file says, as `grading.schema.json` has it. */
import type { Path } from './document.ts'

/** A file's values, once the schema has been held against them. */
export interface PolicyValues {
  readonly parts: Readonly<Record<string, PartValues | null>>
  readonly total?: number
  readonly classic?: boolean
  readonly runs?: number
  readonly policy?: 'share' | 'all'
  readonly until?: string
  readonly seeds?: {
    readonly first?: number
    readonly public?: number
    readonly secret?: { readonly env?: string; readonly file?: string; readonly here?: string }
  }
  readonly isolation?: 'realm' | 'process'
  readonly audit?: number
  readonly limits?: {
    readonly turnSeconds?: number
    readonly runSeconds?: number
    readonly memoryMb?: number
  }
}

export interface PartValues {
  readonly weight?: number
  readonly points?: Readonly<Record<string, number>>
}

/** Ends the reading of a file with what is wrong at a key. */
export type Complain = (path: Path, sentence: string) => never
