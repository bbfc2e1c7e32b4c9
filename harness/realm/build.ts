/** What is built of a lab, in whichever language. */
import type { Bundle } from './bundle.ts'

/** `raft/raft.go:210 (in (*Raft).ticker)`, by the names that V8 shows of a program's functions. */
export type GoFunctions = Readonly<Record<string, string>>

/** A submission in Go: one program, and what it needs to run. */
export interface GoBundle {
  readonly language: 'go'
  /** The file that was built. */
  readonly wasm: string
  /** The script that comes with the Go that has built it. */
  readonly script: string
  /** Path of the student's module, as stacks show it. */
  readonly module: string
  readonly functions: GoFunctions
  /** `Go 1.19.8, labs of 2023` */
  readonly about: string
  /** Which edition that is was told from what, and what its parts are here. */
  readonly note: string
  /** SHA-256 of all that it was built from. */
  readonly digest: string
}

/** What was built of a lab. */
export type Build = Bundle | GoBundle

export function isGo(build: Build): build is GoBundle {
  return 'language' in build
}
