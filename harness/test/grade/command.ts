/**
 * Runs the real command, `node dist/grade.js ...`, and other programs beside it, with an
 * environment that holds nothing of the tests'.
 */
import { fileURLToPath } from 'node:url'
import { execa, type Options } from 'execa'

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

export interface Ended {
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string
}

type Settings = Readonly<Record<string, string>>

/** Starts a program in the project's folder, without the test runner's settings for its children. */
function startClean(words: readonly string[], env: Settings, options: Options) {
  const settings = Object.entries({ PATH: process.env.PATH ?? '', ...env })
  const given = settings.map(([name, value]) => `${name}=${value}`)
  return execa('/usr/bin/env', ['-i', ...given, ...words], {
    ...options,
    cwd: ROOT,
    reject: false,
    extendEnv: false,
  })
}

export function startGrade(words: readonly string[], env: Settings = {}, script = 'dist/grade.js') {
  return startClean([process.execPath, script, ...words], env, {})
}

/** Runs it to its end. */
export async function grade(words: readonly string[], env: Settings = {}): Promise<Ended> {
  return ended(await startGrade(words, env))
}

/** Runs another program to its end, with a text on its standard input. */
export async function run(words: readonly string[], input = ''): Promise<Ended> {
  return ended(await startClean(words, {}, { input }))
}

function ended(result: { exitCode?: number; stdout?: unknown; stderr?: unknown }): Ended {
  const { exitCode, stdout, stderr } = result
  return { exitCode, stdout: String(stdout), stderr: String(stderr) }
}
