/**
 * A realm with the globals and `lab` of `harness/realm/inside` and a world around it that does no
 * more than keep time. For tests of what is inside a realm, without the plumbing.
 */
import { fileURLToPath } from 'node:url'
import { constants, createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { nativeText } from '../../../realm/native-text.ts'
import type { NativeText } from '../../../realm/protocol.ts'

const inside = fileURLToPath(new URL('../../../realm/inside', import.meta.url))

/** One script with everything under test, as a realm gets it. */
const bundle = build({
  stdin: {
    contents: `
      export { installGlobals } from './globals.ts'
      export { makeLab } from './lab.ts'
      export { useNativeText } from './utf8.ts'
    `,
    resolveDir: inside,
  },
  bundle: true,
  write: false,
  format: 'iife',
  globalName: 'bundled',
  target: 'es2022',
}).then((result) => `(() => {${result.outputFiles[0]?.text}\nreturn bundled})()`)

interface Timer {
  readonly id: number
  readonly dueMs: number
}

export class FakeWorld {
  readonly lines: string[] = []
  nowMs = 0
  draws = 0
  logging = true
  readonly #context = createContext(constants.DONT_CONTEXTIFY as unknown as object, {
    codeGeneration: { strings: false, wasm: false },
  })
  #timers: Timer[] = []
  #fire: (id: number) => void = () => {}

  constructor(script: string, native: NativeText) {
    const isLogging = (): boolean => this.logging
    const host = {
      get logging() {
        return isLogging()
      },
      nowMs: () => this.nowMs,
      random: () => (++this.draws * 0.37) % 1,
      setTimer: (id: number, delayMs: number) =>
        this.#timers.push({ id, dueMs: this.nowMs + delayMs }),
      clearTimer: (id: number) => {
        this.#timers = this.#timers.filter((timer) => timer.id !== id)
      },
      log: (topic: string, text: string) => this.lines.push(`${topic}: ${text}`),
    }
    const bundled = runInContext(script, this.#context)
    bundled.useNativeText(native)
    this.#fire = bundled.installGlobals(host).fireTimer
    runInContext(
      '(lab) => { globalThis.lab = lab; globalThis.seen = [] }',
      this.#context,
    )(bundled.makeLab(host))
  }

  /** Runs a piece of student code. */
  run(code: string): unknown {
    return runInContext(code, this.#context)
  }

  /** The student's notes so far, as text. */
  get seen(): string {
    return this.run('seen.join(" ")') as string
  }

  /**
   * Fires what is due until then, in order, with all promise work in between. Gives what was
   * thrown.
   */
  async advance(untilMs: number): Promise<string[]> {
    const thrown: string[] = []
    await settle()
    for (;;) {
      const due = this.#timers
        .filter((timer) => timer.dueMs <= untilMs)
        .sort((a, b) => a.dueMs - b.dueMs)[0]
      if (due === undefined) break
      this.#timers = this.#timers.filter((timer) => timer !== due)
      this.nowMs = due.dueMs
      try {
        this.#fire(due.id)
      } catch (error) {
        thrown.push((error as Error).message)
      }
      await settle()
    }
    this.nowMs = untilMs
    return thrown
  }
}

const settle = (): Promise<void> => new Promise((done) => setImmediate(done))
/** A new world with a fresh realm. */
export const makeWorld = async (native: NativeText = nativeText): Promise<FakeWorld> =>
  new FakeWorld(await bundle, native)
