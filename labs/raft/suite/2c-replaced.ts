/**
 * Part 2C, a scenario of our own: an entry that takes the place of another one is saved as well,
 * although the log is no longer than before. The monitors and the applied logs are the judge.
 */
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { acknowledgeAndCrash } from './acknowledged.ts'
import { agreedLeader, raftTest, strand } from './openings.ts'
import {
  ARRIVED_MS,
  COMMIT_MS,
  inRounds,
  type NotForced,
  Story,
  thenAgree,
  until,
} from './steering.ts'

/** As many as are replaced, with an entry of the leader's own before it; and more. */
const TAILS = [1, 2, 5]

export const replacedPersisted = raftTest({
  part: '2C',
  name: 'TestReplacedPersisted2C',
  title: 'Test (2C): an entry that replaces another one is saved before it is acknowledged',
  points: 1,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    const story = new Story(t)
    for (const tail of TAILS) {
      const round = thenAgree(raft, () => replaceTail(t, raft, story, tail))
      await inRounds(t, { wanted: 1, most: 6, story }, round)
    }
  },
})

/** A leader that was cut off comes back as a follower; what it took alone gives way. */
async function replaceTail(
  t: TestContext,
  raft: RaftCluster,
  story: Story,
  tail: number,
): Promise<NotForced> {
  const follower = await agreedLeader(raft)
  strand(raft, follower, tail)
  const leader = await raft.checkOneLeader()
  const third = 3 - follower - leader
  raft.disconnect(third)
  raft.connect(follower)
  // A new term is saved in any case, and with it all that came in the same message.
  const { term } = raft.state(leader)
  await until(t, COMMIT_MS, () => raft.state(follower).term === term)
  await t.sleep(2 * ARRIVED_MS)
  return acknowledgeAndCrash(t, raft, { leader, follower, third }, story)
}
