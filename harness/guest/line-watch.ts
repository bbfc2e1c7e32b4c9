/**
 * A second thread of a guest that is known to get stuck: after so much CPU time without an answer
 * it looks where the student's code is, and answers in the place of the thread that does not. What
 * it says goes into a failure's text; that the run has failed, the world knows already.
 */
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { OP } from '../realm/protocol.ts'
import { PAUSE_EVERY_MS, stopForStack } from '../realm/stopped-stack.ts'
import { FrameWriter } from './frame.ts'
import { writeFrame } from './pipe.ts'
import { GUEST_FD } from './requests.ts'

const LOOK_EVERY_MS = 20

/** What the error is said to have come from. */
const STUCK = 'code that does not come back'

interface WatchData {
  readonly requests: SharedArrayBuffer
  readonly afterCpuMs: number
}

/** Starts the second thread, which runs this same program; gives what to call at each request. */
export function startLineWatch(file: string, afterCpuMs: number): () => void {
  const requests = new SharedArrayBuffer(4)
  const count = new Int32Array(requests)
  const data: WatchData = { requests, afterCpuMs }
  new Worker(file, { workerData: data }).unref()
  return () => {
    Atomics.add(count, 0, 1)
  }
}

/** The second thread's part. */
function watch({ requests, afterCpuMs }: WatchData): void {
  const count = new Int32Array(requests)
  let seen = -1
  let sinceMs = 0
  let isStopping = false
  // Goes on for ever: without it this thread would end before the other one has stopped.
  setInterval(() => {
    const { user, system } = process.cpuUsage()
    const usedMs = (user + system) / 1_000
    const now = Atomics.load(count, 0)
    if (now !== seen) [seen, sinceMs] = [now, usedMs]
    if (isStopping || now === 0 || usedMs - sinceMs < afterCpuMs) return
    isStopping = true
    stopForStack(answer, (then) => setTimeout(then, PAUSE_EVERY_MS))
  }, LOOK_EVERY_MS)
}

function answer(lines: readonly string[]): boolean {
  const writer = new FrameWriter()
  const description = ['stuck', ...lines].join('\n')
  for (const value of [0, undefined, undefined, OP.error, STUCK, description]) writer.put(value)
  writeFrame(GUEST_FD.answers, writer.finish())
  return true
}

if (!isMainThread) watch(workerData as WatchData)
