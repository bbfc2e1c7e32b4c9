/** Runs one test under one seed in a world of its own, and says how it ended. Never prints. */

import { GuestDeath } from '../guest/guest-death.ts'
import { useNativeText } from '../realm/inside/utf8.ts'
import { nativeText } from '../realm/native-text.ts'
import type { InsideFactory } from '../realm/protocol.ts'
import type { StackReader } from '../realm/student-stack.ts'
import type { Choices, Redraw, TimedChoice } from '../sim/chance.ts'
import type { Pulse } from '../sim/pulse.ts'
import { type FreshChoice, type SimEnd, STORM_EVENTS, type WallClock } from '../sim/sim.ts'
import type { TraceEvent } from '../sim/trace.ts'
import { CheckFailure, type Failure, HarnessError } from '../tester/failure.ts'
import { type LabTest, TestContext } from '../tester/lab-test.ts'
import { TEST_LIMIT_MS, World } from '../tester/world.ts'
import type { RunResult, Statistics } from './events.ts'
import { spreadOf } from './spread.ts'

// The host encodes too, with a copy of the codec that is its own.
useNativeText(nativeText)

export interface RunOptions {
  readonly isTraced?: boolean
  /** Gets the events as they come, many at a time; what is left is the trace of the run. */
  readonly onEvents?: (events: readonly TraceEvent[]) => void
  readonly wallClock?: () => WallClock
  readonly record?: boolean
  readonly play?: Choices
  readonly redraw?: Redraw
  /** See {@link World}; the failure is a timeout then. */
  readonly limitMs?: number
  readonly pulse?: Pulse
  /** CPU time in ms that processes with student code have used so far. */
  readonly guestCpuMs?: () => number
}

export interface Submission {
  readonly factory: InsideFactory
  readonly stacks: StackReader
}

/** The world of the run that is going on, for process-wide handlers. */
export let currentWorld: World | undefined

export interface Run {
  readonly result: RunResult
  /** Empty unless traced. Without those that `onEvents` has got. */
  readonly trace: readonly TraceEvent[]
  /** Empty unless recorded. */
  readonly choices: Choices
  /** Draws of student code with their moments; empty unless recorded. */
  readonly lent: readonly TimedChoice[]
  /** What was drawn anew where that was asked for. */
  readonly redrawn: readonly TimedChoice[]
  /** Where choices that are played lacked one. */
  readonly firstFresh?: FreshChoice | undefined
  /** See {@link World.openMs}. */
  readonly openMs: World['openMs']
}

export async function runTest(
  test: LabTest,
  seed: number,
  submission: Submission,
  options: RunOptions = {},
): Promise<Run> {
  const { wallClock, guestCpuMs = () => 0, ...rest } = options
  const world = new World({
    seed: `${seed}/${test.name}`,
    ...submission,
    ...rest,
    ...(wallClock === undefined ? {} : { wallClock: wallClock() }),
  })
  const context = new TestContext(world)
  let statistics: Statistics | undefined
  const cpuStart = process.cpuUsage()
  const guestStartMs = guestCpuMs()
  currentWorld = world
  try {
    const end = await world.run(async () => {
      await test.body(context)
      statistics = readStatistics(world, context, test)
      for (const cluster of context.clusters) await cluster.finish()
    })
    const failure = describeEnd(await explained(end), world)
    if (failure !== undefined) world.note('check', 'test', () => `FAILED: ${failure.message}`)
    const cpu = process.cpuUsage(cpuStart)
    const result: RunResult = {
      test: test.name,
      seed,
      ok: failure === undefined,
      ...(failure === undefined ? {} : { failure }),
      warnings: world.warnings,
      notForced: context.notForced,
      showedNothing: failure === undefined && context.showedNothing,
      statistics: statistics ?? readStatistics(world, context, test),
      traceHash: world.trace.hash(),
      cpuMs: (cpu.user + cpu.system) / 1_000 + guestCpuMs() - guestStartMs,
    }
    const { chance, firstFresh } = world.sim
    const choices = chance.choices()
    const lent = chance.lent()
    const { redrawn } = chance
    const { events: trace } = world.trace
    return { result, trace, choices, lent, redrawn, firstFresh, openMs: world.openMs }
  } finally {
    currentWorld = undefined
    world.close()
  }
}

function readStatistics(world: World, context: TestContext, test: LabTest): Statistics {
  const times = context.clusters.map((cluster) => cluster.times())
  const elections = spreadOf(times.flatMap((one) => one.elections))
  const latency = spreadOf(times.flatMap((one) => one.operations))
  return {
    virtualMs: world.sim.nowMs,
    servers: test.servers,
    rpcs: world.network.totalCount,
    bytes: world.network.totalBytes,
    operations: context.clusters.reduce((sum, { operations }) => sum + operations, 0),
    ...(elections === undefined ? {} : { elections }),
    ...(latency === undefined ? {} : { latency }),
  }
}

/** The same end; where a guest is gone, with what is known of it. */
async function explained(end: SimEnd): Promise<SimEnd> {
  if (end.kind !== 'failed' || !(end.error instanceof GuestDeath)) return end
  const { message, ...notes } = await end.error.explain()
  return { kind: 'failed', error: new CheckFailure(message, notes) }
}

/** The failure that an end amounts to; undefined for a pass. Throws where the fault is ours. */
function describeEnd(end: SimEnd, world: World): Failure | undefined {
  if (end.kind === 'done') return undefined
  const failure = failureOf(end, world)
  const hints = world.hints.flatMap((hint) => hint(failure.kind))
  const { currentSubtest } = world
  const where = currentSubtest === undefined ? [] : [`in sub-test "${currentSubtest}"`]
  return { ...failure, details: [...where, ...failure.details, ...hints] }
}

function failureOf(end: Exclude<SimEnd, { kind: 'done' }>, world: World): Failure {
  const { nowMs } = world.sim
  switch (end.kind) {
    case 'failed':
      if (end.error instanceof CheckFailure) return end.error.at(nowMs)
      throw end.error instanceof Error ? end.error : new HarnessError(String(end.error))
    case 'deadlock':
      return new CheckFailure('nothing can happen any more, but the test has not finished', {
        kind: 'deadlock',
        details: end.waiting.map((name) => `waiting for ${name}`),
      }).at(nowMs)
    case 'storm':
      return new CheckFailure(
        `${world.nameOf(end.owner)} caused more than ${STORM_EVENTS.toLocaleString('en-US')} events within one virtual millisecond`,
        {
          kind: 'storm',
          details: [
            'a loop over setImmediate or RPCs never lets time go on; wait with sleep() in it',
          ],
        },
      ).at(nowMs)
    case 'timed-out':
      return new CheckFailure(`test took longer than ${TEST_LIMIT_MS / 1_000} seconds`, {
        kind: 'timeout',
        details: end.waiting.map((name) => `waiting for ${name}`),
      }).at(TEST_LIMIT_MS)
  }
}
