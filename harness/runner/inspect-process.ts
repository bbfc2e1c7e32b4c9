/**
 * The parent's side of `inspect`: starts the one process that a debugger is to be attached to, says
 * where it listens, and reads how the run ended. Never prints.
 */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { execa } from 'execa'
import { type Bundle, homeOf } from '../realm/bundle.ts'
import { BUNDLE_FILE, ENTRY_FILE } from '../realm/bundle-file.ts'
import type { Choices } from '../sim/chance.ts'
import { HarnessError } from '../tester/failure.ts'
import { builtFile } from './built-file.ts'
import type { TracedRun } from './events.ts'
import { BAIL_OUT_MARK, RESULT_MARK } from './tap-writer.ts'

const HOST = '127.0.0.1'
/** Kept of what the process says on standard error. */
const SAID_CHARACTERS = 5_000

/** What the process is told on its standard input. */
export interface InspectSetup {
  readonly test: string
  readonly seed: number
  readonly script: InspectScript
  /** Of the bundle as it was built, for the lines of a failure. */
  readonly map: string
  readonly play?: Choices
}

/** A submission as a debugger wants it. */
export interface InspectScript {
  /** With its source map behind it, which names the files where they lie and holds their text. */
  readonly code: string
  readonly url: string
}

/** Where the process listens. */
export interface Address {
  readonly host: string
  readonly port: number
}

export type InspectEnd =
  | { readonly kind: 'ended'; readonly run: TracedRun }
  /** The process could not listen at the port, and why: something else may do so. */
  | { readonly kind: 'no-port'; readonly why: string }
  /** The process is gone before the run was over: interrupted, or ended from the debugger. */
  | { readonly kind: 'gone' }

/** A bundle of `folder`, for a debugger. */
export function toInspect({ code, map }: Bundle, folder: string): InspectScript {
  const parsed = JSON.parse(map) as { sources: string[] }
  const isInside = (source: string): boolean => !source.startsWith('..')
  // As the user names it, for an editor knows a file by that; what is elsewhere, from where it is.
  const paths = parsed.sources.map((source) => {
    return join(isInside(source) ? resolve(folder) : homeOf(folder), source)
  })
  const texts = parsed.sources.map((source, at) => {
    return source === ENTRY_FILE ? '' : readFileSync(paths[at] as string, 'utf8')
  })
  const sources = paths.map((path) => pathToFileURL(path).href)
  const full = JSON.stringify({ ...parsed, sources, sourcesContent: texts })
  const data = Buffer.from(full).toString('base64')
  return {
    code: `${code}\n//# sourceMappingURL=data:application/json;base64,${data}\n`,
    url: pathToFileURL(join(resolve(folder), BUNDLE_FILE)).href,
  }
}

/** Calls `onListening` once a debugger can be attached, and waits for the end of the run. */
export async function runInspected(
  setup: InspectSetup,
  port: number,
  onListening: (address: Address) => void,
  signal?: AbortSignal,
): Promise<InspectEnd> {
  // Not `--inspect-brk`: that would stop at a line of ours, and before the submission is known.
  const node = [`--inspect-wait=${HOST}:${port}`, '--no-warnings', builtFile('inspected.js')]
  const settings = { PATH: process.env.PATH ?? '', TZ: 'UTC', LC_ALL: 'C' }
  const child = execa(process.execPath, node, {
    env: settings,
    extendEnv: false,
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    reject: false,
    buffer: false,
  })
  const end = (): unknown => child.kill('SIGKILL')
  signal?.addEventListener('abort', end)
  let said = ''
  let isListening = false
  let whyNot: string | undefined
  child.stderr?.on('data', (data: Buffer) => {
    said = `${said}${data}`.slice(-SAID_CHARACTERS)
    whyNot ??= /Starting inspector on .* failed: (.*)/.exec(said)?.[1]
    // It would go on without a debugger.
    if (whyNot !== undefined) end()
    const found = /Debugger listening on ws:\/\/[^/]*:(\d+)\//.exec(said)
    if (found === null || isListening) return
    isListening = true
    onListening({ host: HOST, port: Number(found[1]) })
  })
  child.stdin?.on('error', () => {})
  child.stdin?.end(JSON.stringify(setup))
  try {
    const run = await readResult(child.stdio[3])
    // It would wait for the debugger to let go of it.
    end()
    await child
    if (whyNot !== undefined) return { kind: 'no-port', why: whyNot }
    return run === undefined ? { kind: 'gone' } : { kind: 'ended', run }
  } finally {
    end()
    signal?.removeEventListener('abort', end)
  }
}

/** The one result; undefined where the process has ended without it. */
async function readResult(stream: unknown): Promise<TracedRun | undefined> {
  for await (const line of createInterface({ input: stream as NodeJS.ReadableStream })) {
    if (line.startsWith(BAIL_OUT_MARK)) throw new HarnessError(line.slice(BAIL_OUT_MARK.length))
    if (line.startsWith(RESULT_MARK)) return JSON.parse(line.slice(RESULT_MARK.length))
  }
  return undefined
}
