/**
 * What the Raft suites program against: a group of servers with the checks and agreement helpers of
 * 6.5840's config.go. Indexes start at 1; times are virtual milliseconds.
 */
import { decodeText, encodeText } from '../realm/inside/labgob.ts'
import { type Acceptance, noAgreement } from './disagreement.ts'
import { CheckFailure } from './failure.ts'
import { listNames } from './monitor-world.ts'
import { formatMs } from './process.ts'
import { RaftServers } from './raft-servers.ts'
import { RULE } from './rules.ts'

export type { Held, Matcher, Packet, Route, RouteTable } from '../labrpc/route-table.ts'
export type { RaftClusterOptions, Started } from './raft-servers.ts'

/** How {@link RaftCluster.wait} ended. */
export type Waited =
  | { readonly kind: 'committed'; readonly command: unknown }
  | { readonly kind: 'term-changed' }

/** 6.5840 config.go: figures of the agreement helpers. */
const ONE = { totalMs: 10_000, attemptMs: 2_000, pollMs: 20, noLeaderMs: 50 }
const WAIT = { polls: 30, firstPauseMs: 10, doubleBelowMs: 1_000 }
const LEADER_CHECK = { rounds: 10, pauseMsMin: 450, pauseMsMax: 549 }

/** A reply that was on its way when a link was cut still arrives. Ours: longer than any hop. */
const IN_FLIGHT_MS = 5

const WINS_BY_MAJORITY =
  'Raft §5.2: a candidate wins with votes from a majority of the whole cluster'

export class RaftCluster extends RaftServers {
  /**
   * Waits for exactly one leader among the connected servers in the newest term; up to about 5 s.
   */
  async checkOneLeader(): Promise<number> {
    const { sim } = this.world
    const startMs = sim.nowMs
    const pauses = sim.chance.stream('tester/leader-check')
    for (let round = 0; round < LEADER_CHECK.rounds; round++) {
      await sim.sleep(pauses.between(LEADER_CHECK.pauseMsMin, LEADER_CHECK.pauseMsMax))
      let leader = -1
      let leaderTerm = -1
      for (const server of this.connectedServers()) {
        const { term, isLeader } = this.state(server)
        if (!isLeader || term < leaderTerm) continue
        if (term === leaderTerm) {
          throw new CheckFailure(
            `S${leader} and S${server} both say that they lead in term ${term}`,
            {
              rule: 'Raft Fig. 3, Election Safety: at most one leader can be elected in a given term',
            },
          )
        }
        leader = server
        leaderTerm = term
      }
      if (leader >= 0) return leader
    }
    throw new CheckFailure(
      `expected one leader, got none: no connected server said that it leads, at ${LEADER_CHECK.rounds} looks`,
      {
        rule: RULE.leaderInTime,
        details: [
          `looked every half second from ${formatMs(startMs)} on; now:`,
          ...this.describeStates(),
        ],
      },
    )
  }

  /** The term all connected servers agree on. */
  checkTerms(): number {
    const connected = this.connectedServers()
    const terms = connected.map((server) => this.state(server).term)
    if (new Set(terms).size > 1) {
      const words = connected.map((server, at) => `S${server} in term ${terms[at]}`)
      throw new CheckFailure(`connected servers disagree on the term: ${listNames(words)}`, {
        rule: 'Raft §5.1: terms are exchanged whenever servers communicate, and the smaller one is updated to the larger',
        details: this.describeStates(),
      })
    }
    return terms[0] ?? -1
  }

  /** No connected server may claim to be the leader. */
  checkNoLeader(): void {
    const connected = this.connectedServers()
    for (const server of connected) {
      const { term, isLeader } = this.state(server)
      if (!isLeader) continue
      throw new CheckFailure(
        `S${server} says that it leads in term ${term}, with ${connected.length} of ${this.size} servers connected`,
        { rule: WINS_BY_MAJORITY, details: this.describeStates() },
      )
    }
  }

  /** How many servers have applied an index in their current life, and which command. */
  nCommitted(index: number): { count: number; command: unknown } {
    return { count: this.appliedBy(index).length, command: this.applied(index) }
  }

  /** The servers that have applied an index in their current life. */
  appliedBy(index: number): number[] {
    return this.servers.filter((server) => {
      return this.isRunning(server) && this.life(server).applied.has(index)
    })
  }

  /** Who applied what first at an index, and when: lines for a failure. */
  describeApplied(index: number): string[] {
    return this.monitors.describeGolden(index)
  }

  /** The command anyone has ever applied at an index; undefined if nobody has. */
  applied(index: number): unknown {
    const command = this.monitors.golden(index)
    return command === undefined ? undefined : decodeText(command)
  }

