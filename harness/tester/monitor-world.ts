/** What monitors see of the world, and how they name what they found. */
import { decodeText } from '../realm/inside/labgob.ts'
import type { CheckFailure } from './failure.ts'

export interface MonitorWorld {
  readonly nowMs: () => number
  fail(failure: CheckFailure): void
  warn(warning: string): void
  /** How output names a server; `S2` unless told otherwise. */
  nameOf?(server: number): string
}

/** Longest value shown in a failure. */
const SHOWN_CHARACTERS = 40

export function nameIn(world: MonitorWorld, server: number): string {
  return world.nameOf?.(server) ?? `S${server}`
}

/** `S0`, `S0 and S2`, `S0, S1 and S2`. */
export function listNames(names: readonly string[]): string {
  const last = names.at(-1) ?? 'nobody'
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}

/** An encoded command as a student wrote it, cut to a readable length. */
export function shown(command: string): string {
  const value = decodeText(command)
  if (value === undefined) return 'undefined'
  const text = typeof value === 'string' ? JSON.stringify(value) : command
  return text.length > SHOWN_CHARACTERS
    ? `${text.slice(0, SHOWN_CHARACTERS)}... (${text.length} characters)`
    : text
}
