/**
 * How the directed scenarios of lab 4 steer a group of servers: who is elected, who reaches whom,
 * and what has to return by now. All of it goes by links, times and getState(), never by the names
 * of a solution.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import { RULE } from '../../../harness/tester/rules.ts'
import type { ServiceGroup } from '../../../harness/tester/service-group.ts'
import { ShardCluster } from '../../../harness/tester/shard-cluster.ts'
import { until } from '../../raft/suite/steering.ts'

/**
 * Ours: some elections, some rounds of a patient clerk, and some configurations one after the
 * other.
 */
export const IN_TIME_MS = 10_000

/** The number that asks for the newest configuration. */
export const NEWEST = -1

export function serversOf(gid: number): string[] {
  return [`${gid}a`, `${gid}b`, `${gid}c`]
}

export function groupsOf(...gids: number[]): Record<number, string[]> {
  return Object.fromEntries(gids.map((gid) => [gid, serversOf(gid)]))
}

type Routes = NonNullable<TestContext['world']['network']['routes']>

/** Waits for what must return by now; `what` names it. */
export async function inTime<T>(
  t: TestContext,
  what: string,
  operation: Promise<T>,
  withinMs = IN_TIME_MS,
): Promise<T> {
  if (await returns(t, operation, withinMs)) return await operation
  const isSharded = t.clusters.some((cluster) => cluster instanceof ShardCluster)
  throw new CheckFailure(`${what}: not finished within ${withinMs / 1_000} s`, {
    rule: isSharded ? RULE.soonServed : `${RULE.available}; ${RULE.comesToAnEnd}`,
    details: t.clusters.flatMap((cluster) => cluster.describe()),
  })
}

/** Whether an operation returns within a time. It may still do so later. */
export async function returns(
  t: TestContext,
  operation: Promise<unknown>,
  withinMs: number,
): Promise<boolean> {
  let isOver = false
  const end = (): void => {
    isOver = true
  }
  operation.then(end, end)
  return await until(t, withinMs, () => isOver, 5)
}

/**
 * Has one server of a group elected: until it leads in the newest term, no other server of it can
 * ask for anything. False when it does not come to that.
 */
export async function elect(
  t: TestContext,
  routes: Routes,
  group: ServiceGroup,
  server: number,
): Promise<boolean> {
  const addresses = group.addresses
  const muted = routes.drop(({ from, to, leg }) => {
    return (
      leg === 'request' && from !== to && from !== addresses[server] && addresses.includes(from)
    )
  })
  const isElected = await until(t, IN_TIME_MS, () => {
    const running = group.servers.filter((other) => group.isRunning(other))
    const { term, isLeader } = group.state(server)
    return isLeader && running.every((other) => group.state(other).term <= term)
  })
  muted.lift()
  return isElected
}

/** Crashes all servers of a group at once and starts them from what they have saved. */
export function restartAll(group: ServiceGroup): void {
  group.crashAll()
  group.startAll()
  group.connectAll()
}

/** Crashes one server and starts it from what it has saved. */
export function restart(group: ServiceGroup, server: number): void {
  group.crash(server)
  group.start(server)
  group.connectAll()
}
