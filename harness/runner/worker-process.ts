/**
 * The parent's side of one worker: starts it with a clean environment, gives it jobs, reads its
 * TAP, and says what became of the seeds it did not get to when it dies. Nothing of the submission
 * runs here.
 */
import { execa } from 'execa'
import type { TraceEvent } from '../sim/trace.ts'
import { type Failure, HarnessError } from '../tester/failure.ts'
import { builtFile } from './built-file.ts'
import { emptyResult, type RunResult, type TracedRun } from './events.ts'
import type { Job, WorkerSetup } from './jobs.ts'
import { cpuMsOfTree } from './process-tree.ts'
import { readLines } from './read-lines.ts'
import { SILENCE_MS, Silence } from './silence.ts'
import { BAIL_OUT_MARK, EVENTS_MARK, RESULT_MARK } from './tap-writer.ts'

const WORKER_FILE = builtFile('worker.js')
/** Room for one world and its garbage; the watchdog's limit comes first. */
const HEAP_LIMIT_MB = 768
/** Most of what a run allocates is garbage at once: a larger nursery is emptied less often. */
const NURSERY_MB = 16
/** For glibc: what one run has freed can be given back, and does not count against a later one. */
const ONE_ARENA = 'MALLOC_ARENA_MAX=1'
/** What is kept of a worker's last words. */
const STDERR_CHARACTERS = 20_000

/**
 * How a child is started so that nothing of our environment, nor a test runner's, reaches it. One
 * that has guests stays on one core with them: it and they work in turn, and to change over between
 * two cores costs ten times as much.
 */
function cleanCommand(
  core: number | undefined,
  walls: readonly string[],
): { file: string; args: string[] } {
  const node = [
    `--max-old-space-size=${HEAP_LIMIT_MB}`,
    `--min-semi-space-size=${NURSERY_MB}`,
    `--max-semi-space-size=${NURSERY_MB}`,
    '--expose-gc',
    '--enable-source-maps',
    '--no-warnings',
    WORKER_FILE,
  ]
  if (process.platform === 'win32') return { file: process.execPath, args: node }
  const settings = ['-i', `PATH=${process.env.PATH ?? ''}`, 'TZ=UTC', 'LC_ALL=C', ONE_ARENA]
  const pinned = core === undefined ? [] : ['taskset', '-c', String(core)]
  return {
    file: '/usr/bin/env',
    args: [...settings, ...pinned, ...walls, process.execPath, ...node],
  }
}

export class WorkerProcess {
  readonly #child
  readonly #exited: Promise<string>
  #onResult: (result: TracedRun) => void = () => {}
  /** Settles when the last result there will ever be is in. */
  readonly #ended: Promise<void>
  #bailOut: string | undefined
  #lastWords = ''
  #hasExited = false
  readonly #silence: Silence
  #silenceTimer: NodeJS.Timeout | undefined

