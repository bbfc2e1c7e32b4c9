/**
 * Part 2C, scenarios of our own: what must be saved before it is acted upon. A server crashes right
 * behind the message that promised something; after its restart the promise must still hold. The
 * monitors and the applied logs are the judge. The late messages of 2C are in 2c-late.ts, broken
 * links in 2c-links.ts.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import { formatBytes } from '../../../harness/tester/format-bytes.ts'
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { knownTermScenarios } from './2c-known-term.ts'
import { lateScenarios } from './2c-late.ts'
import { linkScenarios } from './2c-links.ts'
import { replacedPersisted } from './2c-replaced.ts'
import { acknowledgeAndCrash, RULE_SAVED } from './acknowledged.ts'
import { playFigure8 } from './figure-8.ts'
import { agreedTrio, findTrio, raftTest, type Trio } from './openings.ts'
import { ANSWER_MS, FIRST_VOTE, keepPassive, makeFirstVote } from './rivals.ts'
import {
  ARRIVED_MS,
  COMMIT_MS,
  connectOnly,
  firstNotForced,
  inRounds,
  isLeg,
  type NotForced,
  restart,
  reunite,
  Story,
  thenAgree,
  until,
} from './steering.ts'

const votePersisted = raftTest({
  part: '2C',
  name: 'TestVotePersisted2C',
  title: 'Test (2C): a vote is saved before the reply leaves',
  points: 2,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    const story = new Story(t)
    await inRounds(t, { wanted: 2, most: 8, story }, () => voteTwice(t, raft, story))
    await raft.checkOneLeader()
  },
})

/** The voter crashes behind its vote and is asked by the rival in the same term. Was it? */
async function voteTwice(t: TestContext, raft: RaftCluster, story: Story): Promise<NotForced> {
  await raft.checkOneLeader()
  const vote = await makeFirstVote(t, raft, 'crash')
  if (vote === undefined) return [FIRST_VOTE]
  const { rivals, first, second, voter, term } = vote
  const answered = `S${voter} answered S${first}, which stood in term ${term}, and crashed behind the reply`
  story.tell(answered, RULE_SAVED)
  // The rival asks the new life: if it asks first whether it may, it hears only now that it may.
  await t.sleep(ARRIVED_MS)
  const isEarly = rivals.second.stands
  restart(raft, voter)
  rivals.second.permits.release()
  const isAsked = await rivals.keepPassiveUntil(t, () => rivals.second.hasAsked(voter))
  await t.sleep(ARRIVED_MS)
  const isSameTerm = rivals.isSameTerm && rivals.term === term
  if (isSameTerm) {
    story.tell(
      `${answered}; after its restart S${second} stood in the same term and asked it`,
      RULE_SAVED,
    )
  }
  vote.held.release()
  await t.sleep(ARRIVED_MS)
  vote.end()
  reunite(raft)
  return firstNotForced({
    'the rival does not stand before the voter is back': !isEarly,
    'the rival asks the voter, in the term of the vote or a later one, in time': isAsked,
    'both rivals stand in the term of the vote': isSameTerm,
  })
}

const ownVotePersisted = raftTest({
  part: '2C',
  name: 'TestOwnVotePersisted2C',
  title: 'Test (2C): a candidate saves its vote for itself',
  points: 2,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    const story = new Story(t)
    await inRounds(t, { wanted: 2, most: 8, story }, () => leadCrashVote(t, raft, story))
    await raft.checkOneLeader()
  },
})

