/**
 * A scenario on a Raft under a service of the tester's. In the end a cluster that is whole again
 * must agree on a command. Nothing else is asked, for nothing else is promised of every right Raft.
 */
import type { TestContext } from '../tester/lab-test.ts'
import type { RaftCluster } from '../tester/raft-cluster.ts'
import type { Cast } from './cast.ts'
import type { Done, OwnDeed } from './deeds.ts'
import type { Play } from './play.ts'
import type { Scenario } from './scenario.ts'
import type { Stage } from './stage.ts'
import { describeStarted } from './words.ts'

/**
 * So long a healed cluster is left alone before it must agree, within the time that `one` gives. A
 * call to a dead peer may take 7 s, and a solution may wait for it before it calls again.
 */
const HEALED_MS = 10_000
/** Agreement is tried earlier, to save time; what comes of it counts only if it is good. */
const EARLY_MS = 3_000
const AGAIN_MS = 10

export class RaftPlay implements Play {
  readonly cast: Cast
  readonly #raft: RaftCluster
  readonly #scenario: Scenario

  constructor(t: TestContext, scenario: Scenario) {
    const { servers, takesSnapshots } = scenario
    const raft = t.raftCluster({ servers, takesSnapshots })
    this.#scenario = scenario
    this.#raft = raft
    this.cast = {
      troops: [raft],
      routes: raft.routes,
      waiting: 0,
      start: (_, server) => {
        raft.start(server)
        if (raft.isRunning(server)) raft.connect(server)
      },
      setUnreliable: (isOn) => {
        raft.isUnreliable = isOn
      },
      setReordering: (isOn) => {
        raft.hasLongReordering = isOn
      },
    }
  }

  carryOut(deed: OwnDeed, stage: Stage): Done {
    if (deed.do === 'commands') return this.#submit(stage.server(deed.to), deed.count)
    return deed.do === 'snapshot' ? this.#snapshot(stage.server(deed.who)) : [undefined, []]
  }

  async conclude(stage: Stage): Promise<void> {
    if (this.#scenario.part !== '2A') return this.#agree(stage)
    await stage.sleep(HEALED_MS)
    await this.#raft.checkOneLeader()
  }

  #submit(server: number, count: number): Done {
    const raft = this.#raft
    const first = raft.submit(server, raft.randomCommand())
    if (!first.isLeader) return [undefined, [server]]
    let last = first
    for (let more = 1; more < count && raft.isRunning(server); more++) {
      const started = raft.submit(server, raft.randomCommand())
      if (!started.isLeader) break
      last = started
    }
    return [describeStarted(`S${server}`, first, last), [server]]
  }

  /** Only where the service takes some: it then looks for one when it starts again. */
  #snapshot(server: number): Done {
    const raft = this.#raft
    if (!this.#scenario.takesSnapshots || !raft.isRunning(server)) return [undefined, []]
    const { lastApplied } = raft.life(server)
    if (lastApplied <= raft.snapshotIndex(server)) return [undefined, []]
    raft.snapshot(server, lastApplied)
    return [`the service of S${server} takes a snapshot of index ${lastApplied}`, [server]]
  }

  /** All apply a command of now. */
  async #agree(stage: Stage): Promise<void> {
    const raft = this.#raft
    const untilMs = stage.nowMs + HEALED_MS
    do if (await this.#agreesEarly(stage)) return
    while (stage.nowMs < untilMs)
    await raft.one(raft.randomCommand(), raft.size, true)
  }

  async #agreesEarly(stage: Stage): Promise<boolean> {
    const raft = this.#raft
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
