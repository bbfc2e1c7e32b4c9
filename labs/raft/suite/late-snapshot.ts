/**
 * The late messages of 2D, and when a service takes its snapshots: a follower is brought up to date
 * while a message to it is still on its way. An InstallSnapshot is told by its size.
 */
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { SNAPSHOT_INTERVAL } from '../../../harness/tester/raft-server.ts'
import { findTrio, type Trio } from './openings.ts'
import { isLeg, restart, until } from './steering.ts'

/** Length of the first command: more than all other messages of a test together. */
export const LARGE = 20_000
export const CATCH_UP_MS = 10_000

/**
 * Commits until this index is reached; a command that had to be submitted twice may overshoot it.
 */
export async function fillTo(raft: RaftCluster, index: number, servers: number): Promise<void> {
  while (raft.maxIndex < index) await raft.one(raft.randomCommand(), servers, true)
}

/** The first index from which the service will take its next snapshot. */
export function nextEdge(raft: RaftCluster): number {
  const beyond = raft.maxIndex + 1
  return beyond + SNAPSHOT_INTERVAL - 1 - (beyond % SNAPSHOT_INTERVAL)
}

/** A follower that is up to date although a message to it is still on its way. */
export interface LateMessage extends Trio {
  readonly term: number
  arrive(): void
}

/**
 * A follower is down until the others have dropped what it lacks. The first snapshot it is sent is
 * held back; the leader's next try brings it up to date. Undefined when there was no next try.
 */
export async function makeLateSnapshot(
  t: TestContext,
  raft: RaftCluster,
): Promise<LateMessage | undefined> {
  await raft.one('x'.repeat(LARGE), 3, true)
  const trio = await findTrio(raft)
  const { leader, follower } = trio
  raft.crash(follower)
  await fillTo(raft, nextEdge(raft) + 2, 2)
  const { term } = raft.state(leader)
  const isTo = isLeg('request', leader, follower)
  const late = raft.routes.hold((packet) => isTo(packet) && packet.text.length > LARGE)
  restart(raft, follower)
  await until(t, CATCH_UP_MS, () => late.size > 0)
  late.seal()
  const isUpToDate = await until(t, CATCH_UP_MS, () => isCaughtUp(raft, follower))
  if (late.size === 0 || !isUpToDate) {
    late.release()
    return undefined
  }
  return { ...trio, term, arrive: () => late.release() }
}

/** The step that `makeLateSnapshot` is for. */
export const CATCHES_UP =
  'the leader sends a follower a snapshot, and brings it up to date while that is late'

/** The step that `isStillLeader` is for. */
export const STILL_LEADS = 'the leader whose message is late stays in office until it arrives'

export function isCaughtUp(raft: RaftCluster, server: number): boolean {
  return raft.life(server).lastApplied >= raft.maxIndex
}
