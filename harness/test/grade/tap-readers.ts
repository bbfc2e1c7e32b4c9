/**
 * Programs of others that read our TAP stream, each asked how many points it has read, how many
 * of them failed, and what its exit code says. docs/reports.md says what is known of each.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Parser } from 'tap-parser'
import { run } from './command.ts'

export interface Reading {
  readonly points: number
  readonly failed: number
  readonly exitCode: number | undefined
}

export interface TapReader {
  readonly name: string
  /** `folder` is one to write to. */
  read(stream: string, folder: string): Promise<Reading>
}

/** A program of a package, by the name it has in node_modules/.bin. */
export function runPackage(name: string, words: readonly string[], input = '') {
  return run([process.execPath, `node_modules/.bin/${name}`, ...words], input)
}

const tapParser: TapReader = {
  name: 'tap-parser',
  read: (stream) =>
    new Promise((resolve) => {
      const parser = new Parser(({ ok, count, fail }) => {
        resolve({ points: count, failed: fail, exitCode: ok ? 0 : 1 })
      })
      parser.end(stream)
    }),
}

const tapJunit: TapReader = {
  name: 'tap-junit',
  async read(stream, folder) {
    // Without a folder to write to it exits with 0 whatever it has read.
    const { exitCode } = await runPackage('tap-junit', ['-o', folder, '-n', 'points.xml'], stream)
    const xml = readFileSync(join(folder, 'points.xml'), 'utf8')
    return { points: totalOf(xml, 'tests'), failed: totalOf(xml, 'failures'), exitCode }
  },
}

const tapSpec: TapReader = {
  name: 'tap-spec',
  async read(stream) {
    const { exitCode, stdout } = await runPackage('tap-spec', [], stream)
    const failed = found(stdout, /^ +failing: +(\d+)$/m) ?? 0
    return { points: found(stdout, /^ +total: +(\d+)$/m) ?? Number.NaN, failed, exitCode }
  },
}

const tapMochaReporter: TapReader = {
  name: 'tap-mocha-reporter',
  async read(stream) {
    const { exitCode, stdout } = await runPackage('tap-mocha-reporter', ['json'], stream)
    const { tests, failures } = JSON.parse(stdout).stats
    return { points: tests, failed: failures, exitCode }
  },
}

/** Perl's, which is no package of ours: read with only where it is installed. */
export const prove: TapReader = {
  name: 'prove',
  async read(stream, folder) {
    const file = join(folder, 'report.tap')
    writeFileSync(file, stream)
    const { exitCode, stdout } = await run(['prove', file])
    const failed = found(stdout, /^Failed (\d+)\/\d+ subtests/m) ?? 0
    return { points: found(stdout, /\bTests=(\d+),/) ?? Number.NaN, failed, exitCode }
  },
}

export const hasProve = spawnSync('prove', ['--version']).status === 0

export const tapReaders: readonly TapReader[] = [tapParser, tapJunit, tapSpec, tapMochaReporter]

/** What the root of a JUnit report says of all its tests. */
export function totalOf(xml: string, name: string): number {
  return found(xml, new RegExp(`<testsuites[^>]* ${name}="(\\d+)"`)) ?? Number.NaN
}

/** How often an XML element is opened. */
export function countElements(xml: string, element: string): number {
  return xml.match(new RegExp(`<${element}[\\s/>]`, 'g'))?.length ?? 0
}

function found(text: string, pattern: RegExp): number | undefined {
  const number = pattern.exec(text)?.[1]
  return number === undefined ? undefined : Number(number)
}
