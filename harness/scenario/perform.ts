/**
 * Performs a scenario on the servers of its lab. The judge is what judges in every test of that lab
 * as well: the monitors, the history of clerks, and in the end what the lab's play asks for.
 */
import { type LabTest, labTest, type TestContext } from '../tester/lab-test.ts'
import { CtrlerPlay } from './ctrler-play.ts'
import { carryOut, type Done, isOwn } from './deeds.ts'
import { KvPlay } from './kv-play.ts'
import type { Play } from './play.ts'
import { RaftPlay } from './raft-play.ts'
import type { HuntLab, Outcome, Scenario, Step } from './scenario.ts'
import { ShardPlay } from './shard-play.ts'
import { Stage } from './stage.ts'

/** The name under which a scenario runs; all chance depends on it. */
export const HUNT = 'Hunt'

/** No step begins later, so that the end comes before the test's limit of 120 s. */
const LAST_STEP_MS = 60_000
/** Behind the last agreement; what was kept and is late gets its chance. */
const AFTERMATH_MS = 500

/** A scenario as a test that can be run, and what it has brought about so far. */
export interface Performed {
  readonly test: LabTest
  outcome(): Outcome
}

export function performScenario(scenario: Scenario): Performed {
  let performance: Performance | undefined
  const test = labTest({
    name: HUNT,
    title: 'a generated scenario',
    part: scenario.part,
    points: 0,
    servers: scenario.servers,
    origin: 'ours',
    async body(t) {
      performance = new Performance(t, scenario)
      await performance.play()
    },
  })
  const nothing: Outcome = { reached: [], story: [], idle: [], begun: 0 }
  return { test, outcome: () => performance?.outcome() ?? nothing }
}

const PLAYS: Readonly<Record<HuntLab, new (t: TestContext, scenario: Scenario) => Play>> = {
  raft: RaftPlay,
  kvraft: KvPlay,
  shardctrler: CtrlerPlay,
  shardkv: ShardPlay,
}

class Performance {
  readonly #scenario: Scenario
  readonly #play: Play
  readonly #stage: Stage
  readonly #idle: number[] = []
  #begun = 0

  constructor(t: TestContext, scenario: Scenario) {
    this.#scenario = scenario
    this.#play = new PLAYS[scenario.lab](t, scenario)
    this.#stage = new Stage(t, this.#play.cast)
  }

  outcome(): Outcome {
    const { reached, story } = this.#stage
    return { reached: reached.hashes, story, idle: this.#idle, begun: this.#begun }
  }

  async play(): Promise<void> {
    await this.#play.begin?.(this.#stage)
    for (const [number, step] of this.#scenario.steps.entries()) {
      if (this.#stage.nowMs > LAST_STEP_MS) break
      this.#begun = number + 1
      await this.#perform(step, number)
    }
    this.#heal()
    await this.#play.conclude(this.#stage)
    await this.#stage.sleep(AFTERMATH_MS)
  }

  async #perform(step: Step, number: number): Promise<void> {
    const [text, servers] = await this.#carryOut(step)
    if (text === undefined) this.#idle.push(number)
    else this.#stage.tell(text, number)
    this.#stage.reached.sample(step.do, servers)
    await this.#stage.sleep(step.thenMs)
  }

  #carryOut(step: Step): Done | Promise<Done> {
    return isOwn(step) ? this.#play.carryOut(step, this.#stage) : carryOut(step, this.#stage)
  }

  #heal(): void {
    const stage = this.#stage
    stage.links.liftAll()
    stage.cast.setUnreliable(false)
    stage.cast.setReordering(false)
    stage.doomed.clear()
    for (const server of stage.servers) {
      // A point that is never come to takes the place of one that may be.
      if (stage.isRunning(server)) stage.crashAt(server, { at: 'before-save', count: Infinity })
      else stage.start(server)
    }
    stage.tell('everything is mended, and every server is up')
    stage.reached.sample('healed', [])
  }
}
