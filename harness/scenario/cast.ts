/**
 * The servers that a scenario is performed on, whatever runs on them: one group or several, each of
 * which elects a leader of its own.
 */
import type { Name } from '../labrpc/name.ts'
import type { RouteTable } from '../labrpc/route-table.ts'
import type { CrashPoint } from '../tester/crash-trap.ts'
import type { ServerLife } from '../tester/server-life.ts'
import type { GroupName } from './scenario.ts'

/** A group of servers, numbered from 0 within it. */
export interface Troop {
  readonly size: number
  readonly servers: readonly number[]
  readonly addresses: readonly Name[]
  readonly lives: readonly ServerLife[]
  readonly stateListeners: Set<(server: number, term: number, isLeader: boolean) => void>
  isRunning(server: number): boolean
  life(server: number): ServerLife
  saved(server: number): { readRaftState(): Uint8Array }
  crash(server: number): void
  crashAt(server: number, point: CrashPoint): void
}

/** A server of a group. */
export interface Member {
  readonly troop: Troop
  /** The number of its group, and its own within that. */
  readonly group: number
  readonly server: number
  readonly address: Name
  /** How output names it. */
  readonly name: string
}

export interface Cast {
  readonly troops: readonly Troop[]
  /** What a scenario calls them, where there are several. */
  readonly names?: readonly GroupName[]
  readonly routes: RouteTable
  /** Starts a server, which crashes before that if it is up, and links it with the others. */
  start(troop: number, server: number): void
  setUnreliable(isOn: boolean): void
  setReordering(isOn: boolean): void
  /** Operations that clerks have not finished; 0 where there are no clerks. */
  readonly waiting: number
  /** What else tells states of the whole from each other: few words. */
  describe?(): string
}

/** A cluster of one service: one group, and clerks. */
interface ServiceCluster {
  readonly group: Troop & { start(server: number): void; connectAll(): void }
  readonly routes: RouteTable
  isUnreliable: boolean
  hasLongReordering: boolean
}

/** The cast of a service in one group. */
export function serviceCast(
  cluster: ServiceCluster,
  clerks: { readonly waiting: number },
  describe: () => string,
): Cast {
  const { group, routes } = cluster
  return {
    troops: [group],
    routes,
    get waiting() {
      return clerks.waiting
    },
    start(_, server) {
      group.crash(server)
      group.start(server)
      group.connectAll()
    },
    setUnreliable(isOn) {
      cluster.isUnreliable = isOn
    },
    setReordering(isOn) {
      cluster.hasLongReordering = isOn
    },
    describe,
  }
}
