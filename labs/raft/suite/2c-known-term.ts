/**
 * Part 2C, scenarios of our own: a vote in a term that the voter has known before, and what a
 * leader knew of its followers in an earlier office. The monitors and the applied logs are the
 * judge.
 */
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { Packet, RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { agreedLeader, raftTest } from './openings.ts'
import { ANSWER_MS, ASK_MS, keepPassive } from './rivals.ts'
import {
  ARRIVED_MS,
  connectOnly,
  cut,
  elect,
  firstNotForced,
  inRounds,
  isLeg,
  isStillLeader,
  mute,
  type NotForced,
  REPLICATE_MS,
  restart,
  reunite,
  Story,
  until,
} from './steering.ts'

const RULE_SAVED =
  'Raft Fig. 2: persistent state is updated on stable storage before responding to RPCs; votedFor is part of it'

/** Time for a candidate to stand. */
const STAND_MS = 4_000

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
    await inRounds(t, { wanted: 2, most: 30, story }, async () => {
      const notForced = await voteOnceKnown(t, raft, asLeader, story)
      if (notForced.length > 0) asLeader = !asLeader
      reunite(raft)
      return notForced
    })
    await raft.checkOneLeader()
  },
})

/**
 * What a candidate asks a voter is held. The voter asks the candidate something, learns the term
 * from the answer, and only then is asked for its vote. It crashes behind the vote, comes back, and
 * is asked by a rival that comes to the same term. Where a rival first asks whether it may stand,
 * it may, but hears so only then.
 */
async function voteOnceKnown(
  t: TestContext,
  raft: RaftCluster,
  asLeader: boolean,
  story: Story,
): Promise<NotForced> {
  const voter = await agreedLeader(raft)
  const [first, second] = t.shuffle(raft.servers.filter((server) => server !== voter)) as [
    number,
    number,
  ]
  const { term: before } = raft.state(voter)
  const stands = (rival: number): boolean => raft.state(rival).term > before
  const deaf = mute(raft, (from) => from === voter)
  const asked = raft.routes.hold(
    ({ from, to, leg }) => leg === 'request' && to === voter && stands(from as number),
  )
  const isToSecond = isLeg('reply', voter, second)
  const permitted = raft.routes.hold(isToSecond)
  const rules = [cut(raft, first, second), cut(raft, second, first), cut(raft, voter, second)]
  const end = (): void => {
    for (const rule of [...rules, deaf, asked, permitted]) rule.lift()
  }
  const isBegun = (): boolean => stands(first) || stands(second)
  if (asLeader) await until(t, STAND_MS, isBegun)
  else await keepPassive(t, raft, voter, isBegun)
  const { term } = raft.state(first)
  const isFirst = stands(first) && !stands(second)
  deaf.lift()
  const learns = (): boolean => raft.state(voter).term >= term || stands(second)
  if (isFirst) await until(t, ASK_MS, learns)
  const isKnown = raft.state(voter).term === term && raft.state(first).term === term
  if (!isFirst || !isKnown) {
    end()
    return firstNotForced({
      'a candidate stands in a new term before its rival does': isFirst,
      'a server learns the term of a candidate from its answer': isKnown,
    })
  }
  const isVoted = await voteAndCrash(t, raft, { voter, rival: first }, () => asked.lift())
  const isElected = isStillLeader(raft, { leader: first, term })
  if (isVoted && isElected) {
    story.tell(
      `S${voter} learned term ${term} from an answer of S${first}, then was asked by it, and crashed behind the reply; it was started again, and S${second} was let through to it`,
      RULE_SAVED,
    )
  }
  for (const rule of rules.slice(2)) rule.lift()
  rules.push(cut(raft, first, voter), cut(raft, voter, first))
  // What it asks a life of the voter that is over, nobody answers.
  let answers = 0
  const isAnswer = (packet: Packet): boolean => {
    return isToSecond(packet) && raft.state(second).term === term
  }
  rules.push(raft.routes.watch(isAnswer, () => answers++))
  restart(raft, voter)
  permitted.lift()
  await keepPassive(t, raft, voter, () => raft.state(second).term >= term)
  await t.sleep(ARRIVED_MS)
  const isSameTerm = raft.state(second).term === term
  end()
  return firstNotForced({
    'a server votes for a candidate of the term it knows': isVoted && isElected,
    'the rival stands in the term of that vote, and is answered': isSameTerm && answers > 0,
  })
}

/** Lets a request arrive; who answers it crashes right behind its reply. */
async function voteAndCrash(
  t: TestContext,
  raft: RaftCluster,
  { voter, rival }: { readonly voter: number; readonly rival: number },
  release: () => void,
): Promise<boolean> {
  const watch = raft.routes.watch(isLeg('reply', voter, rival), () => {
    watch.lift()
    raft.crashAt(voter, { at: 'after-reply', count: 1 })
  })
  release()
  const isCrashed = await until(t, ANSWER_MS, () => !raft.isRunning(voter))
  watch.lift()
  await t.sleep(ARRIVED_MS)
  return isCrashed
}

/** Entries that one follower acknowledges, and that are replaced. */
const DOOMED = 5

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
