/**
 * Part 2B, a scenario of our own: who stood in vain takes entries from the leader of its term. A
 * server that asks before it stands (pre-vote) does not leave that term, so only its log tells
 * whether it follows.
 */
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { raftTest } from './openings.ts'
import { isFirstElected, newRivals, ONE_LEADS, RIVALS_MEET } from './rivals.ts'
import { firstNotForced, inRounds, type NotForced, Story } from './steering.ts'

export const candidateFollows = raftTest({
  part: '2B',
  name: 'TestCandidateFollows2B',
  title: 'Test (2B): a candidate takes entries from the leader of its term',
  points: 1,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    const story = new Story(t)
    await inRounds(t, { wanted: 2, most: 10, story }, () => followRival(t, raft, story))
    await raft.checkOneLeader()
  },
})

/** Begins with three new servers; two stand in one term, and the one that is elected leads all. */
async function followRival(t: TestContext, raft: RaftCluster, story: Story): Promise<NotForced> {
  const rivals = newRivals(t, raft)
  const isMet = await rivals.meet(t)
  rivals.first.asked.lift()
  const isWon = isMet && (await isFirstElected(t, rivals))
  rivals.end()
  if (isWon) {
    story.tell(
      `S${rivals.first.server} was elected in term ${rivals.term}, in which S${rivals.second.server} stood as well; from then on all could hear each other`,
      'Raft §5.2: a candidate that receives AppendEntries from the leader of its term returns to follower state',
    )
  }
  await raft.one(raft.randomCommand(), 3, true)
  return firstNotForced({
    [RIVALS_MEET]: isMet,
    [ONE_LEADS]: isWon,
  })
}
