/**
 * What the Raft suites program against: a group of servers with the checks and agreement helpers of
 * 6.5840's config.go. Indexes start at 1; times are virtual milliseconds.
 */
import { decodeText, encodeText } from '../realm/inside/labgob.ts'
import { CheckFailure } from './failure.ts'
import { shown } from './monitor-world.ts'
import { RaftServers } from './raft-servers.ts'

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

export class RaftCluster extends RaftServers {
  /**
   * Waits for exactly one leader among the connected servers in the newest term; up to about 5 s.
   */
  async checkOneLeader(): Promise<number> {
    const pauses = this.world.sim.chance.stream('tester/leader-check')
    for (let round = 0; round < LEADER_CHECK.rounds; round++) {
      await this.world.sim.sleep(pauses.between(LEADER_CHECK.pauseMsMin, LEADER_CHECK.pauseMsMax))
      let leader = -1
      let leaderTerm = -1
      for (const server of this.connectedServers()) {
        const { term, isLeader } = this.state(server)
        if (!isLeader || term < leaderTerm) continue
        if (term === leaderTerm) throw new CheckFailure(`term ${term} has 2 (>1) leaders`)
        leader = server
        leaderTerm = term
      }
      if (leader >= 0) return leader
    }
    throw new CheckFailure('expected one leader, got none', {
      rule: 'labs/raft/README.md: a new leader within five seconds of losing the old one',
      details: this.describeStates(),
    })
  }

  /** The term all connected servers agree on. */
  checkTerms(): number {
    const terms = new Set(this.connectedServers().map((server) => this.state(server).term))
    if (terms.size > 1) {
      throw new CheckFailure('servers disagree on term', { details: this.describeStates() })
    }
    return [...terms][0] ?? -1
  }

  /** No connected server may claim to be the leader. */
  checkNoLeader(): void {
    for (const server of this.connectedServers()) {
      if (!this.state(server).isLeader) continue
      throw new CheckFailure(
        `expected no leader among connected servers, but S${server} claims to be leader`,
        {
          rule: 'Raft §5.1 and §5.2: a leader has the votes of a majority in its term, and steps down when it learns of a newer one',
          details: this.describeStates(),
        },
      )
    }
  }

  /** How many servers have applied an index in their current life, and which command. */
  nCommitted(index: number): { count: number; command: unknown } {
    let count = 0
    for (const server of this.servers) {
      if (this.isRunning(server) && this.life(server).applied.has(index)) count++
    }
    return { count, command: this.applied(index) }
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
    const { count } = this.nCommitted(index)
    if (count > 0) throw new CheckFailure(`${count} committed index ${index} but no majority`)
  }

  /** Waits until `servers` have applied an index; gives up when a term passes `startTerm`. */
  async wait(index: number, servers: number, startTerm = -1): Promise<Waited> {
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
      throw new CheckFailure(`only ${count} decided for index ${index}; wanted ${servers}`, {
        details: this.describeStates(),
      })
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
    let next = 0
    while (sim.nowMs - startMs < ONE.totalMs) {
      let index = -1
      for (let tried = 0; tried < this.size && index < 0; tried++) {
        next = (next + 1) % this.size
        if (!this.isConnected(next) || !this.isRunning(next)) continue
        const started = this.submit(next, command)
        if (started.isLeader) index = started.index
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
      if (!retry) throw this.#noAgreement(command, servers, index)
    }
    throw this.#noAgreement(command, servers)
  }

  #noAgreement(command: unknown, servers: number, index?: number): CheckFailure {
    const where = index === undefined ? '' : ` at index ${index}`
    const encoded = encodeText(command)
    return new CheckFailure(
      `one(${shown(encoded)}) failed to reach agreement of ${servers} servers${where}`,
      {
        rule: 'Raft §5.3: an entry is committed and applied once a majority has stored it',
        details: [...this.describeStates(), ...this.#describeHolders(encoded)],
      },
    )
  }

  /**
   * Where a command stands, as far as saved bytes tell: its text, not part of a longer word. A
   * state may be encoded in another way, so not to be found says little.
   */
  #describeHolders(command: string): string[] {
    const states = this.servers.map((server) => this.saved(server).readRaftState())
    if (states.every((state) => state.length === 0)) return []
    const text = command.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    const pattern = new RegExp(`(?<![\\w.-])${text}(?![\\w.])`)
    const holders = this.servers.filter((server) =>
      pattern.test(Buffer.from(states[server] as Uint8Array).toString()),
    )
    const quoted = shown(command)
    if (holders.length === 0) return [`the text ${quoted} is found in no saved Raft state`]
    const names = holders.map((server) => `S${server}`).join(', ')
    const share = 2 * holders.length > this.size ? 'a majority' : 'no majority'
    return [`the text ${quoted} is found in what ${names} saved: ${share} of ${this.size} servers`]
  }

  /** From a hop after now until `end()`, none of `servers` may become leader. */
  forbidLeaders(
    servers: readonly number[],
    why: string,
    rule = 'Raft §5.2: a candidate wins with votes from a majority of the whole cluster',
  ): { end(): void } {
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
