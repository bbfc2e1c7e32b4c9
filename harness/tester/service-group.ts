/**
 * A group of servers that each hold a service and a Raft of its own: kvraft, shardctrler, shardkv.
 * Partitioned by sides; clients reach them through an entrance where requests take time. Source:
 * 6.5840 config.go of those labs.
 */
import type { Name } from '../labrpc/name.ts'
import type { CrashPoint } from './crash-trap.ts'
import { Entrance, type EntranceOptions } from './entrance.ts'
import { CheckFailure } from './failure.ts'
import { formatMs } from './process.ts'
import { RULE } from './rules.ts'
import { ServerGroup } from './server-group.ts'
import { ServiceLife } from './service-server.ts'
import type { World } from './world.ts'

export interface GroupOptions {
  readonly program: 'kvserver' | 'shardctrler' | 'shardkv'
  readonly size: number
  /** How output names a server: `S2`, `G100.S2`. */
  readonly nameOf: (server: number) => string
  /** Under which name it is known on the network. */
  readonly addressOf: (server: number) => Name
  /** Snapshots are wanted above this many bytes of Raft state; -1 for never. */
  readonly maxRaftState?: number
  readonly gid?: number
  /** Addresses of the shard controllers. */
  readonly ctrlers?: readonly Name[]
  readonly requestMs: EntranceOptions['requestMs']
  /** Whether a started server can be reached at once, as in lab 4, or only after connectAll(). */
  readonly isConnectedAtStart: boolean
}

export class ServiceGroup extends ServerGroup<ServiceLife> {
  /** Called with every command that a server has applied, encoded. */
  readonly applyListeners = new Set<(command: string) => void>()

  constructor(world: World, options: GroupOptions) {
    const { program, size, maxRaftState, gid, ctrlers = [], requestMs } = options
    super(world, {
      size,
      nameOf: options.nameOf,
      addressOf: options.addressOf,
      isConnectedAtStart: options.isConnectedAtStart,
      clerkAddresses: ctrlers,
      makeLife: (start) => {
        const setup = { program, size, ctrlers: ctrlers.length, maxRaftState, gid }
        const onApply = (command: string): void => {
          for (const listen of this.applyListeners) listen(command)
        }
        const onCrashPoint = (): void => this.crash(start.server)
        return new ServiceLife(world, start, { ...setup, onApply, onCrashPoint })
      },
      makeEntrance: (server) => {
        const openMs = world.openMs[program]
        const owner = server.realm.number
        return new Entrance({ sim: world.sim, server, owner, requestMs, openMs })
      },
    })
    this.startAll()
  }

  // Lifecycle

  startAll(): void {
    for (const server of this.servers) this.start(server)
  }

  crashAll(): void {
    for (const server of this.servers) this.crash(server)
  }

  /** Crashes a server when it comes to a point of its own code for the count-th time from now. */
  crashAt(server: number, point: CrashPoint): void {
    this.life(server).crashAt(point)
  }

  // Connections

  connectAll(): void {
    this.note('test', 'connect all')
    for (const server of this.servers) this.#connect(server, this.servers)
  }

  /** Two sides that reach each other no more. Servers in neither are left as they are. */
  partition(side1: readonly number[], side2: readonly number[]): void {
    this.note('test', `partition [${side1.join(' ')}] | [${side2.join(' ')}]`)
    for (const [side, other] of [
      [side1, side2],
      [side2, side1],
    ] as const) {
      for (const server of side) {
        for (const peer of other) this.link(server, peer, false)
        this.#connect(server, side)
      }
    }
  }

  #connect(server: number, peers: readonly number[]): void {
    for (const peer of peers) this.link(server, peer, true)
  }

  // Asking servers

  /** The first running server that says it leads. */
  leader(): number | undefined {
    return this.servers.find((server) => this.isRunning(server) && this.state(server).isLeader)
  }

  /** A server that leads; waits up to 5 s for one. */
  async checkLeader(): Promise<number> {
    const startMs = this.world.sim.nowMs
    for (let waitedMs = 0; waitedMs < LEADER_WITHIN_MS; waitedMs += 50) {
      const leader = this.leader()
      if (leader !== undefined) return leader
      await this.world.sim.sleep(50)
    }
    throw new CheckFailure(
      `no running server has said that it leads, at any look from ${formatMs(startMs)} on`,
      { rule: RULE.leaderInTime, details: this.describeStates() },
    )
  }

  /** All servers in one line, where a failure has many groups to tell of. */
  describeBriefly(): string {
    return this.describeStates().join('; ')
  }

  /**
   * The last index applied by a running server; undefined while it is unknown, after a start from a
   * snapshot.
   */
  lastApplied(server: number): number | undefined {
    return this.isRunning(server) ? this.life(server).lastApplied : undefined
  }

  /** Largest saved snapshot, in bytes that count. */
  snapshotSize(): number {
    return Math.max(...this.servers.map((server) => this.saved(server).counted.snapshotSize))
  }
}

/** A new leader within five seconds, as in lab 2. */
const LEADER_WITHIN_MS = 5_000
