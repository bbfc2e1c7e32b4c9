/**
 * What the suite of lab 4B programs against: three shard controllers, three groups of three
 * servers, an admin who joins and leaves groups, clerks, and the history of all that the clerks
 * did. Source: 6.5840 shardkv config.go. Groups are numbered 0 to 2; their gids are 100 to 102.
 */
import type { Name } from '../labrpc/name.ts'
import { RouteTable } from '../labrpc/route-table.ts'
import { ClerkProcess } from './clerk.ts'
import type { ClusterTimes } from './cluster-times.ts'
import { CTRLER_REQUEST_MS, CtrlerClerk } from './ctrler-cluster.ts'
import { killAll } from './kill-watch.ts'
import { KvClerk } from './kv-clerk.ts'
import { KvHistory } from './kv-history.ts'
import { formatMs } from './process.ts'
import { checkSavedSizes } from './saved-sizes.ts'
import { ServiceGroup } from './service-group.ts'
import { type Config, SHARD_COUNT } from './shard-config.ts'
import { type SeenConfig, Standstill } from './standstill.ts'
import type { World } from './world.ts'

export interface ShardClusterOptions {
  readonly isUnreliable?: boolean
  /** -1: the servers must not take snapshots. */
  readonly maxRaftState: number
}

/** 6.5840 shardkv. */
const GROUPS = 3
const SERVERS = 3
const FIRST_GID = 100
const CTRLERS: readonly Name[] = ['ctrler0', 'ctrler1', 'ctrler2']
/** Ours: time a server works on one request; see kv-cluster.ts. */
const REQUEST_MS = { min: 2.2, max: 3.5 }

export class ShardCluster {
  readonly ctrlers: ServiceGroup
  readonly groups: readonly ServiceGroup[]
  readonly admin: CtrlerClerk
  readonly history = new KvHistory()
  readonly maxRaftState: number
  readonly #world: World
  readonly #standstill: Standstill
  readonly #clerks = new Set<KvClerk>()
  readonly #applied = new Map<string, number>()
  #clerkCount = 0

