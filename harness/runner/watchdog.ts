/**
 * The watchdog thread of a worker: sees a run that does not come back, a run that takes too much
 * CPU time and memory that grows without end; takes the stack where the student's code is, reports
 * it as that run's failure and ends the process. Reads real CPU time; nothing of it reaches a run
 * that behaves.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { type Build, isGo } from '../realm/build.ts'
import { GoStacks } from '../realm/go/stacks.ts'
import { PAUSE_EVERY_MS, stopForStack } from '../realm/stopped-stack.ts'
import { StackMapper } from '../realm/student-stack.ts'
import { Pulse } from '../sim/pulse.ts'
import type { Failure } from '../tester/failure.ts'
import { emptyResult } from './events.ts'
import { GuestWatch } from './guest-watch.ts'
import type { WatchdogLimits } from './jobs.ts'
import { describeLimit, describeLoudest } from './limit-texts.ts'
import { writePoint } from './tap-writer.ts'

export interface WatchdogSetup {
  /** Memory of the worker's `Pulse`. */
  readonly pulse: SharedArrayBuffer
  readonly limits: WatchdogLimits
  /** Student code lives in processes of its own. */
  readonly hasGuests: boolean
  /** What was built, by lab. */
  readonly builds: Readonly<Record<string, Build>>
}

/** Which run has begun. */
export interface WatchdogMessage {
  readonly lab: string
  readonly test: string
  readonly seed: number
  /** Its number in the TAP stream. */
  readonly point: number
}

const LOOK_EVERY_MS = 20
/**
 * How long the main thread gets to stop for its stack, in real time: on a busy machine it may get
 * to run only now and then. The verdict stands already; only the student's line is still looked
 * for.
 */
const PAUSE_WITHIN_MS = 20_000
const { pulse: memory, limits, builds, hasGuests } = workerData as WatchdogSetup
const pulse = new Pulse(memory)
const guests = hasGuests ? new GuestWatch(pulse, limits) : undefined
const parentPid = process.ppid
let current: WatchdogMessage | undefined
let lastPulse = -1
let turnStartCpuMs = 0
let runStartCpuMs = 0

parentPort?.on('message', (message: WatchdogMessage) => {
  current = message
  runStartCpuMs = cpuMs()
  turnStartCpuMs = runStartCpuMs
  guests?.beginRun()
})
const looking = setInterval(look, LOOK_EVERY_MS)

function look(): void {
  if (process.ppid !== parentPid) process.kill(process.pid, 'SIGKILL')
  const nowCpuMs = cpuMs()
  const { isRunning, eventCount: seen } = pulse
  if (seen !== lastPulse || !isRunning) {
    lastPulse = seen
    turnStartCpuMs = nowCpuMs
  }
  if (!isRunning || current === undefined) return
  guests?.look()
  if (process.memoryUsage.rss() > limits.rssBytes) {
    end('memory', describeLimit('memory', limits))
  } else if (nowCpuMs - turnStartCpuMs > limits.turnCpuMs) {
    end('hang', describeLimit('turn', limits))
  } else if (nowCpuMs - runStartCpuMs > limits.runCpuMs) {
    end('hang', describeLimit('run', limits))
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

/** Reports the run as failed, with the student's stack, and ends the process. */
function end(kind: Failure['kind'], message: string): void {
  clearInterval(looking)
  const finish = (frames: string[]): void => {
    const { test, seed, point } = current as WatchdogMessage
    const details = describeLoudest(pulse.loudest)
    const failure: Failure = { kind, message, details, atMs: pulse.nowMs, frames }
    const result = { ...emptyResult(test, seed, failure), cpuMs: cpuMs() - runStartCpuMs }
    writePoint(false, point, `${test} seed=${seed}`, result)
    process.kill(process.pid, 'SIGKILL')
  }
  setTimeout(() => finish([]), PAUSE_WITHIN_MS)
  const build = builds[current?.lab ?? '']
  if (build === undefined) return
  const stacks = isGo(build)
    ? new GoStacks(build.module, build.functions)
    : new StackMapper(build.map)
  const onStack = (lines: readonly string[]): boolean => {
    const { frames } = stacks.read(['stuck', ...lines].join('\n'))
    const isDone = frames.length > 0 || lines.length === 0
    if (isDone) finish(frames)
    return isDone
  }
  stopForStack(onStack, (then) => setTimeout(then, PAUSE_EVERY_MS))
}
