/**
 * Where in a submission its handlers and the functions of its timers stand, for the trace. Told by
 * their source texts, which a realm puts out while a trace is kept; of Go, by the handlers' names.
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
    this.#handlers.set(svcMeth, toPlace(this.#stacks.placeOf?.(source)))
  }

  addTimer(id: number, source: string): void {
    this.#timers.set(id, toPlace(this.#stacks.placeOf?.(source)))
  }

  ofHandler(svcMeth: string): Place {
    const known = this.#handlers.get(svcMeth)
    if (known !== undefined) return known
    const place = toPlace(this.#stacks.handlerAt?.(svcMeth))
    this.#handlers.set(svcMeth, place)
    return place
  }

  ofTimer(id: number): Place {
    return this.#timers.get(id) ?? {}
  }
}

function toPlace(place: string | undefined): Place {
  return place === undefined ? {} : { place }
}
