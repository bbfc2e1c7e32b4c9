/** What a Go program prints: lines for the log, and its last words when it dies. */
import { ERROR_LETTERS, OP } from '../protocol.ts'
import { GoExit } from './runtime.ts'

/** Ours: what a program may print in a life; a log shows no more of it. */
const LETTERS_MAX = 1_000_000
/** What the runtime's words begin with when it ends a program. */
const DEATH = /^(panic|fatal error|runtime: .*|SIG\w+): /m
const STANDARD_ERROR = 2
/** V8's words where Go would say the others. */
const STACK_FULL = /^Maximum call stack size exceeded/
const OVERFLOW = 'fatal error: stack overflow: a function calls itself without end'

export class LifeOutput {
  /** Whether anybody will read it. */
  isWanted = false
  readonly #onPrint: (bytes: number) => void
  readonly #decoder = new TextDecoder()
  /** What was printed, and how many bytes the program had put out then. */
  readonly #printed: { readonly at: number; readonly text: string }[] = []
  /** A line that has not ended yet. */
  #line = ''
  #lettersLeft = LETTERS_MAX
  #lastWords = ''

  constructor(onPrint: (bytes: number) => void) {
    this.#onPrint = onPrint
  }

  /** One more life shares this program. */
  addLife(): void {
    this.#lettersLeft += LETTERS_MAX
  }

  print(fd: number, bytes: Uint8Array, at: number): void {
    this.#onPrint(bytes.length)
    if (!this.isWanted && fd !== STANDARD_ERROR) return
    const text = this.#decoder.decode(bytes)
    if (fd === STANDARD_ERROR) this.#hear(text)
    if (!this.isWanted || this.#lettersLeft <= 0) return
    this.#lettersLeft -= text.length
    this.#printed.push({ at, text })
  }

  /** Of last words the beginning counts: the stacks of all goroutines may follow. */
  #hear(text: string): void {
    const words = DEATH.test(text) ? text : this.#lastWords + text
    if (DEATH.test(words)) this.#lastWords = words.slice(0, 2 * ERROR_LETTERS)
    else this.#lastWords = words.slice(-2 * ERROR_LETTERS)
  }

  /** Puts lines that were printed before the program had put out so many bytes. */
  putLines(into: unknown[], before: number): void {
    while ((this.#printed[0]?.at ?? before) < before) {
      const { text } = this.#printed.shift() as { text: string }
      const lines = (this.#line + text).split('\n')
      this.#line = lines.pop() as string
      for (const line of lines) into.push(OP.log, 'console', line)
    }
  }

  /** Why the program has ended, with its stack. */
  describeEnd(error: unknown): string {
    if (!(error instanceof GoExit)) {
      const { name, message, stack = '' } = error as Error
      const words = STACK_FULL.test(message) ? OVERFLOW : `${name}: ${message}`
      return `${words}\n${framesOf({ stack })}`.slice(0, ERROR_LETTERS)
    }
    const words = this.#lastWords.trim()
    const begins = error.code === 2 ? DEATH.exec(words) : null
    const text =
      begins === null ? `os.Exit(${error.code})\n${framesOf(error)}` : words.slice(begins.index)
    return text.slice(0, ERROR_LETTERS)
  }
}

function framesOf({ stack = '' }: { readonly stack?: string }): string {
  return stack.slice(stack.indexOf('\n') + 1)
}
