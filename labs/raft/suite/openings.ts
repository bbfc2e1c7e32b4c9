/**
 * How tests and scenes of lab 2 begin: with a cluster of their own, with all agreed and somebody
 * leading, with a leader that is cut off and has commands that reached nobody.
 */
import { type LabTest, labTest, type TestContext } from '../../../harness/tester/lab-test.ts'
import type { RaftCluster, RaftClusterOptions } from '../../../harness/tester/raft-cluster.ts'

/** What a test says of itself; the rest of the options is for its cluster. */
interface RaftTest extends Omit<LabTest, 'body'>, RaftClusterOptions {
  body(t: TestContext, raft: RaftCluster): Promise<void>
}

/** A test with a cluster that is made for it, all servers started and connected. */
export function raftTest(shape: RaftTest): LabTest {
  const { body, isUnreliable = false, takesSnapshots = false, ...test } = shape
  const options = { servers: test.servers, isUnreliable, takesSnapshots }
  return labTest({ ...test, body: (t) => body(t, t.raftCluster(options)) })
}

/** All servers have agreed on a command; who leads then. */
export async function agreedLeader(raft: RaftCluster): Promise<number> {
  await raft.one(raft.randomCommand(), raft.size, true)
  return raft.checkOneLeader()
}

/** Three servers by what they are at the beginning of a scene. */
export interface Trio {
  readonly leader: number
  readonly follower: number
  readonly third: number
}

/** Who leads three servers now, and the two others. */
export async function findTrio(raft: RaftCluster): Promise<Trio> {
  return trioOf(await raft.checkOneLeader())
}

/** The same, once all three have agreed on a command. */
export async function agreedTrio(raft: RaftCluster): Promise<Trio> {
  return trioOf(await agreedLeader(raft))
}

function trioOf(leader: number): Trio {
  return { leader, follower: (leader + 1) % 3, third: (leader + 2) % 3 }
}

/** Cuts a leader off and hands it so many commands, which reach nobody. */
export function strand(raft: RaftCluster, leader: number, count: number): number[] {
  raft.disconnect(leader)
  const commands = Array.from({ length: count }, () => raft.randomCommand())
  for (const command of commands) raft.submit(leader, command)
  return commands
}
