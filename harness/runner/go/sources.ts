/** Go sources as far as they are looked at without a Go. */
import { existsSync, readdirSync } from 'node:fs'

const COMMENT = /\/\/[^\n]*/g

/** Names of the sources of one package, without its tests, in order; none without the folder. */
export function goFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'))
    .sort()
}

/** Line comments are left out. */
export function withoutComments(text: string): string {
  return text.replace(COMMENT, '')
}
