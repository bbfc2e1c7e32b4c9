/** Scenes of lab 2: with a cluster of their own, and what they ask of it. */
import { listNames } from '../tester/monitor-world.ts'
import type { RaftCluster } from '../tester/raft-cluster.ts'
import type { Scene, Stage } from './stage.ts'

interface RaftScene extends Omit<Scene, 'lab' | 'play'> {
  readonly takesSnapshots?: boolean
  readonly play: (stage: Stage, raft: RaftCluster) => Promise<void>
}

export function raftScene({ play, takesSnapshots = false, ...scene }: RaftScene): Scene {
  const { servers } = scene
  return {
    ...scene,
    lab: 'raft',
    play: (stage) => play(stage, stage.t.raftCluster({ servers, takesSnapshots })),
  }
}

/** `S0, S2 and S3` */
export function names(servers: readonly number[]): string {
  return listNames(servers.map((server) => `S${server}`))
}

export function running(raft: RaftCluster): number[] {
  return raft.servers.filter((server) => raft.isRunning(server))
}

/** All servers but these. */
export function without(raft: RaftCluster, ...servers: readonly number[]): number[] {
  return raft.servers.filter((server) => !servers.includes(server))
}

/** The one of some servers that leads in the newest term among them. */
export function leaderAmong(raft: RaftCluster, servers: readonly number[]): number | undefined {
  const newest = Math.max(...servers.map((server) => raft.state(server).term))
  return servers.find((server) => {
    const { term, isLeader } = raft.state(server)
    return isLeader && term === newest
  })
}

/** Waits for a leader among some servers, in a newer term than `behind`. */
export async function awaitLeader(
  stage: Stage,
  raft: RaftCluster,
  servers: readonly number[] = raft.servers,
  behind = 0,
): Promise<{ leader: number; term: number }> {
  const find = (): number | undefined => {
    const leader = leaderAmong(raft, servers)
    return leader !== undefined && raft.state(leader).term > behind ? leader : undefined
  }
  await stage.until(`one of ${names(servers)} is elected`, 5_000, () => find() !== undefined)
  const leader = find() as number
  return { leader, term: raft.state(leader).term }
}

/** Waits until some servers have applied an index in their present life. */
export function awaitApplied(
  stage: Stage,
  raft: RaftCluster,
  servers: readonly number[],
  index: number,
): Promise<void> {
  return stage.until(`${names(servers)} apply index ${index}`, 5_000, () => {
    return servers.every((server) => raft.life(server).lastApplied >= index)
  })
}

/** The logs of these servers hold entries of these terms, such as `1 2`. */
export function mustHold(stage: Stage, servers: readonly number[], terms: string): void {
  for (const server of servers) {
    const held = stage.termsOf(`S${server}`)
    stage.must(held === terms, `S${server} holds entries of terms ${terms}, not ${held || 'none'}`)
  }
}

/** Waits until the logs of these servers hold entries of these terms. */
export function awaitLogs(stage: Stage, servers: readonly number[], terms: string): Promise<void> {
  return stage.until(`${names(servers)} hold entries of terms ${terms}`, 5_000, () => {
    return servers.every((server) => stage.termsOf(`S${server}`) === terms)
  })
}