/** A server is elected, crashes, comes back, and is asked by a rival in the term it has led. */
async function leadCrashVote(t: TestContext, raft: RaftCluster, story: Story): Promise<NotForced> {
  await raft.checkOneLeader()
  const vote = await makeFirstVote(t, raft, 'live')
  if (vote === undefined) return [FIRST_VOTE]
  const { rivals, first, second, voter, term } = vote
  vote.held.release()
  const hasLed = (): boolean => rivals.isFirstLeading && rivals.term === term
  const isElected = await until(t, ANSWER_MS, hasLed)
  raft.crash(first)
  raft.crash(voter)
  if (isElected) {
    story.tell(
      `S${first} led in term ${term} and crashed; it was restarted with S${second} as the only other server up`,
      RULE_SAVED,
    )
  }
  const isEarly = rivals.second.stands
  rivals.join()
  restart(raft, first)
  rivals.second.permits.release()
  const isAsked = await keepPassive(t, raft, first, () => rivals.second.hasAsked(first))
  await t.sleep(ARRIVED_MS)
  const isSameTerm = raft.state(second).term === term
  vote.end()
  reunite(raft)
  return firstNotForced({
    'the candidate that was answered first leads in that term': isElected,
    'the rival does not stand before that leader is back': !isEarly,
    'the rival asks that leader, in its term or a later one, in time': isAsked,
    'the rival stands in the term of that leader': isSameTerm,
  })
}

const termPersisted = raftTest({
  part: '2C',
  name: 'TestTermPersisted2C',
  title: 'Test (2C): a term is saved before the reply leaves',
  points: 2,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    // A follower that lacks an entry learns the term from a message that brings it nothing.
    let isBehind = true
    await inRounds(t, { wanted: 4, most: 8 }, async () => {
      const { leader: oldLeader, follower } = await findTrio(raft)
      // While the follower is down the others go on to a later term.
      raft.crash(follower)
      if (isBehind) await raft.one(raft.randomCommand(), 2, true)
      isBehind = !isBehind
      restart(raft, oldLeader)
      const leader = await raft.checkOneLeader()
      const isForced = await answerAndRestart(t, raft, leader, follower)
      reunite(raft)
      return firstNotForced({
        'a follower that was behind answers the leader by a reply, in its term': isForced,
      })
    })
    await raft.one(raft.randomCommand(), 3, true)
  },
})

/** The follower joins the leader's term, answers in it, and crashes. */
async function answerAndRestart(
  t: TestContext,
  raft: RaftCluster,
  leader: number,
  follower: number,
): Promise<boolean> {
  const { term } = raft.state(leader)
  let answered = -1
  raft.start(follower)
  const watch = raft.routes.watch(isLeg('reply', follower, leader), () => {
    if (answered >= term) return
    answered = raft.state(follower).term
    if (answered >= term) raft.crashAt(follower, { at: 'after-reply', count: 1 })
  })
  raft.connect(follower)
  const isForced = await until(t, COMMIT_MS, () => answered >= term)
  watch.lift()
  raft.start(follower)
  const restarted = raft.state(follower).term
  if (!isForced || restarted >= answered) return isForced
  const saved = formatBytes(raft.saved(follower).raftStateSize)
  throw new CheckFailure(
    `S${follower} answered S${leader} in term ${answered}, crashed, and came back in term ${restarted}`,
    {
      rule: `${RULE_SAVED}; currentTerm is part of it`,
      details: [`S${follower}  was started again with ${saved} of saved Raft state`],
    },
  )
}

const entryPersisted = raftTest({
  part: '2C',
  name: 'TestEntryPersisted2C',
  title: 'Test (2C): an entry is saved before it is acknowledged',
  points: 2,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    const story = new Story(t)
    const round = thenAgree(raft, async () => {
      return acknowledgeAndCrash(t, raft, await makePair(raft), story)
    })
    await inRounds(t, { wanted: 3, most: 8, story }, round)
  },
})

/** A leader with one follower; the third server is cut off. */
async function makePair(raft: RaftCluster): Promise<Trio> {
  const pair = await agreedTrio(raft)
  raft.disconnect(pair.third)
  return pair
}

const leaderEntryPersisted = raftTest({
  part: '2C',
  name: 'TestLeaderEntryPersisted2C',
  title: 'Test (2C): a leader saves its own entry before it counts it',
  points: 2,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    const story = new Story(t)
    await inRounds(t, { wanted: 3, most: 8, story }, async () => {
      const { leader, follower, third } = await makePair(raft)
      const command = raft.randomCommand()
      const { index, isLeader } = raft.submit(leader, command)
      const isCommitted =
        isLeader && (await until(t, COMMIT_MS, () => raft.applied(index) === command))
      if (isCommitted) {
        story.tell(
          `S${leader} and S${follower} alone have committed index ${index}; then S${follower} was lost, and S${leader} has crashed and restarted`,
          'Raft Fig. 2: log[] is persistent; an entry that is not saved is not stored on that server',
        )
        raft.crash(follower)
        restart(raft, leader)
        raft.connect(third)
        await raft.one(raft.randomCommand(), 2, true)
      }
      reunite(raft)
      return firstNotForced({ 'a leader with one follower commits an entry': isCommitted })
    })
    await raft.one(raft.randomCommand(), 3, true)
  },
})

