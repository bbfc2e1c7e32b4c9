/**
 * AbortController and AbortSignal on virtual time. Source: WHATWG DOM, "Aborting ongoing
 * activities".
 */
import { callListener, DOMException, Event, EventTarget } from './events.ts'
import { makeList, NativeTypeError } from './primordials.ts'

type OnAbort = ((event: Event) => unknown) | null

/** Only this file may make signals and abort them. */
const KEY = Symbol('make a signal')

class AbortSignal extends EventTarget {
  #aborted = false
  #reason: unknown
  #dependents = makeList<AbortSignal>()
  #onabort: OnAbort = null

  constructor(key?: symbol) {
    super()
    if (key !== KEY) throw new NativeTypeError('Illegal constructor: use an AbortController')
    this.addEventListener('abort', (event) => {
      if (this.#onabort !== null) callListener(this, this.#onabort, event)
    })
  }

  get aborted(): boolean {
    return this.#aborted
  }

  get reason(): unknown {
    return this.#reason
  }

  get onabort(): OnAbort {
    return this.#onabort
  }

  set onabort(listener: OnAbort) {
    this.#onabort = typeof listener === 'function' ? listener : null
  }

  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason
  }

  /** Marks all signals first and tells their listeners then, as the standard does. */
  static abortNow(signal: AbortSignal, reason: unknown): void {
    if (signal.#aborted) return
    const marked = makeList<AbortSignal>()
    signal.#mark(reason, marked)
    for (let i = 0; i < marked.length; i++) marked[i]?.dispatchEvent(new Event('abort'))
  }

  #mark(reason: unknown, marked: AbortSignal[]): void {
    if (this.#aborted) return
    this.#aborted = true
    this.#reason = reason === undefined ? makeAbortError() : reason
    marked[marked.length] = this
    const dependents = this.#dependents
    this.#dependents = makeList()
    for (let i = 0; i < dependents.length; i++) {
      const dependent = dependents[i] as AbortSignal
      dependent.#mark(this.#reason, marked)
    }
  }

  static follow(follower: AbortSignal, sources: readonly AbortSignal[]): void {
    for (let i = 0; i < sources.length; i++) {
      const source = sources[i] as AbortSignal
      if (source.#aborted) {
        abortNow(follower, source.#reason)
        return
      }
    }
    for (let i = 0; i < sources.length; i++) {
      const source = sources[i] as AbortSignal
      source.#dependents[source.#dependents.length] = follower
    }
  }
}

const { abortNow, follow } = AbortSignal
Reflect.deleteProperty(AbortSignal, 'abortNow')
Reflect.deleteProperty(AbortSignal, 'follow')

function makeAbortError(): DOMException {
  return new DOMException('This operation was aborted', 'AbortError')
}

class AbortController {
  readonly #signal = new AbortSignal(KEY)

  get signal(): AbortSignal {
    return this.#signal
  }

  abort(reason?: unknown): void {
    abortNow(this.#signal, reason)
  }
}

/**
 * The static functions, which need a timer: `AbortSignal.abort()`, `.timeout(ms)`, `.any(signals)`.
 */
function makeStatics(setTimeout: (callback: () => void, delayMs: number) => unknown): object {
  return {
    abort(reason?: unknown): AbortSignal {
      const signal = new AbortSignal(KEY)
      abortNow(signal, reason)
      return signal
    },
    timeout(delayMs: number): AbortSignal {
      const signal = new AbortSignal(KEY)
      setTimeout(() => {
        const message = 'The operation was aborted due to timeout'
        abortNow(signal, new DOMException(message, 'TimeoutError'))
      }, delayMs)
      return signal
    },
    any(signals: Iterable<AbortSignal>): AbortSignal {
      const signal = new AbortSignal(KEY)
      follow(signal, [...signals])
      return signal
    },
  }
}

export function makeAbort(
  setTimeout: (callback: () => void, delayMs: number) => unknown,
): Record<string, unknown> {
  Object.assign(AbortSignal, makeStatics(setTimeout))
  return { AbortController, AbortSignal }
}