  /** `walls` is the beginning of the command line, where something stands around the worker. */
  constructor(setup: WorkerSetup, walls: readonly string[] = []) {
    this.#silence = new Silence(setup.limits.runCpuMs, () => cpuMsOfTree(this.#child.pid ?? 0))
    const { file, args } = cleanCommand(setup.guests?.core, walls)
    this.#child = execa(file, args, {
      stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
      extendEnv: false,
      reject: false,
      stripFinalNewline: false,
      buffer: { stderr: false, fd3: false },
    })
    this.#child.stderr?.on('data', (data: Buffer) => {
      this.#lastWords = `${this.#lastWords}${data}`.slice(-STDERR_CHARACTERS)
    })
    this.#exited = this.#watchExit()
    this.#ended = this.#readResults()
    this.#child.stdin?.on('error', () => {})
    this.#send(setup)
  }

  get isUsable(): boolean {
    return !this.#hasExited
  }

  /** Runs a job; answers the seeds that were not reached because the worker died. */
  async run(job: Job, onResult: (result: TracedRun) => void): Promise<number[]> {
    const left = [...job.seeds]
    const finished = new Promise<void>((resolve) => {
      this.#onResult = (result) => {
        left.splice(left.indexOf(result.seed), 1)
        this.#silence.speak()
        this.#restartSilence()
        onResult(result)
        if (left.length === 0) resolve()
      }
    })
    if (this.#hasExited) return left
    this.#silence.begin()
    this.#restartSilence()
    this.#send(job)
    await Promise.race([finished, this.#ended])
    clearTimeout(this.#silenceTimer)
    if (left.length === 0) return []
    if (this.#bailOut !== undefined) throw new HarnessError(this.#bailOut)
    const why = await this.#exited
    const isReported = why === 'reported'
    if (!isReported) onResult(deadResult(job.test, left.shift() as number, why))
    return left
  }

  /** Lets the worker end by itself. */
  end(): void {
    this.#child.stdin?.end()
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  #send(message: WorkerSetup | Job): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`)
  }

  #restartSilence(): void {
    clearTimeout(this.#silenceTimer)
    this.#silenceTimer = setTimeout(() => {
      if (this.#silence.isOver()) this.kill()
      else this.#restartSilence()
    }, SILENCE_MS)
  }

  /** Why the process ended: `reported` when its watchdog has said so itself. */
  async #watchExit(): Promise<string> {
    const exit = await this.#child
    this.#hasExited = true
    if (exit.signal === 'SIGKILL' && this.#wasReported) return 'reported'
    const stderr = this.#lastWords
    if (/heap limit|out of memory/i.test(stderr)) return 'memory'
    const how = exit.signal === undefined ? `exit code ${exit.exitCode}` : `signal ${exit.signal}`
    return `${how}\n${stderr.trim().split('\n').slice(-5).join('\n')}`
  }

  #wasReported = false
  /** Of the run whose result comes next, in the pieces in which they came. */
  readonly #events: (readonly TraceEvent[])[] = []

  /** One result, as the worker has written it. */
  #take(json: string): void {
    const result = this.#parse<RunResult>(json)
    if (result === undefined) return
    const { kind } = result.failure ?? {}
    this.#wasReported = kind === 'hang' || kind === 'memory'
    const trace = this.#events.splice(0).flat()
    this.#onResult(trace.length === 0 ? result : { ...result, trace })
  }

  #parse<Value>(json: string): Value | undefined {
    try {
      return JSON.parse(json)
    } catch {
      // Without the seed: who reads this may be a student.
      const begin = json.slice(0, 200).replace(/\d{16,}/g, '…')
      this.#bailOut = `a worker's result cannot be read: ${begin}`
      this.kill()
      return undefined
    }
  }

  #readResults(): Promise<void> {
    const stream = this.#child.stdio[3]
    if (!stream || !('on' in stream)) throw new HarnessError('the worker has no result channel')
    return readLines(stream as NodeJS.ReadableStream, (line) => {
      if (line.startsWith(RESULT_MARK)) this.#take(line.slice(RESULT_MARK.length))
      else if (line.startsWith(EVENTS_MARK)) {
        const events = this.#parse<TraceEvent[]>(line.slice(EVENTS_MARK.length))
        if (events !== undefined) this.#events.push(events)
      } else if (line.startsWith(BAIL_OUT_MARK)) this.#bailOut = line.slice(BAIL_OUT_MARK.length)
    })
  }
}

/** The failure of a run that took its worker with it. */
function deadResult(test: string, seed: number, why: string): RunResult {
  const [first = '', ...details] = why.split('\n')
  const failure: Failure =
    why === 'memory'
      ? { kind: 'memory', message: 'the run used up its memory', details: [], atMs: 0, frames: [] }
      : {
          kind: 'crash',
          message: `the worker process died in this run: ${first}`,
          details,
          atMs: 0,
          frames: [],
        }
  return emptyResult(test, seed, failure)
}
