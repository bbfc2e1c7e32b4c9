/** Puts the monitors of Raft beneath a group of servers, in lab 2 and under a service alike. */
import type { Name } from '../labrpc/name.ts'
import { Quorum } from './quorum.ts'
import { RaftMonitors } from './raft-monitors.ts'
import type { World } from './world.ts'

/** Of servers numbered from 0: what they are called on the network, and in output. */
export function watchRaft(
  world: World,
  names: readonly Name[],
  nameOf: (server: number) => string,
): RaftMonitors {
  const monitorWorld = {
    nowMs: () => world.sim.nowMs,
    fail: world.fail.bind(world),
    warn: world.warn.bind(world),
    nameOf,
  }
  const quorum = new Quorum(monitorWorld, names)
  for (const name of names) world.network.followers.set(name, quorum)
  return new RaftMonitors(monitorWorld, quorum)
}
