/**
 * Part 2C, scenarios of our own: a vote in a term that the voter has known before, and what a leader
 * knew of its followers in an earlier office. The monitors and the applied logs are the judge.
 */
import { labTest, type TestContext } from '../../../harness/tester/lab-test.ts'
import type { Packet, RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import {
  ARRIVED_MS,
  connectOnly,
  cut,
  elect,
  firstNotForced,
  inRounds,
  type NotForced,
  restart,
  reunite,
  Story,
  until,
} from './steering.ts'

const RULE_SAVED =
  'Raft Fig. 2: persistent state is updated on stable storage before responding to RPCs; votedFor is part of it'

/** Time for two candidates to stand in one term. */
const STAND_MS = 4_000
/** From a request to its answer, or to what the answer changes. */
const ANSWER_MS = 20
/** A server without a leader asks within that time. */
const ASK_MS = 1_500

const voteInKnownTerm = labTest({
  part: '2C',
  name: 'TestVoteInKnownTerm2C',
  title: 'Test (2C): a vote is saved in a term that the voter knows already',
  points: 1,
  servers: 3,
  origin: 'ours',
  async body(t) {
    const raft = t.raftCluster({ servers: 3 })
    const story = new Story(t)
    let made = 0
    await inRounds(t, { wanted: 2, most: 14, story }, async () => {
      // Some learn a term as a leader, others only as a follower that asks.
      const notForced = await voteOnceKnown(t, raft, made++ % 2 === 0, story)
      reunite(raft)
      return notForced
    })
    await raft.checkOneLeader()
  },
})

/**
 * Two candidates of one term cannot hear each other, and what they ask the voter is held. The voter
 * asks one of them something, learns the term from the answer, and only then is asked for its vote.
 * It crashes behind the vote, comes back, and is asked by the other one.
 */
async function voteOnceKnown(
  t: TestContext,
  raft: RaftCluster,
  asLeader: boolean,
  story: Story,
): Promise<NotForced> {
  await raft.one(raft.randomCommand(), 3, true)
  const voter = await raft.checkOneLeader()
  const [a, b] = raft.servers.filter((server) => server !== voter) as [number, number]
  const { term: before } = raft.state(voter)
  if (!asLeader) restart(raft, voter)
  const rules = [cut(raft, a, b), cut(raft, b, a)]
  const apart = cut(raft, voter, b)
  const deaf = raft.routes.drop(({ from, leg }) => leg === 'request' && from === voter)
  // Held once the sender stands; until then a candidate may have to ask whether it may.
  const asked = [a, b].map((rival) =>
    raft.routes.hold(
      ({ from, to, leg }) =>
        leg === 'request' && from === rival && to === voter && raft.state(rival).term > before,
    ),
  )
  const end = (): void => {
    for (const rule of [...rules, deaf, apart]) rule.lift()
    for (const held of asked) held.seal()
  }
  const isSame = (): boolean =>
    raft.state(a).term === raft.state(b).term && raft.state(a).term > raft.state(voter).term
  const isMet = await until(t, STAND_MS, () => isSame() && asked.every(({ size }) => size > 0))
  const { term } = raft.state(a)
  deaf.lift()
  const learns = (): boolean => raft.state(voter).term >= term
  const isLearned = isMet && (await until(t, ASK_MS, () => learns() || !isSame()))
  const isKnown = isLearned && raft.servers.every((server) => raft.state(server).term === term)
  if (!isKnown) {
    end()
    return firstNotForced({
      'two candidates stand in one term and ask the third server': isMet,
      'the third server learns the term from an answer, and stands in it without having voted':
        isKnown,
    })
  }
  story.tell(
    `S${voter} learned term ${term} from an answer of S${a}, then gave S${a} its vote and crashed behind the reply; after its restart S${b} asked it in the same term`,
    RULE_SAVED,
  )
  const isVoted = await voteAndCrash(t, raft, { voter, rival: a }, () => asked[0]?.lift())
  restart(raft, voter)
  rules.push(cut(raft, a, voter), cut(raft, voter, a))
  apart.lift()
  const isStill = [a, b].every((rival) => raft.state(rival).term === term)
  asked[1]?.lift()
  await t.sleep(ARRIVED_MS)
  end()
  return firstNotForced({
    'the third server replies to a candidate of the term it knows': isVoted,
    'both candidates stand in that term when the third server is back': isStill,
  })
}

/** Lets a request arrive; who answers it crashes right behind its reply. */
async function voteAndCrash(
  t: TestContext,
  raft: RaftCluster,
  { voter, rival }: { readonly voter: number; readonly rival: number },
  release: () => void,
): Promise<boolean> {
  const isVote = ({ from, to, leg }: Packet): boolean =>
    leg === 'reply' && from === voter && to === rival
  const watch = raft.routes.watch(isVote, () => {
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
const REPLICATE_MS = 500

const oldMatch = labTest({
  part: '2C',
  name: 'TestOldMatch2C',
  title: 'Test (2C): a leader knows nothing of its followers from an earlier office',
  points: 1,
  servers: 5,
  origin: 'ours',
  async body(t) {
    const raft = t.raftCluster({ servers: 5 })
    const story = new Story(t)
    await inRounds(t, { wanted: 2, most: 4, story }, () => leadAgain(t, raft, story))
    await raft.one(raft.randomCommand(), 5, true)
  },
})

/**
 * A follower acknowledges entries that are then replaced. Their leader leads again and appends as
 * many with one helper: two of five have them, and no more.
 */
async function leadAgain(t: TestContext, raft: RaftCluster, story: Story): Promise<NotForced> {
  await raft.one(raft.randomCommand(), 5, true)
  const leader = await raft.checkOneLeader()
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
  story.tell(
    `S${follower} acknowledged up to index ${last} to S${leader} in an earlier office; those entries were replaced, and S${leader} leads again with S${helper} alone`,
    'Raft Fig. 2: nextIndex[] and matchIndex[] are reinitialized after election',
  )
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
