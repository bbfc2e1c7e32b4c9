/**
 * Builds submissions in a process of its own, so that one which brings the bundler down, or keeps
 * it busy for ever, costs only itself. Used where many are built; nothing of them runs here.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { BundleError } from '../realm/bundle.ts'
import { HarnessError } from '../tester/failure.ts'
import type { Builds } from './build-labs.ts'
import type { BuildAnswer, BuildRequest } from './builder.ts'
import { builtFile } from './built-file.ts'
import { findGo } from './go/find-go.ts'

/** Ours: a submission takes some hundredths of a second, also a thousand times as busy. */
const BUILD_MS_MAX = 30_000

/** Ours: the first of all builds in Go builds its library, too. */
const GO_FACTOR = 20

export class BuildProcess {
  readonly #withinMs: number
  readonly #file: string
  #child: ChildProcess | undefined

  /** Tests have a builder of their own, and less patience. */
  constructor(withinMs = BUILD_MS_MAX, file = builtFile('builder.js')) {
    this.#withinMs = withinMs
    this.#file = file
  }

  /** One submission at a time. What cannot be built is an answer; a fault of ours is thrown. */
  async build(request: BuildRequest): Promise<Builds> {
    let answer = await this.#ask(request)
    // What has ended the process may have been the machine: only the second time it was the text.
    if (answer === BROUGHT_DOWN) answer = await this.#ask(request)
    if (typeof answer === 'string') {
      const labs = new Set(request.tests.map(({ lab }) => lab))
      const error = new BundleError(answer)
      return Object.fromEntries([...labs].map((lab) => [lab, error]))
    }
    if (answer.bundles === undefined) throw new HarnessError(answer.fault ?? 'nothing was built')
    const builds = Object.entries(answer.bundles)
    return Object.fromEntries(
      builds.map(([lab, build]) => [
        lab,
        typeof build === 'string' ? new BundleError(build) : build,
      ]),
    )
  }

  /** Ends the process and the bundler in it. */
  end(): void {
    const { pid } = this.#child ?? {}
    this.#child?.removeAllListeners()
    this.#child = undefined
    if (pid === undefined) return
    try {
      process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
    } catch {
      // It has ended already.
    }
  }

  /** The answer, or in words why there is none. */
  #ask(request: BuildRequest): Promise<BuildAnswer | string> {
    this.#child ??= start(this.#file)
    const child = this.#child
    return new Promise((resolve) => {
      const settle = (answer: BuildAnswer | string): void => {
        clearTimeout(late)
        child.removeAllListeners()
        if (typeof answer === 'string') this.end()
        resolve(answer)
      }
      const withinMs = this.#withinMs * (findGo(request.folder) === undefined ? 1 : GO_FACTOR)
      const seconds = withinMs / 1_000
      const words = `it cannot be built: the bundler did not come back within ${seconds} s`
      const late = setTimeout(() => settle(words), withinMs)
      child.once('message', settle)
      child.once('exit', () => settle(BROUGHT_DOWN))
      child.once('error', (error) => settle({ fault: String(error) }))
      child.send(request)
    })
  }
}

const BROUGHT_DOWN = 'it cannot be built: it brings the builder down'

/** In a group of its own, for the bundler is a child of it; what they print goes nowhere. */
function start(file: string): ChildProcess {
  return fork(file, [], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    detached: process.platform !== 'win32',
    execArgv: ['--no-warnings'],
    serialization: 'advanced',
  })
}
