/**
 * Runs the real command, `node dist/grade.js ...`, with an environment that holds nothing of the
 * tests'.
 */
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

export interface Ended {
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string
}

/**
 * Starts the command in the project's folder, without the test runner's settings for its children.
 */
export function startGrade(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  script = 'dist/grade.js',
) {
  const settings = Object.entries({ PATH: process.env.PATH ?? '', ...env })
  const given = settings.map(([name, value]) => `${name}=${value}`)
  return execa('/usr/bin/env', ['-i', ...given, process.execPath, script, ...words], {
    cwd: ROOT,
    reject: false,
    extendEnv: false,
  })
}

/** Runs it to its end. */
export async function grade(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { exitCode, stdout, stderr } = await startGrade(words, env)
  return { exitCode, stdout: String(stdout), stderr: String(stderr) }
}
