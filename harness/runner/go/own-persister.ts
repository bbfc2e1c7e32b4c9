/**
 * Whether a checkout's Persister is the course's. The course grades with its own, and so do we: a
 * student who has changed theirs should hear of it before they read of failures that come of it.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Edition } from './edition.ts'
import { withoutComments } from './sources.ts'

/** Of the course's persister.go, by edition, without comments and white space. */
const OF_THE_COURSE: ReadonlySet<string> = new Set([
  // 2021 and 2022
  '6a2560f20256b5fd',
  // 2023 and 2024
  '427612e6241d3de1',
  // 2025
  '697d8d22a23acfa9',
  // 2026
  '29d54263719540ce',
])

const DIGEST_LETTERS = 16

/** A clause for the report; '' where there is nothing to say. `root` is where go.mod is. */
export function persisterNote(root: string, { persister }: Edition): string {
  const path = join(persister, 'persister.go')
  const file = join(root, path)
  if (!existsSync(file) || OF_THE_COURSE.has(digestOf(readFileSync(file, 'utf8')))) return ''
  return `${path} is not the course's, and as in the course the original takes its place`
}

/** Of the code in a file. */
export function digestOf(text: string): string {
  const code = withoutComments(text).replace(/\s+/g, '')
  return createHash('sha256').update(code).digest('hex').slice(0, DIGEST_LETTERS)
}
