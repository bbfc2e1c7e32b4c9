/** Scenes of the log: one command on its way, and a leader whose entries are overwritten. */
import type { RaftCluster } from '../tester/raft-cluster.ts'
import {
  awaitApplied,
  awaitLeader,
  awaitLogs,
  leaderAmong,
  mustHold,
  names,
  raftScene,
  without,
} from './raft-scene.ts'
import type { Stage } from './stage.ts'

export const replication = raftScene({
  id: 'replication',
  name: 'Agreement',
  title: 'A command is agreed on',
  about:
    'From start() to the service of every server: saved, acknowledged, committed, applied. Raft §5.3.',
  servers: 3,
  seed: 1,
  picture: { hasLogs: true, fromStep: 1 },
  async play(stage, raft) {
    await stage.tell('All start with empty logs.')
    const { leader, term } = await awaitLeader(stage, raft)
    const followers = without(raft, leader)
    await stage.t.sleep(20)
    await stage.tell(`S${leader} leads term ${term}. The logs are empty.`)
    const { index } = raft.submit(leader, 'x=1')
    stage.must(index === 1, 'it is given index 1')
    mustHold(stage, [leader], '1')
    mustHold(stage, followers, '')
    await stage.tell(
      `The service hands x=1 to S${leader}, which puts it at index 1 of its log, saves it, and returns at once: nothing is agreed on yet.`,
    )
    await awaitApplied(stage, raft, [leader], 1)
    stage.must(
      followers.every((server) => raft.life(server).lastApplied === 0),
      'the followers do not know yet',
    )
    await stage.tell(
      `A follower has saved the entry and said so: two of three have it, it is committed. S${leader} applies it; the followers do not know yet.`,
    )
    await awaitApplied(stage, raft, followers, 1)
    await stage.tell(
      `The next AppendEntries tells ${names(followers)} that index 1 is committed, and they apply it too.`,
    )
    await stage.t.sleep(15)
    for (const command of ['y=2', 'z=3']) raft.submit(leader, command)
    await awaitApplied(stage, raft, raft.servers, 3)
    await stage.tell(
      'Two commands that come together travel in one AppendEntries. All three servers have applied the same three commands in the same order.',
    )
  },
})

/** One agreed entry, two that reach nobody; who is the cut-off leader. */
async function leaveBehind(stage: Stage, raft: RaftCluster): Promise<number> {
  const { leader, term } = await awaitLeader(stage, raft)
  raft.submit(leader, 'a')
  await awaitApplied(stage, raft, raft.servers, 1)
  await stage.t.sleep(10)
  await stage.tell(`S${leader} leads term ${term}. All three have applied a at index 1.`)
  raft.disconnect(leader)
  for (const command of ['b', 'c']) raft.submit(leader, command)
  mustHold(stage, [leader], '1 1 1')
  await stage.t.sleep(60)
  stage.must(raft.maxIndex === 1, 'b and c are not committed')
  await stage.tell(
    `S${leader} is cut off, and does not know it. It still takes b and c, at indexes 2 and 3; nobody acknowledges them, so they are not committed.`,
  )
  return leader
}

export const overwritten = raftScene({
  id: 'overwritten',
  name: 'Overwritten',
  title: 'A stale leader, whose entries are overwritten',
  about:
    'What reached no majority may vanish; what is committed never does. The log of the new leader decides. Raft §5.3.',
  servers: 3,
  seed: 1,
  picture: { hasLogs: true, fromStep: 0 },
  async play(stage, raft) {
    const stale = await leaveBehind(stage, raft)
    const others = without(raft, stale)
    const { leader, term } = await awaitLeader(stage, raft, others, raft.state(stale).term)
    stage.must(raft.state(stale).isLeader, 'the stale leader still takes itself for one')
    await stage.tell(
      `${names(others)} hear of it no more. S${leader} is elected in term ${term}; so there are two leaders now, but of different terms, and only one has a majority.`,
    )
    raft.submit(leader, 'd')
    await awaitApplied(stage, raft, others, 2)
    await stage.tell(
      `S${leader} puts d at index 2 in term ${term}. It is on two of three servers, and is applied. S${stale} has b there.`,
    )
    raft.connect(stale)
    await stage.until('the stale leader steps down', 1_000, () => !raft.state(stale).isLeader)
    stage.must(leaderAmong(raft, raft.servers) === leader, 'the other leader stays')
    await stage.tell(
      `The cut is mended. S${stale} meets term ${term}, which is newer than its own, and becomes a follower.`,
    )
    await awaitApplied(stage, raft, [stale], 2)
    await awaitLogs(stage, [stale], `1 ${term}`)
    stage.must(raft.applied(2) === 'd' && raft.applied(3) === undefined, 'b and c are nowhere')
    await stage.tell(
      `S${stale} refuses what does not fit its log, until S${leader} has gone back to index 1, where both agree. Then d takes the place of b, and c goes: nobody was ever told that they were committed.`,
    )
  },
})
