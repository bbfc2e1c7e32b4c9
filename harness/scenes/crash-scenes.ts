/** Scenes of crashes and snapshots: what was saved brings a server back; a snapshot is late. */
import { restart } from '../../labs/raft/suite/steering.ts'
import type { RaftCluster } from '../tester/raft-cluster.ts'
import { SNAPSHOT_INTERVAL } from '../tester/raft-server.ts'
import { awaitApplied, awaitLeader, awaitLogs, raftScene, without } from './raft-scene.ts'
import type { Stage } from './stage.ts'

export const crashes = raftScene({
  id: 'crash-restart',
  name: 'Crash and restart',
  title: 'Crash and restart',
  about:
    'A crash takes everything but what was saved: term, vote and log. That is enough to come back with. Raft Fig. 2.',
  servers: 3,
  seed: 1,
  picture: { hasLogs: true },
  async play(stage, raft) {
    const { leader, term } = await awaitLeader(stage, raft)
    const [follower = -1, third = -1] = without(raft, leader)
    raft.submit(leader, 'x=1')
    await awaitApplied(stage, raft, raft.servers, 1)
    await stage.t.sleep(10)
    await stage.tell(`S${leader} leads term ${term}; x=1 is applied on all three.`)
    raft.crash(follower)
    raft.submit(leader, 'y=2')
    await awaitApplied(stage, raft, [leader, third], 2)
    await stage.tell(
      `S${follower} crashes: its timers, its messages and what it had applied are gone. The others are a majority and go on; y=2 is applied.`,
    )
    await stage.t.sleep(40)
    restart(raft, follower)
    stage.must(raft.life(follower).lastApplied === 0, 'it has applied nothing yet')
    stage.must(stage.termsOf(`S${follower}`) === String(term), 'it has its log')
    await stage.tell(
      `S${follower} starts again from what it saved: term ${term}, its vote, and x=1. How far the log is committed was not saved, so it has applied nothing.`,
    )
    await awaitApplied(stage, raft, [follower], 2)
    await stage.tell(
      `The next heartbeat shows S${leader} what is missing. S${follower} gets y=2, hears what is committed, and applies both from the beginning.`,
    )
    raft.crash(leader)
    const next = await awaitLeader(stage, raft, [follower, third], term)
    await stage.tell(
      `Now the leader crashes. S${next.leader} misses its heartbeats first and is elected in term ${next.term}; it has every committed entry.`,
    )
    raft.submit(next.leader, 'z=3')
    await awaitApplied(stage, raft, [follower, third], 3)
    restart(raft, leader)
    await awaitApplied(stage, raft, [leader], 3)
    await awaitLogs(stage, raft.servers, `${term} ${term} ${next.term}`)
    stage.must(!raft.state(leader).isLeader, 'the old leader follows')
    await stage.tell(
      `S${leader} comes back as a follower, whatever it was before, and is brought up to date.`,
    )
  },
})

/** Commits one command after the other, up to an index, on these servers. */
async function fillTo(
  stage: Stage,
  raft: RaftCluster,
  { leader, servers, to }: { leader: number; servers: readonly number[]; to: number },
): Promise<void> {
  for (let index = raft.maxIndex + 1; index <= to; index++) {
    raft.submit(leader, `c${index}`)
    await awaitApplied(stage, raft, servers, index)
    await stage.t.sleep(3)
  }
}

export const lateSnapshot = raftScene({
  id: 'late-snapshot',
  name: 'Late snapshot',
  title: 'A snapshot for a server that was away, and one that is late',
  about:
    'What a follower lacks is no longer in the log, so it is sent a snapshot. One that arrives late must not set it back. Raft §7.',
  servers: 3,
  seed: 1,
  picture: { hasLogs: true, fromStep: 0 },
  takesSnapshots: true,
  async play(stage, raft) {
    const { leader } = await awaitLeader(stage, raft)
    const [follower = -1, third = -1] = without(raft, leader)
    await fillTo(stage, raft, { leader, servers: raft.servers, to: 2 })
    raft.crash(follower)
    await stage.tell(`S${follower} has applied 2 commands, and crashes.`)
    const last = SNAPSHOT_INTERVAL - 1
    await fillTo(stage, raft, { leader, servers: [leader, third], to: last + 2 })
    stage.must(raft.snapshotIndex(leader) === last, 'the leader has a snapshot')
    await stage.tell(
      `The others go on. With index ${last} their services take a snapshot, and the log up to there goes: only ${last + 1} and ${last + 2} are left in it.`,
    )
    const late = raft.routes.hold(
      ({ to, leg, svcMeth }) =>
        leg === 'request' && to === follower && svcMeth === 'Raft.installSnapshot',
    )
    restart(raft, follower)
    await stage.until('the leader sends a snapshot', 1_000, () => late.size > 0)
    late.seal()
    stage.must(late.size === 1, 'one snapshot is late')
    await stage.tell(
      `S${follower} is back and needs index 3, which S${leader} no longer has: it sends its snapshot instead. That message is held up in the network.`,
    )
    await awaitApplied(stage, raft, [follower], last + 2)
    stage.must(raft.life(follower).snapshotsDelivered === 1, 'it was handed one snapshot')
    await stage.tell(
      `S${leader} tries again with the next heartbeat. The snapshot puts S${follower} to index ${last} in one go, and ${last + 1} and ${last + 2} follow from the log.`,
    )
    raft.submit(leader, `c${last + 3}`)
    await awaitApplied(stage, raft, raft.servers, last + 3)
    late.release()
    await stage.t.sleep(10)
    const life = raft.life(follower)
    stage.must(life.snapshotsDelivered === 1 && life.lastApplied === last + 3, 'it is not set back')
    await stage.tell(
      `Another command later the first message arrives after all. It ends at index ${last}, S${follower} has applied ${last + 3}: it drops the snapshot, which could only set it back.`,
    )
  },
})
