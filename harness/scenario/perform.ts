/**
 * Performs a scenario on a Raft cluster. The judge is what judges in every test of lab 2: the
 * monitors, and that a cluster which is whole again agrees on a command. Nothing else is asked, for
 * nothing else is promised of every right Raft.
 */
import { type LabTest, labTest, type TestContext } from '../tester/lab-test.ts'
import { carryOut } from './deeds.ts'
import type { Outcome, Scenario, Step } from './scenario.ts'
import { Stage } from './stage.ts'

/** The name under which a scenario runs; all chance depends on it. */
export const HUNT = 'Hunt'

/** No step begins later, so that the end comes before the test's limit of 120 s. */
const LAST_STEP_MS = 60_000
/**
 * So long a healed cluster is left alone before it must agree, within the time that `one` gives. A
 * call to a dead peer may take 7 s, and a solution may wait for it before it calls again.
 */
const HEALED_MS = 10_000
/** Agreement is tried earlier, to save time; what comes of it counts only if it is good. */
const EARLY_MS = 3_000
const AGAIN_MS = 10
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

class Performance {
  readonly #scenario: Scenario
  readonly #stage: Stage
  readonly #idle: number[] = []
  #begun = 0

  constructor(t: TestContext, scenario: Scenario) {
    this.#scenario = scenario
    this.#stage = new Stage(t, scenario)
  }

  outcome(): Outcome {
    const { reached, story } = this.#stage
    return { reached: reached.hashes, story, idle: this.#idle, begun: this.#begun }
  }

  async play(): Promise<void> {
    for (const [number, step] of this.#scenario.steps.entries()) {
      if (this.#stage.nowMs > LAST_STEP_MS) break
      this.#begun = number + 1
      await this.#perform(step, number)
    }
    this.#heal()
    if (this.#scenario.part === '2A') {
      await this.#stage.sleep(HEALED_MS)
      await this.#stage.raft.checkOneLeader()
    } else await this.#agree()
    await this.#stage.sleep(AFTERMATH_MS)
  }

  async #perform(step: Step, number: number): Promise<void> {
    const [text, servers] = await carryOut(step, this.#stage)
    if (text === undefined) this.#idle.push(number)
    else this.#stage.tell(text, number)
    this.#stage.reached.sample(step.do, servers)
    await this.#stage.sleep(step.thenMs)
  }

  #heal(): void {
    const { raft, links, doomed } = this.#stage
    links.liftAll()
    raft.isUnreliable = false
    raft.hasLongReordering = false
    doomed.clear()
    for (const server of raft.servers) {
      // A point that is never come to takes the place of one that may be.
      if (raft.isRunning(server)) raft.crashAt(server, { at: 'before-save', count: Infinity })
      else this.#stage.start(server)
    }
    this.#stage.tell('everything is mended, and every server is up')
    this.#stage.reached.sample('healed', [])
  }

  /** All apply a command of now. */
  async #agree(): Promise<void> {
    const { raft } = this.#stage
    const untilMs = this.#stage.nowMs + HEALED_MS
    do if (await this.#agreesEarly()) return
    while (this.#stage.nowMs < untilMs)
    await raft.one(raft.randomCommand(), raft.size, true)
  }

  async #agreesEarly(): Promise<boolean> {
    const stage = this.#stage
    const { raft } = stage
    const command = raft.randomCommand()
    const isLed = (): boolean => raft.servers.some((server) => stage.isLeader(server))
    if (!(await stage.until(EARLY_MS, isLed))) return false
    const { index, isLeader } = raft.submit(stage.leader(), command)
    if (!isLeader) {
      await stage.sleep(AGAIN_MS)
      return false
    }
    return stage.until(EARLY_MS, () => {
      return raft.applied(index) === command && raft.appliedBy(index).length === raft.size
    })
  }
}
