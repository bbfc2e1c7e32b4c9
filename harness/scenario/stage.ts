/**
 * The cluster that a scenario is performed on, and what has come about there: who is meant by a
 * name, who leads, which servers are to crash, and the story so far.
 */
import type { TestContext } from '../tester/lab-test.ts'
import type { RaftCluster } from '../tester/raft-cluster.ts'
import { Links } from './links.ts'
import { Reached } from './reached.ts'
import type { Scenario, StoryLine, Who } from './scenario.ts'

const POLL_MS = 10

export class Stage {
  readonly raft: RaftCluster
  readonly links: Links
  readonly reached: Reached
  readonly story: StoryLine[] = []
  /** Servers with a crash point ahead. */
  readonly doomed = new Set<number>()
  readonly takesSnapshots: boolean
  readonly #t: TestContext
  #lastLeader = 0

  constructor(t: TestContext, { servers, takesSnapshots }: Scenario) {
    this.#t = t
    this.takesSnapshots = takesSnapshots
    this.raft = t.raftCluster({ servers, takesSnapshots })
    this.links = new Links(this.raft.routes)
    this.reached = new Reached(this.raft, this.links)
    this.raft.stateListeners.add((server, term, isLeader) => {
      if (!isLeader) return
      this.tell(`S${server} leads term ${term}`)
      this.reached.sample('led', [server])
    })
    t.world.faultListeners.add(() => this.#tellDoomed())
  }

  get nowMs(): number {
    return this.#t.world.sim.nowMs
  }

  /** Starts a server, which crashes before that if it is up, and links it with the others. */
  start(server: number): void {
    this.raft.start(server)
    if (this.raft.isRunning(server)) this.raft.connect(server)
  }

  /** Whether it leads in the newest term that a running server knows. */
  isLeader(server: number): boolean {
    const { lives } = this.raft
    const own = lives.find((life) => life.server === server)
    return own?.isLeader === true && lives.every(({ term }) => term <= own.term)
  }

  /** Who leads the newest term, or did so last. */
  leader(): number {
    const leaders = this.raft.lives.filter(({ isLeader }) => isLeader)
    const [newest] = leaders.sort((a, b) => b.term - a.term)
    this.#lastLeader = newest?.server ?? this.#lastLeader
    return this.#lastLeader
  }

  server(who: Who): number {
    const { size } = this.raft
    if (typeof who === 'number') return who % size
    const behind = who === 'leader' ? 0 : Number(who.slice('leader+'.length))
    return (this.leader() + behind) % size
  }

  servers(who: readonly Who[]): number[] {
    return [...new Set(who.map((one) => this.server(one)))].sort((a, b) => a - b)
  }

  tell(text: string, step?: number): void {
    const { world } = this.#t
    if (world.isClosing) return
    this.story.push({ atMs: this.nowMs, ...(step === undefined ? {} : { step }), text })
    if (step !== undefined) world.note('fault', 'test', () => `step ${step + 1}: ${text}`)
  }

  sleep(ms: number): Promise<void> {
    return this.#t.sleep(ms)
  }

  /** Waits until something holds; false when it does not within that time. */
  async until(withinMs: number, holds: () => boolean): Promise<boolean> {
    const endMs = this.nowMs + withinMs
    while (!holds()) {
      if (this.nowMs >= endMs) return false
      await this.sleep(POLL_MS)
    }
    return true
  }

  /** Whoever has come to its crash point. */
  #tellDoomed(): void {
    for (const server of [...this.doomed]) {
      if (this.raft.isRunning(server)) continue
      this.doomed.delete(server)
      this.tell(`S${server} crashes, having come to that point`)
      this.reached.sample('crashed', [server])
    }
  }
}
