/**
 * What Node has, a simulated world has not, and what to use instead: words for a ReferenceError of
 * student code, as forbidden imports have theirs.
 */

const BYTES = "use Uint8Array, with TextEncoder and TextDecoder for text, or encode() of '#lab'"
const NO_NETWORK = 'servers reach each other by ClientEnd.call() only'
const REAL_TIME = 'it would show real time or the order in which the machine works'

const INSTEAD: Readonly<Record<string, string>> = {
  Buffer: BYTES,
  atob: BYTES,
  btoa: BYTES,
  Blob: BYTES,
  process:
    'Date.now() and performance.now() tell the time, queueMicrotask() stands for nextTick(), and there is no environment',
  require: "write an import statement; student code imports '#lab' and its own files",
  module: 'write export before what other files need',
  URL: 'names of servers are plain strings',
  URLSearchParams: 'names of servers are plain strings',
  fetch: NO_NETWORK,
  WebSocket: NO_NETWORK,
  BroadcastChannel: NO_NETWORK,
  MessageChannel: "makeChannel() of '#lab' is a channel",
  WeakRef: REAL_TIME,
  FinalizationRegistry: REAL_TIME,
  Atomics: 'a server has one thread; sleep() waits',
  SharedArrayBuffer: 'processes share nothing: send it in an RPC',
  Worker: 'a server has one thread',
  WebAssembly: 'student code is TypeScript or JavaScript',
}

const NOT_DEFINED = /^ReferenceError: (\w+) is not defined$/

/** A sentence on what to use instead, where an error's title names such a global. */
export function insteadOf(title: string): string | undefined {
  const name = NOT_DEFINED.exec(title)?.[1] ?? ''
  if (!Object.hasOwn(INSTEAD, name)) return undefined
  return `${name} is a global of Node, and not there in a simulated world: ${INSTEAD[name]}`
}
