/**
 * Event, EventTarget and DOMException: as much of them as AbortSignal and ordinary student code
 * need. A listener that throws does not stop the others; its error becomes an unhandled rejection.
 */
import { apply, define, isArray, makeList, NativeError } from './primordials.ts'

/** Legacy codes of the names that still have one. */
const CODES: Record<string, number | undefined> = {
  InvalidStateError: 11,
  AbortError: 20,
  QuotaExceededError: 22,
  TimeoutError: 23,
  DataCloneError: 25,
}

export class DOMException extends NativeError {
  declare readonly code: number

  constructor(message = '', name = 'Error') {
    super(message)
    define(this, 'name', name)
    define(this, 'code', CODES[name] ?? 0)
  }
}

export interface EventOptions {
  bubbles?: boolean
  cancelable?: boolean
}

export class Event {
  readonly type: string
  readonly cancelable: boolean
  readonly bubbles: boolean
  target: EventTarget | null = null
  #isPrevented = false
  #isStopped = false

  constructor(type: string, options?: EventOptions) {
    this.type = `${type}`
    this.cancelable = options?.cancelable === true
    this.bubbles = options?.bubbles === true
  }

  get currentTarget(): EventTarget | null {
    return this.target
  }

  get defaultPrevented(): boolean {
    return this.#isPrevented
  }

  preventDefault(): void {
    this.#isPrevented = this.cancelable
  }

  stopPropagation(): void {}

  stopImmediatePropagation(): void {
    this.#isStopped = true
  }

  static isStopped(event: Event): boolean {
    return event.#isStopped
  }
}

const { isStopped } = Event
Reflect.deleteProperty(Event, 'isStopped')

type Listener = ((event: Event) => unknown) | { handleEvent(event: Event): unknown }

export interface ListenerOptions {
  once?: boolean
  capture?: boolean
  signal?: { readonly aborted: boolean; addEventListener: EventTarget['addEventListener'] }
}

interface Registration {
  readonly type: string
  readonly listener: Listener
  readonly isOnce: boolean
  isRemoved: boolean
}

export class EventTarget {
  /**
   * In the order they were added; replaced on every change, so a dispatch walks the list it began
   * with.
   */
  #registrations = makeList<Registration>()

  addEventListener(
    type: string,
    listener: Listener | null,
    options?: ListenerOptions | boolean,
  ): void {
    if (listener === null || listener === undefined) return
    const given = typeof options === 'object' && !isArray(options) ? options : undefined
    if (given?.signal?.aborted || this.#find(type, listener) !== undefined) return
    const added = { type, listener, isOnce: given?.once === true, isRemoved: false }
    this.#replace(undefined, added)
    given?.signal?.addEventListener('abort', () => this.removeEventListener(type, listener))
  }

  removeEventListener(type: string, listener: Listener | null, _options?: unknown): void {
    const found = listener === null ? undefined : this.#find(type, listener)
    if (found !== undefined) this.#remove(found)
  }

  /** False if a listener called `preventDefault()`. */
  dispatchEvent(event: Event): boolean {
    event.target = this
    const registrations = this.#registrations
    for (let i = 0; i < registrations.length; i++) {
      const registration = registrations[i] as Registration
      if (registration.isRemoved || registration.type !== event.type) continue
      if (registration.isOnce) this.#remove(registration)
      callListener(this, registration.listener, event)
      if (isStopped(event)) break
    }
    return !event.defaultPrevented
  }

  #find(type: string, listener: Listener): Registration | undefined {
    const registrations = this.#registrations
    for (let i = 0; i < registrations.length; i++) {
      const registration = registrations[i] as Registration
      if (registration.type === type && registration.listener === listener) return registration
    }
    return undefined
  }

  #remove(registration: Registration): void {
    registration.isRemoved = true
    this.#replace(registration, undefined)
  }

  #replace(removed: Registration | undefined, added: Registration | undefined): void {
    const kept = makeList<Registration>()
    let length = 0
    for (let i = 0; i < this.#registrations.length; i++) {
      const registration = this.#registrations[i] as Registration
      if (registration !== removed) kept[length++] = registration
    }
    if (added !== undefined) kept[length] = added
    this.#registrations = kept
  }
}

export function callListener(target: EventTarget, listener: Listener, event: Event): void {
  try {
    if (typeof listener === 'function') apply(listener, target, [event])
    else listener.handleEvent(event)
  } catch (error) {
    void rejectWith(error)
  }
}

async function rejectWith(error: unknown): Promise<never> {
  throw error
}
