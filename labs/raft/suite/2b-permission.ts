/**
 * Part 2B, a scenario of our own: a server that asks before it stands (pre-vote) is told late that
 * it may. Meanwhile the leader has committed what it lacks, so the vote itself must look at logs.
 */
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { agreedTrio, raftTest } from './openings.ts'
import { ARRIVED_MS, cut, isLeg, mute, reunite, until } from './steering.ts'

/** From the last word of a leader to the first time that a server asks whether it may stand. */
const ASK_MS = 2_000
const COMMIT_MS = 150
/** A server that holds on to a leader lets go of it by then. */
const LETS_GO_MS = 310

export const latePermission = raftTest({
  part: '2B',
  name: 'TestLatePermission2B',
  title: 'Test (2B): a vote looks at the log, whatever was promised before',
  points: 2,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    // Without pre-vote a server just stands; then there is no permission to be late, and the other
    // tests of 2B show how it votes.
    for (let round = 0; round < 8; round++) {
      const asks = await permitLate(t, raft)
      reunite(raft)
      await raft.one(raft.randomCommand(), 3, true)
      if (!asks) return
    }
  },
})

/** False when a server stood without having asked whether it may. */
async function permitLate(t: TestContext, raft: RaftCluster): Promise<boolean> {
  const { leader, follower: candidate, third: voter } = await agreedTrio(raft)
  const { term } = raft.state(leader)
  const stands = (): boolean => raft.state(candidate).term > term
  const silent = mute(raft, (from) => from !== candidate)
  const rules = [cut(raft, candidate, leader), cut(raft, leader, candidate)]
  const isAnswer = isLeg('reply', voter, candidate)
  const permits = raft.routes.hold((packet) => isAnswer(packet) && !stands())
  await until(t, ASK_MS, () => permits.size > 0 || stands())
  const hasAsked = !stands()
  silent.lift()
  if (hasAsked) {
    const passive = mute(raft, (from) => from === voter)
    const { index } = raft.submit(leader, raft.randomCommand())
    const isCommitted = await until(t, COMMIT_MS, () => raft.life(leader).lastApplied >= index)
    raft.disconnect(leader)
    await t.sleep(LETS_GO_MS)
    const watch = raft.forbidLeaders(
      isCommitted ? [candidate] : [],
      `index ${index}, which its log lacks, is committed on S${leader} and S${voter}`,
      'Raft §5.4.1: a voter denies its vote if its own log is more up-to-date than that of the candidate',
    )
    permits.lift()
    await t.sleep(4 * ARRIVED_MS)
    watch.end()
    passive.lift()
  }
  permits.seal()
  for (const rule of rules) rule.lift()
  return hasAsked
}