const figure8 = raftTest({
  part: '2C',
  name: 'TestFigure8Steps2C',
  title: 'Test (2C): Figure 8 step by step',
  points: 2,
  servers: 5,
  origin: 'ours',
  async body(t, raft) {
    const story = new Story(t)
    for (const ending of ['d', 'e', 'd+'] as const) {
      await inRounds(t, { wanted: 1, most: 3, story }, () => playFigure8(t, raft, ending, story))
    }
    await raft.one(raft.randomCommand(), 5, true)
  },
})

/** How long a killed server may take to fall silent, and how long it is then watched. Ours. */
const KILL_GRACE_MS = 2_000
const KILL_WATCH_MS = 3_000

const killed = raftTest({
  part: '2C',
  name: 'TestKilled2C',
  title: 'Test (2C): a killed server falls silent',
  points: 2,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    const { leader, follower } = await agreedTrio(raft)
    for (let i = 0; i < 5; i++) raft.submit(leader, raft.randomCommand())
    connectOnly(raft, [])
    const lives = [leader, follower].map((server) => raft.life(server))
    for (const life of lives) raft.kill(life.server)
    await t.sleep(KILL_GRACE_MS)
    const before = lives.map((life) => raft.deeds(life.server))
    for (const life of lives) raft.startKilled(life.server, raft.randomCommand())
    const behindStart = lives.map((life) => raft.deeds(life.server))
    await t.sleep(KILL_WATCH_MS)
    lives.forEach(({ server }, at) => {
      const [then, atOnce] = [before[at], behindStart[at]] as [Deeds, Deeds]
      const failure = findNoise(server, then, atOnce, raft.deeds(server))
      if (failure === undefined) return
      if (t.world.isByOurHandout) throw failure
      t.world.warn(`${failure.message}; not counted, since the labs in Go advise it only`)
    })
    for (const { server } of lives) raft.start(server)
    reunite(raft)
    await raft.one(raft.randomCommand(), 3, true)
  },
})

type Deeds = ReturnType<RaftCluster['deeds']>

/** How a killed server is said to have gone on: once, or several times. */
const DEEDS = {
  calls: ['call', 'calls'],
  saves: ['save', 'saves'],
  applied: ['command on applyCh', 'commands on applyCh'],
} as const

/** What was still done; `atOnce` tells what came at once with a start() after kill(). */
function findNoise(
  server: number,
  then: Deeds,
  atOnce: Deeds,
  now: Deeds,
): CheckFailure | undefined {
  const what = (['calls', 'saves', 'applied'] as const).find((what) => now[what] !== then[what])
  if (what === undefined) return undefined
  const [more, byStart] = [now[what] - then[what], atOnce[what] - then[what]]
  return new CheckFailure(
    `S${server} was not silent in the ${KILL_WATCH_MS / 1_000} s that began ${KILL_GRACE_MS / 1_000} s after kill(): ${more} ${DEEDS[what][more === 1 ? 0 : 1]}`,
    {
      rule: 'labs/raft/README.md, Part 2C: After kill() a server falls silent within two seconds: no calls, no saves, nothing on applyCh.',
      details: [
        `start() was called at the beginning of that; ${byStart} of them came at once with it`,
      ],
    },
  )
}

export const persistScenarios = [
  votePersisted,
  ownVotePersisted,
  termPersisted,
  entryPersisted,
  leaderEntryPersisted,
  replacedPersisted,
  figure8,
  ...knownTermScenarios,
  ...lateScenarios,
  killed,
  ...linkScenarios,
]
