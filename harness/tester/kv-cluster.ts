/**
 * What the suites of lab 3 program against: a group of key-value servers, clerks, and the history
 * of all that they did, judged at the end of every test. Source: 6.5840 kvraft config.go.
 */

import { RouteTable } from '../labrpc/route-table.ts'
import { ClerkProcess } from './clerk.ts'
import type { ClusterTimes } from './cluster-times.ts'
import { killAll } from './kill-watch.ts'
import { KvClerk } from './kv-clerk.ts'
import { KvHistory } from './kv-history.ts'
import { checkSavedSizes } from './saved-sizes.ts'
import { ServiceGroup } from './service-group.ts'
import type { World } from './world.ts'

export interface KvClusterOptions {
  readonly servers: number
  readonly isUnreliable?: boolean
  /** -1: the servers must not take snapshots. */
  readonly maxRaftState: number
}

/**
 * Ours: time a server works on one request, so that clients get as much done as with the Go suites:
 * without snapshots between what the two solutions of docs/sizes.md do. There such a server is slow
 * because it saves an ever longer log, which costs no time here.
 */
const REQUEST_MS = {
  withoutSnapshots: { min: 3.7, max: 5.5 },
  withSnapshots: { min: 1.3, max: 2.1 },
}

export class KvCluster {
  readonly group: ServiceGroup
  readonly history = new KvHistory()
  readonly maxRaftState: number
  readonly #world: World
  readonly #clerks = new Set<KvClerk>()
  #clerkCount = 0

  constructor(world: World, options: KvClusterOptions) {
    this.#world = world
    this.maxRaftState = options.maxRaftState
    this.group = new ServiceGroup(world, {
      program: 'kvserver',
      size: options.servers,
      nameOf: (server) => `S${server}`,
      addressOf: (server) => server,
      maxRaftState: options.maxRaftState,
      requestMs: options.maxRaftState < 0 ? REQUEST_MS.withoutSnapshots : REQUEST_MS.withSnapshots,
      isConnectedAtStart: false,
    })
    this.group.connectAll()
    this.isUnreliable = options.isUnreliable ?? false
  }

  set isUnreliable(isUnreliable: boolean) {
    this.#world.network.isReliable = !isUnreliable
    this.#world.note('fault', 'test', () => `network ${isUnreliable ? 'unreliable' : 'reliable'}`)
  }

  set hasLongReordering(isOn: boolean) {
    this.#world.network.hasLongReordering = isOn
  }

  /** Rules for chosen messages. Servers send under their numbers, clerks under their names. */
  get routes(): RouteTable {
    this.#world.network.routes ??= new RouteTable()
    return this.#world.network.routes
  }

  /** Operations that have returned. */
  get operations(): number {
    return this.history.completedCount
  }

  /** See {@link Cluster}. */
  times(): ClusterTimes {
    return { elections: this.group.elections.times(), operations: this.history.timesMs }
  }

  /** A clerk that reaches these servers; all of them unless told otherwise. */
  makeClerk(to: readonly number[] = this.group.servers): KvClerk {
    const shuffled = this.#world.sim.chance.stream('tester/shuffle').shuffle(this.group.addresses)
    const process = new ClerkProcess(this.#world, {
      program: 'kvclerk',
      name: `C${this.#clerkCount++}`,
      addresses: shuffled,
      isConnected: false,
    })
    const clerk = new KvClerk(this.#world, process, this.history, () => this.#clerks.delete(clerk))
    process.enable(to, true)
    this.#clerks.add(clerk)
    return clerk
  }

  /**
   * Sides of a partition: a majority without the leader, and the others with the leader at the end.
   */
  async makePartition(): Promise<{ majority: number[]; minority: number[] }> {
    const leader = await this.group.checkLeader()
    const others = this.group.servers.filter((server) => server !== leader)
    const majoritySize = Math.floor(this.group.size / 2) + 1
    return {
      majority: others.slice(0, majoritySize),
      minority: [...others.slice(majoritySize), leader],
    }
  }

  /** The logs must have been trimmed, where snapshots are wanted; there must be none where not. */
  checkSizes(): void {
    for (const server of this.group.servers) {
      checkSavedSizes(`S${server}`, this.group.saved(server).counted, this.maxRaftState)
    }
  }

  /** Who waits for what, and a line per server. */
  describe(): string[] {
    return [...this.history.describePending(), ...this.group.describeStates()]
  }

  /** Judges the history, then stops everything. */
  async finish(): Promise<void> {
    this.history.check()
    for (const clerk of this.#clerks) clerk.close()
    await killAll(this.#world, this.group.processes)
  }
}
