/**
 * Whether a worker that has said nothing for long is to be given up. Its own watchdog ends a run by
 * its CPU time; this is for a worker whose watchdog is beyond that. On a busy machine a right run
 * may take any time, so it counts what the worker has used, not how long it took.
 */

/** Ours: in real ms, how long a worker may say nothing until it is looked at, again and again. */
export const SILENCE_MS = 180_000
/** Less CPU in that time is none: it waits for something that does not come. */
const STUCK_MS = 500
/** So many runs' worth of CPU its own watchdog would not have let pass. */
const RUNS_MAX = 3

export class Silence {
  readonly #runCpuMs: number
  readonly #cpuMs: () => number
  #firstMs = 0
  #lastMs = 0
  #hasSpoken = false

  /** `cpuMs` is what the worker has used so far, with all that it has started; 0 if unknown. */
  constructor(runCpuMs: number, cpuMs: () => number) {
    this.#runCpuMs = runCpuMs
    this.#cpuMs = cpuMs
  }

  /** It has been given something to do. */
  begin(): void {
    this.#firstMs = this.#cpuMs()
    this.#lastMs = this.#firstMs
  }

  /** It has said something: what it has used until then is not looked up, for runs may be short. */
  speak(): void {
    this.#hasSpoken = true
  }

  /** It has said nothing for another {@link SILENCE_MS}: is it stuck, or beyond all limits? */
  isOver(): boolean {
    const nowMs = this.#cpuMs()
    // What has ended takes with it what it had used.
    const isStuck = Math.abs(nowMs - this.#lastMs) < STUCK_MS
    this.#lastMs = nowMs
    if (this.#hasSpoken) this.#firstMs = nowMs
    this.#hasSpoken = false
    return isStuck || nowMs - this.#firstMs > RUNS_MAX * this.#runCpuMs
  }
}
