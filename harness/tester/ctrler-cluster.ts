/**
 * What the suite of lab 4A programs against: a group of shard controllers and clerks of theirs.
 * Source: 6.5840 shardctrler config.go.
 */
import type { Name } from '../labrpc/name.ts'
import { RouteTable } from '../labrpc/route-table.ts'
import { ClerkProcess } from './clerk.ts'
import type { ClusterTimes } from './cluster-times.ts'
import { killAll } from './kill-watch.ts'
import { ServiceGroup } from './service-group.ts'
import { type Config, parseConfig } from './shard-config.ts'
import type { World } from './world.ts'

export interface CtrlerClusterOptions {
  readonly servers: number
  readonly isUnreliable?: boolean
}

/** Ours: time a controller works on one request. */
export const CTRLER_REQUEST_MS = { min: 0.1, max: 0.5 }

export class CtrlerCluster {
  readonly group: ServiceGroup
  readonly #world: World
  readonly #clerks: CtrlerClerk[] = []

  constructor(world: World, options: CtrlerClusterOptions) {
    this.#world = world
    this.group = new ServiceGroup(world, {
      program: 'shardctrler',
      size: options.servers,
      nameOf: (server) => `S${server}`,
      addressOf: (server) => server,
      requestMs: CTRLER_REQUEST_MS,
      isConnectedAtStart: false,
    })
    this.group.connectAll()
    world.network.isReliable = !(options.isUnreliable ?? false)
  }

  set isUnreliable(isUnreliable: boolean) {
    this.#world.network.isReliable = !isUnreliable
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
    return this.#clerks.reduce((sum, { timesMs }) => sum + timesMs.length, 0)
  }

  /** See {@link Cluster}. */
  times(): ClusterTimes {
    return {
      elections: this.group.elections.times(),
      operations: this.#clerks.flatMap(({ timesMs }) => timesMs),
    }
  }

  /** A clerk that reaches all controllers, in shuffled order. */
  makeClerk(): CtrlerClerk {
    const { group } = this
    const shuffled = this.#world.sim.chance.stream('tester/shuffle').shuffle(group.addresses)
    const clerk = new CtrlerClerk(this.#world, `C${this.#clerks.length}`, shuffled)
    this.#clerks.push(clerk)
    return clerk
  }

  /** A line per server. */
  describe(): string[] {
    return this.group.describeStates()
  }

  async finish(): Promise<void> {
    for (const clerk of this.#clerks) clerk.close()
    await killAll(this.#world, this.group.processes)
  }
}

/** A clerk of the shard controller. */
export class CtrlerClerk {
  readonly #world: World
  readonly #process: ClerkProcess
  /** Virtual ms that each operation took which has returned. */
  readonly timesMs: number[] = []
  /** Called whenever an operation has returned. */
  readonly finishListeners = new Set<() => void>()

  constructor(world: World, name: string, addresses: readonly Name[]) {
    this.#world = world
    this.#process = new ClerkProcess(world, {
      program: 'ctrlerclerk',
      name,
      addresses,
      isConnected: true,
    })
  }

  get name(): string {
    return this.#process.name
  }

  /** The configuration of that number; -1 for the newest. */
  async query(num = -1): Promise<Config> {
    return parseConfig(this.name, await this.#call('query', num))
  }

  async join(servers: Record<number, string[]>): Promise<void> {
    await this.#call('join', servers)
  }

  async leave(gids: number[]): Promise<void> {
    await this.#call('leave', gids)
  }

  async move(shard: number, gid: number): Promise<void> {
    await this.#call('move', shard, gid)
  }

  close(): void {
    this.#process.close()
  }

  async #call(method: string, ...args: unknown[]): Promise<unknown> {
    const callMs = this.#world.sim.nowMs
    const result = await this.#process.call(method, ...args)
    this.timesMs.push(this.#world.sim.nowMs - callMs)
    for (const listen of this.finishListeners) listen()
    return result
  }
}
