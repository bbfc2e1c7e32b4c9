/**
 * What a scene is: scripted steps on the reference solution, run in the simulated world like any
 * test. Every step says in words what has come about, at its moment of the clock, and only after it
 * has been asked whether it has: a scene that does not happen is an error, not a picture.
 */
import { until } from '../../labs/raft/suite/steering.ts'
import type { TestContext } from '../tester/lab-test.ts'
import { logsAt, termsOf } from './logs.ts'

/** What has come about at a moment. */
export interface Step {
  /** Virtual milliseconds since the run began. */
  readonly atMs: number
  readonly text: string
}

/** What the picture for the handouts shows of a scene. */
export interface PictureOptions {
  /** RPC methods that are left out. */
  readonly without?: RegExp
  /** Draws each server's log at each step. */
  readonly hasLogs?: boolean
  /** Heartbeats that change nothing are drawn, too. */
  readonly hasHeartbeats?: boolean
  /** The first step that it shows; 0 by default. */
  readonly fromStep?: number
}

export interface Scene {
  /** In addresses and file names: `split-vote`. */
  readonly id: string
  /** In menus. */
  readonly name: string
  readonly title: string
  /** One or two sentences: what there is to see, and where it is explained. */
  readonly about: string
  readonly lab: 'raft' | 'kvraft' | 'shardkv'
  readonly servers: number
  readonly seed: number
  readonly picture: PictureOptions
  readonly play: (stage: Stage) => Promise<void>
}

/** Something that the scene is to show did not happen; nobody is to blame. */
export class NotComeAbout extends Error {
  override readonly name = 'NotComeAbout'
}

export class Stage {
  readonly t: TestContext
  readonly steps: Step[] = []
  /** What its picture shows, where that is not everybody. */
  lanes: readonly string[] | undefined
  readonly #scene: string

  constructor(scene: string, t: TestContext) {
    this.#scene = scene
    this.t = t
  }

  get nowMs(): number {
    return this.t.world.sim.nowMs
  }

  /** The terms of the entries in the log that a server has saved: `1 1 2`. */
  termsOf(server: string): string {
    return termsOf(logsAt(this.t.world.trace.events, this.nowMs).get(server))
  }

  /** Says what has come about now; what comes next comes a little later. */
  async tell(text: string): Promise<void> {
    // Rounded up, as addresses hold it: not before what it speaks of.
    this.steps.push({ atMs: Math.ceil(this.nowMs * 1_000) / 1_000, text })
    this.t.world.note('note', 'test', () => text)
    await this.t.sleep(PAUSE_MS)
  }

  /** The scene has failed to happen unless this holds. */
  must(holds: boolean, what: string): void {
    if (holds) return
    const when = `after ${this.steps.length} steps, at ${Math.round(this.nowMs)} ms`
    throw new NotComeAbout(`the scene ${this.#scene} did not come about (${when}): ${what}`)
  }

  /** Has the log of a process a line with just this text? */
  saw(who: string, text: string): boolean {
    return this.t.world.trace.events.some((event) => event.who === who && event.text === text)
  }

  /** Waits until something holds, and looks after every tenth of a millisecond. */
  async until(what: string, withinMs: number, holds: () => boolean): Promise<void> {
    const isSo = await until(this.t, withinMs, holds, LOOK_MS)
    this.must(isSo, `${what}, within ${withinMs} ms`)
  }
}

/** Between two looks, and behind a step, so that steps and what follows them do not coincide. */
const LOOK_MS = 0.1
const PAUSE_MS = 1
