/**
 * Where each function of a Go checkout begins: a program that is stopped at work names its
 * functions, but not their lines.
 */
import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import type { GoFunctions } from '../../realm/build.ts'

/** `func (rf *Raft) ticker(`: receiver's star, receiver's type, name. */
const FUNCTION = /^func\s+(?:\(\s*(?:\w+\s+)?(\*?)\s*(\w+)[^)]*\)\s*)?(\w+)\s*[[(]/gm

/** By the name that V8 shows; `files` are paths in the module. */
export function findFunctions(root: string, module: string, files: readonly string[]): GoFunctions {
  const found: Record<string, string> = {}
  for (const file of files) {
    if (!file.endsWith('.go')) continue
    const text = readFileSync(join(root, file), 'utf8')
    const path = file.replaceAll('\\', '/')
    for (const match of text.matchAll(FUNCTION)) {
      const [, star = '', receiver, name = ''] = match
      const type = receiver === undefined ? '' : star === '' ? `${receiver}.` : `(*${receiver}).`
      const line = text.slice(0, match.index).split('\n').length
      const full = posix.join(module, posix.dirname(path))
      found[shownByV8(`${full}.${type}${name}`)] = `${path}:${line} (in ${type}${name})`
    }
  }
  return found
}

/** Go's linker leaves only letters, digits, `_` and dots of a name. */
function shownByV8(name: string): string {
  return name.replace(/[^\w.]/g, '_')
}
