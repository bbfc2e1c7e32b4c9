/**
 * Figure 8 of the Raft paper, (a) to (e). S0 to S4 play the paper's S1 to S5. The
 * seeds are those whose terms are the paper's.
 */
import { connected, connectOnly, cut, restart } from '../../labs/raft/suite/steering.ts'
import type { RaftCluster } from '../tester/raft-cluster.ts'
import { awaitApplied, awaitLeader, awaitLogs, mustHold, raftScene } from './raft-scene.ts'
import type { Stage } from './stage.ts'

/** Waits for an election among those who are connected, which that server must win in that term. */
async function mustLead(
  stage: Stage,
  raft: RaftCluster,
  server: number,
  { term, behind }: { readonly term: number; readonly behind: number },
): Promise<void> {
  const won = await awaitLeader(stage, raft, connected(raft), behind)
  const told = `S${server} is elected in term ${term}, not S${won.leader} in term ${won.term}`
  stage.must(won.leader === server && won.term === term, told)
}

/** (a) and (b): two leaders, each with an entry of its own at index 2. */
async function twoLeaders(stage: Stage, raft: RaftCluster): Promise<void> {
  const { leader } = await awaitLeader(stage, raft)
  raft.submit(leader, 'a')
  await awaitApplied(stage, raft, raft.servers, 1)
  const deaf = cut(raft, leader, 0)
  await mustLead(stage, raft, 0, { term: 2, behind: 1 })
  deaf.lift()
  await stage.t.sleep(10)
  connectOnly(raft, [0, 1])
  raft.submit(0, 'b')
  await awaitLogs(stage, [0, 1], '1 2')
  mustHold(stage, [2, 3, 4], '1')
  await stage.tell(
    '(a) S0 leads term 2. Its entry b, at index 2, has reached S1 and nobody else. Entry a of term 1 is on all servers.',
  )
  raft.crash(0)
  connectOnly(raft, [1, 2, 3, 4])
  await mustLead(stage, raft, 4, { term: 3, behind: 2 })
  restart(raft, 0)
  await stage.until('S0 hears of term 3', 200, () => raft.state(0).term === 3)
  await stage.t.sleep(5)
  raft.disconnect(4)
  raft.submit(4, 'c')
  mustHold(stage, [4], '1 3')
  mustHold(stage, [0, 1], '1 2')
  mustHold(stage, [2, 3], '1')
  await stage.tell(
    '(b) S0 has crashed; S4 is elected in term 3 by S2 and S3, which know nothing of b. S0 comes back. Now S4 takes c at index 2; it reaches nobody.',
  )
  await stage.t.sleep(5)
  raft.crash(4)
}

/** (c): an entry of a past term comes onto a majority. */
async function onMajority(stage: Stage, raft: RaftCluster): Promise<void> {
  // It will be needed in term 4, to which it comes by itself while nobody hears it.
  raft.start(4)
  cut(raft, 0, 3)
  await mustLead(stage, raft, 0, { term: 4, behind: 3 })
  await awaitLogs(stage, [0, 1, 2], '1 2')
  await stage.t.sleep(5)
  stage.must(raft.maxIndex === 1, 'index 2 is not committed')
  mustHold(stage, [3], '1')
  await stage.tell(
    '(c) S4 has crashed, and will be heard of later. S0 is elected in term 4. It has brought b to S2, so b is on three of five servers. Still it is not committed: it is of term 2, and S0 counts only entries of its own term.',
  )
}

/** S0 crashes, and S4 is heard again. */
async function swapLeaders(stage: Stage, raft: RaftCluster): Promise<void> {
  await stage.until('S4 has stood alone in term 4', 500, () => raft.state(4).term === 4)
  raft.crash(0)
  connectOnly(raft, [1, 2, 3, 4])
}

const ABOUT =
  'S0 to S4 play S1 to S5 of the paper. An entry of a past term is on a majority, and is not committed by that. Raft §5.4.2.'

export const figure8d = raftScene({
  id: 'figure-8-d',
  name: 'Figure 8 (d)',
  title: 'Figure 8, (a) to (d): an entry on a majority is overwritten',
  about: ABOUT,
  servers: 5,
  seed: 87,
  picture: { hasLogs: true },
  async play(stage, raft) {
    await twoLeaders(stage, raft)
    await onMajority(stage, raft)
    raft.disconnect(0)
    raft.submit(0, 'd')
    mustHold(stage, [0], '1 2 4')
    await stage.t.sleep(3)
    await swapLeaders(stage, raft)
    await mustLead(stage, raft, 4, { term: 5, behind: 4 })
    await awaitLogs(stage, [1, 2, 3, 4], '1 3')
    stage.must(raft.maxIndex === 1, 'nothing but a is committed')
    await stage.tell(
      `(d) S0 has taken d in term 4, which reached nobody, and has crashed. S4 is heard again: its last entry is of term 3, newer than those of S1, S2 and S3, so they elect it in term 5. It puts c in the place of b, on every server that had it.`,
    )
    raft.submit(4, 'e')
    await awaitApplied(stage, raft, [1, 2, 3, 4], 3)
    restart(raft, 0)
    await awaitLogs(stage, raft.servers, '1 3 5')
    await awaitApplied(stage, raft, raft.servers, 3)
    stage.must(raft.applied(2) === 'c', 'c is applied at index 2')
    await stage.tell(
      'With e, of its own term, S4 commits c as well. Had S0 taken b for committed in (c), servers would now have applied different commands at index 2.',
    )
  },
})

export const figure8e = raftScene({
  id: 'figure-8-e',
  name: 'Figure 8 (e)',
  title: 'Figure 8, (a) to (c) and (e): an entry of its own term makes it safe',
  about: ABOUT,
  servers: 5,
  seed: 19,
  picture: { hasLogs: true },
  async play(stage, raft) {
    await twoLeaders(stage, raft)
    await onMajority(stage, raft)
    raft.submit(0, 'd')
    await awaitApplied(stage, raft, [0, 1, 2], 3)
    mustHold(stage, [0, 1, 2], '1 2 4')
    await stage.tell(
      `(e) This time S0 gets d, of its own term 4, onto three of five servers as well. That commits d, and with it everything before it: b is applied at index 2.`,
    )
    await swapLeaders(stage, raft)
    await stage.until('S4 stands', 1_000, () => raft.state(4).term > 4)
    await stage.t.sleep(10)
    mustHold(stage, [3], '1')
    stage.must(stage.saw('S4', '<- S3 requestVote {term:5, voteGranted:true}'), 'S3 votes for S4')
    for (const refusing of ['S1', 'S2']) {
      const refusal = `<- ${refusing} requestVote {term:5, voteGranted:false}`
      stage.must(stage.saw('S4', refusal), `${refusing} refuses S4 its vote`)
    }
    stage.must(
      connected(raft).every((server) => raft.state(server).term === 5),
      'all are in term 5',
    )
    stage.must(raft.claimants().length === 0, 'nobody is elected in term 5')
    await stage.tell(
      `S0 crashes, S4 is heard again and stands. S3 votes for it; S1 and S2 do not, for their last entry is of term 4, newer than that of S4. Two votes of five are too few.`,
    )
    const { leader, term } = await awaitLeader(stage, raft, [1, 2, 3, 4], 5)
    raft.submit(leader, 'e')
    await awaitApplied(stage, raft, [1, 2, 3, 4], 4)
    stage.must(raft.applied(2) === 'b' && raft.applied(3) === 'd', 'b and d stay')
    await stage.tell(
      `S${leader} has b and d; it is elected in term ${term}, and brings them to the others, where c goes. What was committed stays.`,
    )
  },
})
