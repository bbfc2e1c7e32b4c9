/**
 * The globals of a realm: one table of what is put in, one of what is taken away. A bare context
 * has only what ECMAScript defines; what is here is what Node adds, on virtual time and seeded
 * chance.
 */
import { makeAbort } from './abort.ts'
import { installChance } from './chance.ts'
import { makeClock } from './clock.ts'
import { makeConsole } from './console.ts'
import { DOMException, Event, EventTarget } from './events.ts'
import type { InsideHost } from './host.ts'
import { define, objectKeys } from './primordials.ts'
import { structuredClone } from './structured-clone.ts'
import { TextDecoder, TextEncoder } from './text-encoding.ts'
import { makeTimers } from './timers.ts'

/** Would show real time, or the order in which the machine collects or runs things. */
const REMOVED = [
  'Atomics',
  'FinalizationRegistry',
  'SharedArrayBuffer',
  'Temporal',
  'WeakRef',
  'WebAssembly',
  'gc',
]

/**
 * Builds the globals; call it once, before any student code. Gives the way in for timers that are
 * due.
 */
export function installGlobals(host: InsideHost): { fireTimer(id: number): void } {
  const timers = makeTimers(host)
  for (let i = 0; i < REMOVED.length; i++) {
    Reflect.deleteProperty(globalThis, REMOVED[i] as string)
  }
  const setTimeout = timers.globals.setTimeout as (callback: () => void, delayMs: number) => unknown
  install({
    global: globalThis,
    ...timers.globals,
    ...makeClock(host),
    ...installChance(host),
    ...makeConsole(host),
    ...makeAbort(setTimeout),
    DOMException,
    Event,
    EventTarget,
    structuredClone,
    TextDecoder,
    TextEncoder,
  })
  return { fireTimer: timers.fireTimer }
}

function install(globals: Record<string, unknown>): void {
  const names = objectKeys(globals)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    define(globalThis, name, globals[name])
  }
}
