/**
 * The watchdog's eye on guests: ends one that the world waits for in vain or that takes too much
 * memory, and a run whose guests use up too much together. The world then finds its guest gone, and
 * here why.
 */
import type { Pulse } from '../sim/pulse.ts'
import type { WatchdogLimits } from './jobs.ts'
import { LIMIT_CODES, type Limit, SILENCE_FACTOR } from './limit-texts.ts'
import { cpuMsByProcess, cpuMsOfTree, memoryOfTree } from './process-tree.ts'

/** A wait of that long is looked into; nearly all are shorter. */
const LOOK_AFTER_MS = 100
/** How often what all guests have used is added up. */
const SUM_EVERY_MS = 1_000
/** Ours: most time that counts between two looks. In a longer one the machine stood still. */
const STEP_MS_MAX = 100
/** Ours: what a guest takes before it holds anything of the student's, and garbage. */
const GUEST_BYTES = 64 * 2 ** 20

export class GuestWatch {
  readonly #pulse: Pulse
  readonly #limits: WatchdogLimits
  /** The wait that goes on: for whom, in which event, for how long, and its CPU time at first. */
  #wait = { pid: 0, eventCount: -1, lastsMs: 0, cpuMs: 0, isMeasured: false }
  #lookedMs = 0
  #summedMs = 0
  /** CPU time of every guest when the run began, or when it was first seen. */
  #before: ReadonlyMap<number, number> = new Map()

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
    this.#lookAtWait(Math.min(nowMs - this.#lookedMs, STEP_MS_MAX))
    this.#lookedMs = nowMs
    if (nowMs - this.#summedMs > SUM_EVERY_MS) {
      this.#summedMs = nowMs
      this.#lookAtRun()
    }
  }

  #lookAtWait(stepMs: number): void {
    const { awaitedPid: pid, eventCount } = this.#pulse
    const wait = this.#wait
    if (pid !== wait.pid || eventCount !== wait.eventCount) {
      this.#wait = { pid, eventCount, lastsMs: 0, cpuMs: 0, isMeasured: false }
      return
    }
    wait.lastsMs += stepMs
    if (pid === 0 || wait.lastsMs < LOOK_AFTER_MS) return
    const { turnCpuMs, rssBytes } = this.#limits
    const usedMs = cpuMsOfTree(pid)
    const turnMs = turnCpuMs * this.#pulse.patience
    if (!wait.isMeasured) this.#wait = { ...wait, cpuMs: usedMs, isMeasured: true }
    else if (usedMs - wait.cpuMs > turnMs) this.#end('turn')
    else if (wait.lastsMs > SILENCE_FACTOR * turnMs) this.#end('silence')
    if (memoryOfTree(pid).bytes > rssBytes) this.#end('memory')
  }

  #lookAtRun(): void {
    let usedMs = 0
    for (const [pid, cpuMs] of cpuMsByProcess(process.pid)) {
      const before = this.#before.get(pid) ?? 0
      usedMs += cpuMs - before
    }
    if (usedMs > this.#limits.runCpuMs) this.#end('run')
    const { bytes, processes } = memoryOfTree(process.pid)
    if (bytes > this.#limits.rssBytes + processes * GUEST_BYTES) this.#end('memory')
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