  /** Commands applied at an index by anyone, as a number: highest index seen. */
  get maxIndex(): number {
    return this.monitors.maxIndex
  }

  /** Nothing at `index` may have been applied. */
  checkNotCommitted(index: number): void {
    const appliedBy = this.appliedBy(index)
    if (appliedBy.length === 0) return
    const names = listNames(appliedBy.map((server) => `S${server}`))
    const connected = this.connectedServers().length
    throw new CheckFailure(
      `${names} applied index ${index}, with ${connected} of ${this.size} servers connected`,
      {
        rule: RULE.onMajority,
        details: [...this.describeApplied(index), ...this.describeStates()],
      },
    )
  }

  /** Waits until `servers` have applied an index; gives up when a term passes `startTerm`. */
  async wait(index: number, servers: number, startTerm = -1): Promise<Waited> {
    const startMs = this.world.sim.nowMs
    let pauseMs = WAIT.firstPauseMs
    for (let poll = 0; poll < WAIT.polls; poll++) {
      if (this.nCommitted(index).count >= servers) break
      await this.world.sim.sleep(pauseMs)
      if (pauseMs < WAIT.doubleBelowMs) pauseMs *= 2
      if (startTerm < 0) continue
      const running = this.servers.filter((server) => this.isRunning(server))
      if (running.some((server) => this.state(server).term > startTerm))
        return { kind: 'term-changed' }
    }
    const { count, command } = this.nCommitted(index)
    if (count < servers) {
      const waited = formatMs(this.world.sim.nowMs - startMs)
      throw new CheckFailure(
        `only ${count} of ${this.size} servers have applied index ${index} after ${waited}; wanted ${servers}`,
        { rule: RULE.retries, details: [...this.describeApplied(index), ...this.describeStates()] },
      )
    }
    return { kind: 'committed', command }
  }

  /**
   * Submits a command to whoever leads, until `servers` have applied it; answers its index. With
   * `retry` it is submitted again when it is lost, so it may be committed twice. Up to 12 s.
   */
  async one(command: unknown, servers: number, retry: boolean): Promise<number> {
    const { sim } = this.world
    const startMs = sim.nowMs
    const encoded = encodeText(command)
    const acceptances: Acceptance[] = []
    const failed = (): CheckFailure => this.#noAgreement(encoded, servers, startMs, acceptances)
    let next = 0
    while (sim.nowMs - startMs < ONE.totalMs) {
      let index = -1
      for (let tried = 0; tried < this.size && index < 0; tried++) {
        next = (next + 1) % this.size
        if (!this.isConnected(next) || !this.isRunning(next)) continue
        const started = this.submit(next, command)
        if (!started.isLeader) continue
        index = started.index
        acceptances.push({ ...started, server: next, atMs: sim.nowMs })
      }
      if (index < 0) {
        await sim.sleep(ONE.noLeaderMs)
        continue
      }
      const attemptMs = sim.nowMs
      while (sim.nowMs - attemptMs < ONE.attemptMs) {
        const { count } = this.nCommitted(index)
        if (count > 0 && count >= servers && this.monitors.golden(index) === encoded) return index
        await sim.sleep(ONE.pollMs)
      }
      if (!retry) throw failed()
    }
    throw failed()
  }

  #noAgreement(
    command: string,
    wanted: number,
    startMs: number,
    acceptances: readonly Acceptance[],
  ): CheckFailure {
    return noAgreement({
      command,
      wanted,
      triedMs: this.world.sim.nowMs - startMs,
      acceptances,
      appliedBy: (index) => this.appliedBy(index),
      golden: (index) => this.monitors.golden(index),
      describeGolden: (index) => this.describeApplied(index),
      savedStates: this.servers.map((server) => this.saved(server).readRaftState()),
      states: this.describeStates(),
    })
  }

  /** From a hop after now until `end()`, none of `servers` may become leader. */
  forbidLeaders(servers: readonly number[], why: string, rule = WINS_BY_MAJORITY): { end(): void } {
    const startMs = this.world.sim.nowMs + IN_FLIGHT_MS
    const listen = (server: number, term: number, isLeader: boolean): void => {
      if (!isLeader || !servers.includes(server) || this.world.sim.nowMs < startMs) return
      this.world.fail(
        new CheckFailure(`S${server} became leader of term ${term}, but ${why}`, {
          rule,
          details: this.describeStates(),
        }),
      )
    }
    this.stateListeners.add(listen)
    return { end: () => this.stateListeners.delete(listen) }
  }
}
