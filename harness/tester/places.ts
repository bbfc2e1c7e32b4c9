/**
 * Where in a submission its handlers and the functions of its timers stand, for the trace: told by
 * their source texts, which a realm puts out while a trace is kept.
 */
import type { StackReader } from '../realm/student-stack.ts'

/** Goes into an event; empty where the place is not known. */
type Place = { readonly place?: string }

export class Places {
  readonly #stacks: StackReader
  readonly #handlers = new Map<string, Place>()
  readonly #timers = new Map<number, Place>()

  constructor(stacks: StackReader) {
    this.#stacks = stacks
  }

  addHandler(svcMeth: string, source: string): void {
    this.#handlers.set(svcMeth, this.#find(source))
  }

  addTimer(id: number, source: string): void {
    this.#timers.set(id, this.#find(source))
  }

  ofHandler(svcMeth: string): Place {
    return this.#handlers.get(svcMeth) ?? {}
  }

  ofTimer(id: number): Place {
    return this.#timers.get(id) ?? {}
  }

  #find(source: string): Place {
    const place = this.#stacks.placeOf?.(source)
    return place === undefined ? {} : { place }
  }
}
