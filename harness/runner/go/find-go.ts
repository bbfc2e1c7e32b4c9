/** Tells a Go checkout of the labs from a TypeScript one, and which edition it is of. */
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { type Edition, editionOf } from './edition.ts'

/** A checkout of the labs in Go. */
export interface GoFolder {
  /** Where its go.mod is, absolute. */
  readonly root: string
  /** Path of the module: `6.5840`. */
  readonly module: string
  /** The Go that go.mod asks for: `1.15`; undefined where it says nothing. */
  readonly goVersion: string | undefined
  readonly edition: Edition
}

/** Undefined where there is no go.mod, neither in the folder nor in its src/. */
export function findGo(folder: string): GoFolder | undefined {
  const found = [folder, join(folder, 'src')].find((path) => existsSync(join(path, 'go.mod')))
  if (found === undefined) return undefined
  // An overlay names files by where they really are.
  const root = realpathSync(found)
  const text = readFileSync(join(root, 'go.mod'), 'utf8')
  const module = /^\s*module\s+"?([^\s"]+)/m.exec(text)?.[1]
  if (module === undefined) return undefined
  const goVersion = /^\s*go\s+(\d+\.\d+(?:\.\d+)?)/m.exec(text)?.[1]
  return { root, module, goVersion, edition: editionOf(root, module) }
}

/** Whether one version such as `1.22.3` is later than another. */
export function isLater(version: string, than: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  const [thanMajor = 0, thanMinor = 0, thanPatch = 0] = than.split('.').map(Number)
  return major - thanMajor || minor - thanMinor
    ? (major - thanMajor || minor - thanMinor) > 0
    : patch > thanPatch
}
