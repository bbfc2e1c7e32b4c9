/**
 * What happened in a run: always as a running hash, cheap enough to leave on, and as a list of
 * events when somebody asked for one. Two runs are the same when their hashes are. `report/` reads
 * the list.
 */

/** One line of a trace. Versioned by {@link TRACE_VERSION}; see `docs/trace.md` for every kind. */
export interface TraceEvent {
  /** Virtual milliseconds since the run began. */
  readonly atMs: number
  readonly kind: string
  /** The process it happened at: `S0` a server, `C1` a client, `test`. */
  readonly who: string
  readonly [detail: string]: unknown
}

/** An entry of a log that was read from a save: its term and, as text, all else that it holds. */
export type SavedEntry = readonly [term: number, command: string]

/** `inferred` of a `save`: what it holds by its shape, as what has come since the save before. */
export interface SavedReading {
  /** Entries of the whole log. */
  readonly length: number
  /** How many at its front are as they were in the save before; 0 in the first of a life. */
  readonly kept: number
  /** Those behind. */
  readonly entries: readonly SavedEntry[]
  /** Index of the first entry, where entries hold their own. */
  readonly firstIndex?: number
  readonly term?: number
  /** -1 for none. */
  readonly vote?: number
}

/** Version of the trace format; raised when a reader of the old one would be wrong. */
export const TRACE_VERSION = 1

/** Ours: few enough to be gone before the garbage collector has moved them about. */
const EVENTS_AT_A_TIME = 1_000

export class Trace {
  /** True when events are kept. Check it before building one. */
  readonly recording: boolean
  /** Those that were not handed on. */
  readonly events: TraceEvent[] = []
  readonly #handOn: ((events: readonly TraceEvent[]) => void) | undefined
  #low = 0x811c9dc5
  #high = 0x1b873593
  readonly #float = new Float64Array(1)
  readonly #words = new Uint32Array(this.#float.buffer)

  /** With `handOn` events are given away in order, many at a time, and not kept. */
  constructor(recording = false, handOn?: (events: readonly TraceEvent[]) => void) {
    this.recording = recording
    this.#handOn = handOn
  }

  add(event: TraceEvent): void {
    this.events.push(event)
    if (this.#handOn === undefined || this.events.length < EVENTS_AT_A_TIME) return
    this.#handOn(this.events)
    this.events.length = 0
  }

  /** Adds a number to the hash. */
  mix(value: number): void {
    this.#float[0] = value
    this.#mixWord((this.#words[0] as number) ^ Math.imul(this.#words[1] as number, 0x9e3779b1))
  }

  /** Adds a text to the hash: its length and up to 32 of its characters, spread evenly. */
  mixText(text: string): void {
    const step = (text.length >> 5) + 1
    this.#mixWord(text.length)
    for (let i = 0; i < text.length; i += step) this.#mixWord(text.charCodeAt(i))
  }

  /** Adds bytes to the hash, sampled like a text. */
  mixBytes(bytes: Uint8Array): void {
    const step = (bytes.length >> 5) + 1
    this.#mixWord(bytes.length)
    for (let i = 0; i < bytes.length; i += step) this.#mixWord(bytes[i] as number)
  }

  /** The hash so far, 16 hexadecimal digits. */
  hash(): string {
    return hex(this.#high) + hex(this.#low)
  }

  #mixWord(word: number): void {
    this.#low = Math.imul(this.#low ^ word, 0x01000193)
    this.#low ^= this.#low >>> 15
    this.#high = (Math.imul(this.#high ^ word, 0xcc9e2d51) + this.#low) | 0
    this.#high ^= this.#high >>> 13
  }
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}
