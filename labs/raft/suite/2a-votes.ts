/**
 * Part 2A, a scenario of our own: one vote per server and term. The monitor of leaders fails the
 * run if both rivals win: by two votes of the voter, or because a candidate, which counts itself,
 * gives its vote to the other as well.
 */
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { raftTest } from './openings.ts'
import { ANSWER_MS, ASK_MS, laggingRivals, newRivals, RIVALS_MEET, type Rivals } from './rivals.ts'
import { ARRIVED_MS, cut, firstNotForced, inRounds, type NotForced, until } from './steering.ts'

/** Time for an answer, and for a leader's first heartbeat. */
const HEARD_MS = 12
/** Both rivals are asked about, and answer. */
const VOTED_MS = 50
/** So much later the rival stands: the voter's time is then over before its own. */
const LATER_MS = 180
const ROUNDS = 10
const MEETINGS = 2
/** Ours: where a vote may be freed, two rounds do not show it under every seed. */
const HEARD_MEETINGS = 4

const RIVAL_ASKS = 'a rival asks for a vote that another got in the same term, and that one leads'

type Opening = (t: TestContext, raft: RaftCluster) => Rivals | Promise<Rivals>
type Scene = (t: TestContext, rivals: Rivals, raft: RaftCluster) => Promise<NotForced>

export const votesOnce = raftTest({
  part: '2A',
  name: 'TestVoteOnce2A',
  title: 'Test (2A): one vote per server and term',
  points: 7,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    let hasPreVote = false
    const play = (scene: Scene, wanted: number, open: Opening = newRivals): Promise<void> => {
      return inRounds(t, { wanted, most: ROUNDS }, async () => {
        const rivals = await open(t, raft)
        const notForced = await scene(t, rivals, raft)
        hasPreVote ||= rivals.hasPreVote
        rivals.end()
        return notForced
      })
    }
    for (const scene of [askTogether, askRival, askLeader]) await play(scene, MEETINGS)
    await play(askAfterHeartbeat, HEARD_MEETINGS)
    await play(askAfterHeartbeat, MEETINGS, laggingRivals)
    if (hasPreVote) {
      await play(askAfterTimeout, HEARD_MEETINGS)
      await play(askAfterTimeout, HEARD_MEETINGS, laggingRivals)
    }
    await raft.checkOneLeader()
  },
})

/** Both requests reach the voter in the same moment. */
async function askTogether(t: TestContext, rivals: Rivals): Promise<NotForced> {
  const isMet = await rivals.meet(t)
  rivals.first.asked.lift()
  rivals.second.asked.lift()
  await t.sleep(VOTED_MS)
  return firstNotForced({ [RIVALS_MEET]: isMet })
}

/** One asks the other, which stands in the same term; then that one is voted for. */
async function askRival(t: TestContext, rivals: Rivals): Promise<NotForced> {
  const isMet = await rivals.meet(t)
  rivals.second.askedRival.lift()
  await t.sleep(ARRIVED_MS)
  rivals.first.asked.lift()
  await t.sleep(VOTED_MS)
  return firstNotForced({ [RIVALS_MEET]: isMet })
}

/** One is elected; then the other asks it in the same term. */
async function askLeader(t: TestContext, rivals: Rivals): Promise<NotForced> {
  const isMet = await rivals.meet(t)
  rivals.first.asked.lift()
  const isLed = await until(t, ANSWER_MS, () => rivals.isFirstLeading)
  rivals.second.askedRival.lift()
  await t.sleep(VOTED_MS)
  return firstNotForced({ [RIVALS_MEET]: isMet, [RIVAL_ASKS]: isLed && rivals.isSameTerm })
}

/** One is elected and heard by the voter; only then the request of the other arrives. */
async function askAfterHeartbeat(t: TestContext, rivals: Rivals): Promise<NotForced> {
  const isMet = await rivals.meet(t)
  rivals.first.asked.lift()
  await t.sleep(HEARD_MS)
  const isLed = rivals.isFirstLeading && rivals.isSameTerm
  rivals.second.asked.lift()
  await t.sleep(VOTED_MS)
  return firstNotForced({ [RIVALS_MEET]: isMet, [RIVAL_ASKS]: isLed })
}

/**
 * One is elected, heard by the voter, and heard no more. The voter asks whether it may stand; only
 * then the request of the other arrives, which stands in the same term since a little while. Only
 * with pre-vote a server can ask something in the term of its vote.
 */
async function askAfterTimeout(
  t: TestContext,
  rivals: Rivals,
  raft: RaftCluster,
): Promise<NotForced> {
  const { voter } = rivals
  const isStanding = await rivals.stand(t)
  rivals.first.asked.lift()
  await t.sleep(HEARD_MS)
  const isLed = isStanding && rivals.isFirstLeading
  const unheard = cut(raft, rivals.first.server, voter)
  const asked = rivals.voterAsked
  const isAsking = (): boolean => rivals.voterAsked > asked
  await t.sleep(LATER_MS)
  rivals.second.permits.release()
  await until(t, ASK_MS, isAsking)
  await t.sleep(1)
  const isInTime = isAsking() && rivals.second.asked.size > 0 && rivals.isSameTerm
  rivals.second.asked.lift()
  await t.sleep(VOTED_MS)
  unheard.lift()
  return firstNotForced({
    [RIVAL_ASKS]: isLed,
    'a voter asks whether it may stand before a request of the term of its vote arrives': isInTime,
  })
}
