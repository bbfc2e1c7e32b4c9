/**
 * The watchdog's eye on guests: ends one that the world waits for in vain, and a run whose guests
 * use up too much CPU time together. The world then finds its guest gone, and here why.
 */
import type { Pulse } from '../sim/pulse.ts'
import type { WatchdogLimits } from './jobs.ts'
import { LIMIT_CODES, type Limit, SILENCE_FACTOR } from './limit-texts.ts'
import { cpuMsByProcess, cpuMsOfTree } from './process-times.ts'

/** A wait of that long is looked into; nearly all are shorter. */
const LOOK_AFTER_MS = 100
/** How often the CPU time of all guests is added up. */
const SUM_EVERY_MS = 1_000

export class GuestWatch {
  readonly #pulse: Pulse
  readonly #limits: WatchdogLimits
  /** The wait that goes on: for whom, since which event, real time, and its CPU time by then. */
  #wait = { pid: 0, eventCount: -1, sinceMs: 0, cpuMs: 0, isMeasured: false }
  #summedMs = 0
  /** CPU time of every guest when the run began, or when it was first seen. */
  #before = new Map<number, number>()

  constructor(pulse: Pulse, limits: WatchdogLimits) {
    this.#pulse = pulse
    this.#limits = limits
  }

  beginRun(): void {
    this.#before = cpuMsByProcess(process.pid)
    this.#summedMs = performance.now()
  }

  look(): void {
    const nowMs = performance.now()
    this.#lookAtWait(nowMs)
    if (nowMs - this.#summedMs > SUM_EVERY_MS) {
      this.#summedMs = nowMs
      this.#lookAtRun()
    }
  }

  #lookAtWait(nowMs: number): void {
    const { awaitedPid: pid, eventCount } = this.#pulse
    const wait = this.#wait
    if (pid !== wait.pid || eventCount !== wait.eventCount) {
      this.#wait = { pid, eventCount, sinceMs: nowMs, cpuMs: 0, isMeasured: false }
      return
    }
    if (pid === 0 || nowMs - wait.sinceMs < LOOK_AFTER_MS) return
    const usedMs = cpuMsOfTree(pid) ?? 0
    const turnMs = this.#limits.turnCpuMs * this.#pulse.patience
    if (!wait.isMeasured) this.#wait = { ...wait, cpuMs: usedMs, isMeasured: true }
    else if (usedMs - wait.cpuMs > turnMs) this.#end('turn')
    else if (nowMs - wait.sinceMs > SILENCE_FACTOR * turnMs) this.#end('silence')
  }

  #lookAtRun(): void {
    let usedMs = 0
    for (const [pid, cpuMs] of cpuMsByProcess(process.pid)) {
      const before = this.#before.get(pid) ?? 0
      usedMs += cpuMs - before
    }
    if (usedMs > this.#limits.runCpuMs) this.#end('run')
  }

  #end(limit: Limit): void {
    const pid = this.#pulse.awaitedPid
    if (pid === 0) return
    this.#pulse.verdict = { pid, why: LIMIT_CODES.indexOf(limit) }
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It is gone already.
    }
  }
}
