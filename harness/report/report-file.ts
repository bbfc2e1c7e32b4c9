/**
 * Where a report goes. A file is replaced as a whole and may be written again and again; a device,
 * a FIFO or a socket gets the report once, at the end. Grading goes on when it cannot be written:
 * what went wrong is said when everything is done.
 */
import { accessSync, appendFileSync, constants, statSync, writeFileSync } from 'node:fs'
import { UsageError } from './usage-error.ts'
import { cannotWrite, writeAtomically } from './write-atomically.ts'

export class ReportFile {
  readonly #file: string
  readonly #isStream: boolean
  #problem: UsageError | undefined

  constructor(file: string) {
    this.#file = file
    this.#isStream = isStream(file)
  }

  /** Before anything runs: throws a UsageError when nothing can be written there. */
  begin(text: string): void {
    if (this.#isStream) checkWritable(this.#file)
    else writeAtomically(this.#file, text)
  }

  /** What is in so far. A file that cannot be written now keeps its older report. */
  update(text: string): void {
    if (!this.#isStream) this.#try(() => writeAtomically(this.#file, text))
  }

  /** The whole report. */
  finish(text: string): void {
    this.#try(() => (this.#isStream ? append(this.#file, text) : writeAtomically(this.#file, text)))
  }

  /** Throws a UsageError when the last attempt to write failed. */
  close(): void {
    if (this.#problem !== undefined) throw this.#problem
  }

  #try(write: () => void): void {
    this.#problem = undefined
    try {
      write()
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      this.#problem = error
    }
  }
}

/** Writes a text once, to whatever is there. Throws a UsageError when it cannot. */
export function writeOnce(file: string, text: string): void {
  if (isStream(file)) append(file, text)
  else writeAtomically(file, text)
}

/** Open descriptors too, whatever they lead to: who reads them would miss a file in its place. */
function isStream(file: string): boolean {
  if (/^\/(dev|proc)\//.test(file)) return true
  try {
    const found = statSync(file)
    return !found.isFile() && !found.isDirectory()
  } catch {
    // Nothing is there, or it cannot be: writing will say which.
    return false
  }
}

function checkWritable(file: string): void {
  try {
    accessSync(file, constants.W_OK)
  } catch (error) {
    throw cannotWrite(file, error)
  }
}

function append(file: string, text: string): void {
  try {
    appendFileSync(file, text)
  } catch (error) {
    const descriptor = descriptorOf(file)
    // A socket cannot be opened by its path.
    if ((error as NodeJS.ErrnoException).code !== 'ENXIO' || descriptor === undefined) {
      throw cannotWrite(file, error)
    }
    appendTo(descriptor, file, text)
  }
}

function appendTo(descriptor: number, file: string, text: string): void {
  try {
    writeFileSync(descriptor, text)
  } catch (error) {
    throw cannotWrite(file, error)
  }
}

function descriptorOf(file: string): number | undefined {
  if (file === '/dev/stdout') return 1
  if (file === '/dev/stderr') return 2
  const number = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(file)?.[1]
  return number === undefined ? undefined : Number(number)
}