  constructor(world: World, { maxRaftState, isUnreliable = false }: ShardClusterOptions) {
    this.#world = world
    this.maxRaftState = maxRaftState
    this.#standstill = new Standstill({
      nowMs: () => world.sim.nowMs,
      nameOf: (address) => world.nameOfAddress(address),
      describeWaiting: (newest) => this.#describeWaiting(newest),
      fail: (failure) => world.fail(failure),
    })
    this.ctrlers = new ServiceGroup(world, {
      program: 'shardctrler',
      size: CTRLERS.length,
      nameOf: (server) => `K${server}`,
      addressOf: (server) => CTRLERS[server] as Name,
      requestMs: CTRLER_REQUEST_MS,
      isConnectedAtStart: true,
    })
    this.admin = new CtrlerClerk(world, 'admin', CTRLERS)
    this.groups = Array.from({ length: GROUPS }, (_, group) => this.#makeGroup(group))
    this.isUnreliable = isUnreliable
    this.#watchStandstill()
  }

  set isUnreliable(isUnreliable: boolean) {
    this.#world.network.isReliable = !isUnreliable
    this.#world.note('fault', 'test', () => `network ${isUnreliable ? 'unreliable' : 'reliable'}`)
  }

  set hasLongReordering(isOn: boolean) {
    this.#world.network.hasLongReordering = isOn
  }

  /**
   * Rules for chosen messages. Servers send under their addresses (`server-100-0`, `ctrler0`),
   * clerks under their names.
   */
  get routes(): RouteTable {
    this.#world.network.routes ??= new RouteTable()
    return this.#world.network.routes
  }

  get operations(): number {
    return this.history.completedCount
  }

  /** See {@link Cluster}. What the admin asks of the controllers is no operation of a client. */
  times(): ClusterTimes {
    const groups = [this.ctrlers, ...this.groups]
    return {
      elections: groups.flatMap(({ elections }) => elections.times()),
      operations: this.history.timesMs,
    }
  }

  gidOf(group: number): number {
    return FIRST_GID + group
  }

  group(group: number): ServiceGroup {
    return this.groups[group] as ServiceGroup
  }

  /** The admin adds these groups in one step. */
  join(...groups: number[]): Promise<void> {
    const entries = groups.map((group) => [this.gidOf(group), this.#addresses(group)])
    return this.admin.join(Object.fromEntries(entries))
  }

  /** The admin removes these groups in one step. */
  leave(...groups: number[]): Promise<void> {
    return this.admin.leave(groups.map((group) => this.gidOf(group)))
  }

  /** The admin gives one shard to a group. */
  move(shard: number, group: number): Promise<void> {
    return this.admin.move(shard, this.gidOf(group))
  }

  makeClerk(): KvClerk {
    const process = new ClerkProcess(this.#world, {
      program: 'shardclerk',
      name: `C${this.#clerkCount++}`,
      addresses: CTRLERS,
      isConnected: true,
    })
    const clerk = new KvClerk(this.#world, process, this.history, () => this.#clerks.delete(clerk))
    this.#clerks.add(clerk)
    return clerk
  }

  /** Raft state bounded where snapshots are wanted; none taken where not. */
  checkLogs(): void {
    for (const [index, group] of this.groups.entries()) {
      for (const server of group.servers) {
        const who = `G${this.gidOf(index)}.S${server}`
        checkSavedSizes(who, group.saved(server).counted, this.maxRaftState)
      }
    }
  }

  /** By group: the newest configuration that one of its servers has applied. */
  get appliedNumbers(): readonly number[] {
    return this.groups.map((_, group) => this.#applied.get(`G${this.gidOf(group)}`) ?? 0)
  }

  /** Who leads each group, and who waits for what. */
  describe(): string[] {
    const leaders = [this.ctrlers, ...this.groups].map((group) => group.describeBriefly())
    return [...leaders, ...this.#standstill.describe()]
  }

  /** Saved bytes of all servers of all groups, Raft states and snapshots. */
  totalBytes(): number {
    const sizes = this.groups.flatMap((group) =>
      group.servers.map((server) => {
        const { raftStateSize, snapshotSize } = group.saved(server).counted
        return raftStateSize + snapshotSize
      }),
    )
    return sizes.reduce((sum, size) => sum + size, 0)
  }

  #watchStandstill(): void {
    const world = this.#world
    const standstill = this.#standstill
    world.network.observer = standstill
    world.faultListeners.add(() => standstill.news())
    this.history.finishListeners.add(() => standstill.news())
    this.admin.finishListeners.add(() => standstill.news())
    for (const [index, group] of this.groups.entries()) {
      const name = `G${this.gidOf(index)}`
      group.applyListeners.add((command) => {
        const config = standstill.applied(name, command)
        if (config !== undefined) this.#noteConfig(name, config)
      })
    }
    world.hints.push((kind) => (kind === 'timeout' ? standstill.describe() : []))
  }

  /** Whose the shards are as a group goes on to newer configurations, for the trace. */
  #noteConfig(group: string, { num, shards }: SeenConfig): void {
    this.#applied.set(group, num)
    const words = (): string => `configuration ${num}, shards ${shards.join(' ')}`
    this.#world.note('config', group, words, { num, shards })
  }

  #describeWaiting(newest: SeenConfig | undefined): string[] {
    return this.history.pending.map(({ client, input, callMs }) => {
      const shard = shardOf(input.key)
      const owner = newest?.shards[shard]
      const whose =
        newest === undefined ? '' : `, which configuration ${newest.num} gives to group ${owner}`
      return `${client}  waits since ${formatMs(callMs)} for ${input.op}("${input.key}") in shard ${shard}${whose}`
    })
  }

  /** Judges the history, then stops everything. */
  async finish(): Promise<void> {
    this.history.check()
    for (const clerk of this.#clerks) clerk.close()
    this.admin.close()
    const groups = [...this.groups, this.ctrlers]
    await killAll(
      this.#world,
      groups.flatMap(({ processes }) => processes),
    )
  }

  #makeGroup(group: number): ServiceGroup {
    const gid = this.gidOf(group)
    return new ServiceGroup(this.#world, {
      program: 'shardkv',
      size: SERVERS,
      nameOf: (server) => `G${gid}.S${server}`,
      addressOf: (server) => this.#addresses(group)[server] as Name,
      maxRaftState: this.maxRaftState,
      gid,
      ctrlers: CTRLERS,
      requestMs: REQUEST_MS,
      isConnectedAtStart: true,
    })
  }

  #addresses(group: number): string[] {
    return Array.from({ length: SERVERS }, (_, server) => `server-${this.gidOf(group)}-${server}`)
  }
}

/** 6.5840 shardkv, key2shard: the first character's code modulo the number of shards. */
export function shardOf(key: string): number {
  return key === '' ? 0 : key.charCodeAt(0) % SHARD_COUNT
}

/** Which group a configuration gives a key to; a gid, 0 for none. */
export function ownerOf(config: Config, key: string): number {
  return config.shards[shardOf(key)] ?? 0
}
