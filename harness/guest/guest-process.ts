/**
 * The world's side of one guest: starts the process, asks and waits. The world stands still while a
 * guest works, so both ends are plain blocking pipes; a watchdog thread kills a guest that does not
 * answer, which ends the wait.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, constants, openSync, unlinkSync } from 'node:fs'
import { type FrameValue, type FrameWriter, readFrame } from './frame.ts'
import { PipeReader, writeFrame } from './pipe.ts'
import type { ReceivedBytes } from './saved-bytes.ts'

/** A command line, ready to be started. */
export interface GuestCommand {
  readonly file: string
  readonly args: readonly string[]
}

/** How a guest ended. */
export interface GuestEnd {
  readonly exitCode: number | null
  readonly signal: string | null
}

/** Ours: from the end of its pipes to the end of the process. */
const END_WITHIN_MS = 5_000

/** Thrown when a guest could not be started; no student code has run in it. */
class GuestStartError extends Error {
  override readonly name = 'GuestStartError'
}

/** Two paths of FIFOs that nobody has opened. */
export type FifoPair = readonly [requests: string, answers: string]

export class GuestProcess {
  readonly #child: ChildProcess
  readonly #requests: number
  readonly #answers: number
  readonly #ended: Promise<GuestEnd>
  readonly #command: GuestCommand
  #isOpen = true
  /** Whether it has said that it is there, which it does before any student code is loaded. */
  #isUp = false

  /** Throws what `openSync` and `spawn` throw. */
  constructor(command: GuestCommand, [requestPath, answerPath]: FifoPair) {
    const { file, args } = command
    this.#command = command
    const requests = openPipe(requestPath)
    const answers = openPipe(answerPath)
    this.#requests = requests.write
    this.#answers = answers.read
    this.#child = spawn(file, args, {
      stdio: ['ignore', 'ignore', 'ignore', requests.read, answers.write],
      env: guestEnvironment(),
    })
    closeSync(requests.read)
    closeSync(answers.write)
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', () => resolve({ exitCode: null, signal: null }))
      this.#child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }))
    })
    this.#child.unref()
  }

  /** Of the process that was started; the guest itself may be a descendant of it. */
  get pid(): number {
    return this.#child.pid ?? 0
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Settles when it is gone. */
  get ended(): Promise<GuestEnd> {
    return this.#ended
  }

  /**
   * Asks, and waits for the answer. Undefined when the guest is gone; throws a FrameError, and a
   * GuestStartError when it never came up.
   */
  request(writer: FrameWriter, received: ReceivedBytes): FrameValue[] | undefined {
    if (!this.#isOpen) return undefined
    const isSent = this.#send(writer.finish())
    if (!this.#isUp) {
      if (!isSent || this.#receive(received) === undefined) throw this.#startError()
      this.#isUp = true
    }
    const answer = isSent ? this.#receive(received) : undefined
    // Whoever asks for it next must not have it, whether anybody wants to know how it ended or not.
    if (answer === undefined) this.#close()
    return answer
  }

  kill(): void {
    this.#close()
    this.#child.kill('SIGKILL')
  }

  /** For one that has gone: how it ended by itself, if it does so soon. */
  async end(): Promise<GuestEnd> {
    this.#close()
    const late = setTimeout(() => this.kill(), END_WITHIN_MS)
    const end = await this.#ended
    clearTimeout(late)
    return end
  }

  #close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    closeSync(this.#requests)
    closeSync(this.#answers)
    this.#child.ref()
  }

  #startError(): GuestStartError {
    const { file, args } = this.#command
    return new GuestStartError(`a guest could not be started: ${[file, ...args].join(' ')}`)
  }

  #send(frame: Buffer): boolean {
    try {
      writeFrame(this.#requests, frame)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') return false
      throw error
    }
  }

  #receive(received: ReceivedBytes): FrameValue[] | undefined {
    // The answer to a first question may be there right behind the word that it is up.
    const frame = reader.read(this.#answers, !this.#isUp)
    return frame && readFrame(frame, received)
  }
}

/** What a realm may see of it, as the time zone, is what a worker has, too. */
function guestEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C' }
}

/** One for all guests: the world reads one answer at a time. */
const reader = new PipeReader()

/** Both ends of a FIFO that blocks, its name gone. */
function openPipe(path: string): { read: number; write: number } {
  const both = openSync(path, constants.O_RDWR)
  const read = openSync(path, constants.O_RDONLY)
  const write = openSync(path, constants.O_WRONLY)
  closeSync(both)
  unlinkSync(path)
  return { read, write }
}
