/**
 * How far a run has got, in memory that another thread can read: a watchdog sees there whether time
 * goes on, and when it stood still. The world writes it with every event and never reads it.
 */

const NUMBERS = 8
const NAME_AT = 8 * NUMBERS
/** Ours: longer than any name of a process. */
const NAME_BYTES = 32
const BYTES = NAME_AT + NAME_BYTES

/** Who has printed most in a run. */
export interface Loudest {
  /** `S2` */
  readonly name: string
  readonly bytes: number
}

export class Pulse {
  /** For the other thread: `new Pulse(memory)` there reads what is written here. */
  readonly memory: SharedArrayBuffer
  readonly #numbers: Float64Array
  readonly #name: Uint8Array
  #lastName = ''

  constructor(memory = new SharedArrayBuffer(BYTES)) {
    this.memory = memory
    this.#numbers = new Float64Array(memory, 0, NUMBERS)
    this.#name = new Uint8Array(memory, NAME_AT, NAME_BYTES)
    this.#numbers[6] ||= 1
  }

  /** One event more has begun. */
  beat(eventCount: number, nowMs: number): void {
    this.#numbers[0] = eventCount
    this.#numbers[1] = nowMs
  }

  get eventCount(): number {
    return this.#numbers[0] as number
  }

  /** Virtual milliseconds. */
  get nowMs(): number {
    return this.#numbers[1] as number
  }

  /** Whether a run is going on. */
  get isRunning(): boolean {
    return this.#numbers[2] === 1
  }

  set isRunning(isRunning: boolean) {
    this.#numbers[2] = isRunning ? 1 : 0
  }

  /** Number of the operating-system process that the world stands still for; 0 for none. */
  get awaitedPid(): number {
    return this.#numbers[3] as number
  }

  set awaitedPid(pid: number) {
    this.#numbers[3] = pid
  }

  /** How many times as long as usual a process may be waited for. */
  get patience(): number {
    return this.#numbers[6] as number
  }

  set patience(times: number) {
    this.#numbers[6] = times
  }

  get loudest(): Loudest {
    const name = String.fromCharCode(...this.#name.filter((code) => code !== 0))
    return { name, bytes: this.#numbers[7] as number }
  }

  /** Written with every line that is printed: the name, which is ASCII, only when it is another. */
  set loudest({ name, bytes }: Loudest) {
    this.#numbers[7] = bytes
    if (name === this.#lastName) return
    this.#lastName = name
    this.#name.fill(0)
    this.#name.set(Buffer.from(name.slice(0, NAME_BYTES), 'latin1'))
  }

  /** The other thread's word on a process that it has ended: its number, and a code for why. */
  get verdict(): { readonly pid: number; readonly why: number } {
    return { pid: this.#numbers[4] as number, why: this.#numbers[5] as number }
  }

  set verdict({ pid, why }: { readonly pid: number; readonly why: number }) {
    this.#numbers[5] = why
    this.#numbers[4] = pid
  }
}
