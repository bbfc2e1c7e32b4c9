/**
 * Part 2C, scenarios of our own: a vote in a term that the voter has known before, and what a
 * leader knew of its followers in an earlier office. The monitors and the applied logs are the
 * judge.
 */
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { agreedLeader, raftTest } from './openings.ts'
import { ANSWER_MS, ASK_MS, Rivals } from './rivals.ts'
import {
  ARRIVED_MS,
  connectOnly,
  cut,
  elect,
  firstNotForced,
  inRounds,
  isLeg,
  isStillLeader,
  type NotForced,
  REPLICATE_MS,
  restart,
  reunite,
  Story,
  until,
} from './steering.ts'

const RULE_SAVED =
  'Raft Fig. 2: persistent state is updated on stable storage before responding to RPCs; votedFor is part of it'

const STANDS = 'a candidate stands while what it asks is on its way'
const LEARNS = 'a server learns the term of a candidate from its answer'

const voteInKnownTerm = raftTest({
  part: '2C',
  name: 'TestVoteInKnownTerm2C',
  title: 'Test (2C): a vote is saved in a term that the voter knows already',
  points: 1,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    const story = new Story(t)
    // Some learn a term as a leader, others only as a follower that asks.
    let asLeader = true
    await inRounds(t, { wanted: 2, most: 20, story }, async () => {
      const notForced = await voteOnceKnown(t, raft, asLeader, story)
      if (notForced.includes(STANDS) || notForced.includes(LEARNS)) asLeader = !asLeader
      reunite(raft)
      return notForced
    })
    await raft.checkOneLeader()
  },
})

/**
 * What a candidate asks a voter is held. The voter asks the candidate something, learns the term
 * from the answer, and only then is asked for its vote. It crashes behind the vote, comes back, and
 * is asked by a rival of the same term.
 */
async function voteOnceKnown(
  t: TestContext,
  raft: RaftCluster,
  asLeader: boolean,
  story: Story,
): Promise<NotForced> {
  const voter = await agreedLeader(raft)
  const others = t.shuffle(raft.servers.filter((server) => server !== voter))
  const rivals = new Rivals(raft, [...others, voter], raft.state(voter).term)
  const isStanding = await rivals.stand(t, asLeader ? 'left alone' : 'passive')
  const { term } = rivals
  rivals.hearVoter()
  if (isStanding) await rivals.keepSecondBack(t, ASK_MS, () => raft.state(voter).term >= term)
  const isKnown = isStanding && raft.state(voter).term === term && rivals.term === term
  const isVoted = isKnown && (await voteAndCrash(t, raft, rivals))
  const isAnswered = isVoted && (await askAgain(t, raft, rivals, story))
  rivals.end()
  return firstNotForced({
    [STANDS]: isStanding,
    [LEARNS]: isKnown,
    'a server votes for a candidate of the term it knows': isVoted,
    'the rival stands in the term of that vote, and is answered': isAnswered,
  })
}

/** The first one is elected by who crashes right behind its reply. */
async function voteAndCrash(t: TestContext, raft: RaftCluster, rivals: Rivals): Promise<boolean> {
  const { first, voter, term } = rivals
  const watch = raft.routes.watch(isLeg('reply', voter, first.server), () => {
    watch.lift()
    raft.crashAt(voter, { at: 'after-reply', count: 1 })
  })
  first.asked.lift()
  const isCrashed = await until(t, ANSWER_MS, () => !raft.isRunning(voter))
  watch.lift()
  await t.sleep(ARRIVED_MS)
  return isCrashed && isStillLeader(raft, { leader: first.server, term })
}

/** The voter is started again, and the second one asks it in the term of its vote. */
async function askAgain(
  t: TestContext,
  raft: RaftCluster,
  rivals: Rivals,
  story: Story,
): Promise<boolean> {
  const { second, voter, term } = rivals
  const first = rivals.first.server
  story.tell(
    `S${voter} learned term ${term} from an answer of S${first}, then was asked by it, and crashed behind the reply; it was started again, and S${second.server} was let through to it`,
    RULE_SAVED,
  )
  const away = [cut(raft, first, voter), cut(raft, voter, first)]
  // What it asks a life of the voter that is over, nobody answers.
  let answers = 0
  const answered = raft.routes.watch(isLeg('reply', voter, second.server), () => {
    if (rivals.isSameTerm) answers++
  })
  restart(raft, voter)
  second.permits.release()
  await rivals.keepPassiveUntil(t, () => second.stands)
  second.asked.lift()
  await t.sleep(ARRIVED_MS)
  const isSameTerm = rivals.isSameTerm && rivals.term === term
  for (const rule of [...away, answered]) rule.lift()
  return isSameTerm && answers > 0
}

/**
 * Entries that one follower acknowledges, and that are replaced; more than leaders begin their
 * terms with (Raft §8) until then.
 */
const DOOMED = 10

const oldMatch = raftTest({
  part: '2C',
  name: 'TestOldMatch2C',
  title: 'Test (2C): a leader knows nothing of its followers from an earlier office',
  points: 1,
  servers: 5,
  origin: 'ours',
  async body(t, raft) {
    const story = new Story(t)
    await inRounds(t, { wanted: 1, most: 4, story }, () => leadAgain(t, raft, story))
    await raft.one(raft.randomCommand(), 5, true)
  },
})

/**
 * A follower acknowledges entries that are then replaced. Their leader leads again and appends as
 * many with one helper: two of five have them, and no more.
 */
async function leadAgain(t: TestContext, raft: RaftCluster, story: Story): Promise<NotForced> {
  const leader = await agreedLeader(raft)
  const [follower, helper, ...others] = raft.servers.filter((server) => server !== leader)
  const pair = [leader, follower as number]
  let last = 0
  connectOnly(raft, pair)
  for (let i = 0; i < DOOMED; i++) last = raft.submit(leader, raft.randomCommand()).index
  await t.sleep(REPLICATE_MS)
  connectOnly(raft, [helper as number, ...others])
  await raft.one(raft.randomCommand(), 3, true)
  reunite(raft)
  await raft.one(raft.randomCommand(), 5, true)
  const isElected = await elect(t, raft, leader)
  if (isElected) {
    story.tell(
      `S${leader} appended up to index ${last} in an earlier office, with S${follower} alone; others went on without them, and S${leader} leads again, with S${helper} alone`,
      'Raft Fig. 2: nextIndex[] and matchIndex[] are reinitialized after election',
    )
  }
  connectOnly(raft, [leader, helper as number])
  const { index } = raft.submit(leader, raft.randomCommand())
  for (let at = index; at < last; at++) raft.submit(leader, raft.randomCommand())
  await t.sleep(REPLICATE_MS)
  reunite(raft)
  await raft.one(raft.randomCommand(), 5, true)
  return firstNotForced({
    'the leader of before is elected again': isElected,
    'it appends where entries of its earlier office stood': index > 0 && index <= last,
  })
}

export const knownTermScenarios = [voteInKnownTerm, oldMatch]
