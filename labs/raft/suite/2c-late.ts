/**
 * Part 2C, scenarios of our own: late and overtaken messages. Each holds one message back by its
 * ends and lets it go when it has become untrue. The monitors and the applied logs are the judge.
 */

import { CheckFailure } from '../../../harness/tester/failure.ts'
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import { formatMs } from '../../../harness/tester/process.ts'
import type { Held, RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { RULE } from '../../../harness/tester/rules.ts'
import { delayOneAppend, SENDS_ON } from './2b-scenarios.ts'
import { agreedLeader, agreedTrio, raftTest } from './openings.ts'
import { ANSWER_MS, FIRST_VOTE, makeFirstVote, meetAgain } from './rivals.ts'
import {
  ARRIVED_MS,
  COMMIT_MS,
  carries,
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
  STALE_CALL_MS,
  Story,
  until,
} from './steering.ts'

/** Long enough for several heartbeats. */
const RESEND_MS = 1_000

const oldVotes = raftTest({
  part: '2C',
  name: 'TestOldVotes2C',
  title: 'Test (2C): a vote counts only in the term it was given in',
  points: 2,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    const story = new Story(t)
    await inRounds(t, { wanted: 2, most: 8, story }, () => countOldVote(t, raft, story))
    await raft.checkOneLeader()
  },
})

/** A vote arrives one term late, when the rival already leads in the new term. */
async function countOldVote(t: TestContext, raft: RaftCluster, story: Story): Promise<NotForced> {
  await raft.checkOneLeader()
  const vote = await makeFirstVote(t, raft, 'live')
  if (vote === undefined) return [FIRST_VOTE]
  const { rivals, first, second, voter, held } = vote
  held.seal()
  // With pre-vote a server needs a permission for another term, and then asks in vain.
  const again = rivals.hasPreVote ? await meetAgain(t, raft, vote) : undefined
  const away = cut(raft, first, voter)
  again?.second.asked.lift()
  const isLed = (): boolean => raft.state(second).isLeader
  const isWon = again ? await until(t, ANSWER_MS, isLed) : await rivals.keepPassiveUntil(t, isLed)
  const { term } = raft.state(second)
  const isMet = isWon && (await until(t, COMMIT_MS, () => raft.state(first).term >= term))
  const isSameTerm = isMet && raft.state(first).term === term && vote.term < term
  if (isSameTerm) {
    story.tell(
      `S${voter} answered S${first}, which stood in term ${vote.term}; that arrived when S${first} stood in term ${term}, in which S${second} leads`,
      'Raft §5.2: a candidate wins with votes from a majority in the same term',
    )
    held.release()
  }
  await t.sleep(ARRIVED_MS)
  away.lift()
  again?.end()
  vote.end()
  reunite(raft)
  return firstNotForced({
    'the rival of the candidate that was answered first is elected in a later term': isWon,
    'the candidate that was answered first stands in the term in which its rival leads': isSameTerm,
  })
}

/** Holds what `follower` answers to `leader`. */
function holdReplies(raft: RaftCluster, follower: number, leader: number): Held {
  return raft.routes.hold(isLeg('reply', follower, leader))
}

const staleReply = raftTest({
  part: '2C',
  name: 'TestStaleReply2C',
  title: 'Test (2C): a reply of an earlier term of office does not commit',
  points: 2,
  servers: 5,
  origin: 'ours',
  async body(t, raft) {
    const story = new Story(t)
    await inRounds(t, { wanted: 2, most: 4, story }, () => replyTermsLater(t, raft, story))
    await raft.one(raft.randomCommand(), 5, true)
  },
})

const DOOMED = 5

/**
 * A follower acknowledges entries that are then replaced. Its acknowledgement arrives when the same
 * leader is in office again and has other entries there, on itself and one more server only.
 */
async function replyTermsLater(
  t: TestContext,
  raft: RaftCluster,
  story: Story,
): Promise<NotForced> {
  const leader = await agreedLeader(raft)
  const [follower, helper, ...others] = t.shuffle(
    raft.servers.filter((server) => server !== leader),
  ) as [number, number, number, number]
  connectOnly(raft, [leader, follower])
  const late = holdReplies(raft, follower, leader)
  const first = raft.submit(leader, raft.randomCommand())
  for (let i = 1; i < DOOMED; i++) raft.submit(leader, raft.randomCommand())
  await t.sleep(REPLICATE_MS)
  late.seal()

  // The other three replace them by one entry, and everybody follows.
  connectOnly(raft, [helper, ...others])
  await raft.one(raft.randomCommand(), 3, true)
  reunite(raft)
  await raft.one(raft.randomCommand(), 5, true)
  if (late.size === 0) return ['a follower that is sent entries answers by a reply']
  if (!(await elect(t, raft, leader))) return ['a leader of an earlier term is elected again']

  connectOnly(raft, [leader, helper])
  const { index, isLeader, term } = raft.submit(leader, raft.randomCommand())
  for (let i = index; i < first.index + DOOMED - 1; i++) raft.submit(leader, raft.randomCommand())
  await t.sleep(REPLICATE_MS)
  if (isLeader && term > first.term) {
    story.tell(
      `S${leader} led in term ${first.term} and took index ${first.index} to ${first.index + DOOMED - 1} with S${follower} alone; the others went on without them, and ${late.size} replies that S${follower} had sent then arrived when S${leader} led in term ${term}`,
      'Raft Fig. 2: matchIndex is what is known to be replicated, and begins at 0 in each term of office',
    )
  }
  late.release()
  await t.sleep(REPLICATE_MS)
  reunite(raft)
  return firstNotForced({
    'a leader of an earlier term takes a command in a later term': isLeader && term > first.term,
  })
}

const ackCounts = raftTest({
  part: '2C',
  name: 'TestAckCounts2C',
  title: 'Test (2C): an acknowledgement counts for what was sent',
  points: 2,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    const story = new Story(t)
    await inRounds(t, { wanted: 2, most: 4, story }, () => submitBeforeReply(t, raft, story))
    await raft.one(raft.randomCommand(), 3, true)
  },
})

/** While a success is on its way the leader takes one more command, which reaches nobody. */
async function submitBeforeReply(
  t: TestContext,
  raft: RaftCluster,
  story: Story,
): Promise<NotForced> {
  const { leader, follower, third } = await agreedTrio(raft)
  raft.disconnect(third)
  const late = holdReplies(raft, follower, leader)
  raft.submit(leader, raft.randomCommand())
  await until(t, RESEND_MS, () => late.size > 0)
  const deaf = cut(raft, leader, follower)
  await t.sleep(ARRIVED_MS)
  const { index, isLeader } = raft.submit(leader, raft.randomCommand())
  await t.sleep(ARRIVED_MS)
  const isHeld = late.size > 0
  if (isHeld && isLeader) {
    story.tell(
      `S${leader} took index ${index}, which has reached nobody, while a reply of S${follower} to an earlier request was on its way`,
      'Raft Fig. 2, Leaders: matchIndex is what the follower is known to have, that is, what it was sent',
    )
  }
  late.lift()
  await t.sleep(ARRIVED_MS)
  raft.disconnect(leader)
  deaf.lift()
  raft.connect(third)
  await raft.one(raft.randomCommand(), 2, true)
  reunite(raft)
  return firstNotForced({
    'a follower that is sent an entry answers by a reply': isHeld,
    'the leader takes a command while a reply of a follower is on its way': isLeader,
  })
}

const matchIndexKept = raftTest({
  part: '2C',
  name: 'TestMatchIndexKept2C',
  title: 'Test (2C): an overtaken success does not set matchIndex back',
  points: 2,
  servers: 5,
  origin: 'ours',
  async body(t, raft) {
    await inRounds(t, { wanted: 2, most: 4 }, () => overtakeSuccess(t, raft))
    await raft.one(raft.randomCommand(), 5, true)
  },
})

/**
 * All hear the leader, but it hears only one follower, who acknowledges everything; then an older
 * success of that follower arrives, and nothing more. Another one is heard again: together they are
 * a majority. All that within the time after which a leader that hears no majority would give up.
 */
async function overtakeSuccess(t: TestContext, raft: RaftCluster): Promise<NotForced> {
  const leader = await agreedLeader(raft)
  const [follower, second, ...others] = [1, 2, 3, 4].map((step) => (leader + step) % 5) as [
    number,
    number,
    ...number[],
  ]
  const lostReplies = (from: readonly number[]) =>
    raft.routes.drop(
      (packet) =>
        packet.leg === 'reply' && packet.to === leader && from.includes(packet.from as number),
    )
  const unheard = [lostReplies([second]), lostReplies(others)]
  const late = holdReplies(raft, follower, leader)
  const { term } = raft.submit(leader, raft.randomCommand())
  await until(t, RESEND_MS, () => late.size > 0)
  late.seal()

  // A success that covers the next command has arrived when another request follows it.
  const command = raft.randomCommand()
  const { index } = raft.submit(leader, command)
  const isAcknowledged = await seesAcknowledged(t, raft, { leader, follower, command })
  const silenced = [cut(raft, leader, follower), mute(raft, (from) => from === follower)]
  await t.sleep(ARRIVED_MS)
  late.release()
  await t.sleep(ARRIVED_MS)

  unheard[0]?.lift()
  const heardMs = t.world.sim.nowMs
  const isInOffice = (): boolean => isStillLeader(raft, { leader, term })
  const isCommitted = (): boolean => raft.applied(index) === command
  let replies = 0
  const counted = raft.routes.watch(isLeg('reply', second, leader), () => {
    if (isInOffice()) replies++
  })
  await until(t, STALE_CALL_MS, () => isCommitted() || !isInOffice())
  counted.lift()
  const isDone = isCommitted()
  // A leader may give up when it does not hear from a majority, and has had its chance by then.
  const notForced = firstNotForced({
    'a follower is sent a later command and answers twice while its first reply is late':
      isAcknowledged,
    'a leader that hears one follower of four only stays in office':
      isInOffice() || replies >= ENOUGH_REPLIES,
  })
  for (const rule of [...unheard, ...silenced]) rule.lift()
  if (isDone || notForced.length > 0) return notForced
  throw new CheckFailure(
    `nobody has applied index ${index} of S${leader}, ${formatMs(t.world.sim.nowMs - heardMs)} after it could hear S${second} again`,
    {
      rule:
        replies === 0
          ? RULE.retries
          : 'Raft Fig. 2: matchIndex increases monotonically, whatever order replies arrive in',
      details: [
        `S${follower}  answered twice and more since it was sent that index; an older reply of it arrived behind these`,
        `S${second}  has sent S${leader} ${replies} replies since it could be heard again`,
        ...raft.describeStates(),
      ],
    },
  )
}

/**
 * So often a follower that has all entries has answered when it must count as one of those who
 * have: two requests bring or confirm two entries, however few go into each.
 */
const ENOUGH_REPLIES = 4

/** Has the leader sent an entry, got an answer, and some time to digest it? */
async function seesAcknowledged(
  t: TestContext,
  raft: RaftCluster,
  { leader, follower, command }: { leader: number; follower: number; command: number },
): Promise<boolean> {
  let isSent = false
  let replies = 0
  const sent = raft.routes.watch(isLeg('request', leader, follower), (packet) => {
    isSent ||= carries(packet, command)
  })
  const answered = raft.routes.watch(isLeg('reply', follower, leader), () => {
    if (isSent) replies++
  })
  const isAcknowledged = await until(t, RESEND_MS, () => replies > 1)
  await t.sleep(ARRIVED_MS)
  sent.lift()
  answered.lift()
  return isAcknowledged
}

const lateAppend = raftTest({
  part: '2C',
  name: 'TestLateAppend2C',
  title: 'Test (2C): a late AppendEntries does not cut the saved log',
  points: 2,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    const story = new Story(t)
    await inRounds(t, { wanted: 2, most: 4, story }, async () => {
      const { leader, follower, third } = await agreedTrio(raft)
      raft.disconnect(third)
      const isForced = await delayOneAppend(t, raft, leader, follower)
      await t.sleep(ARRIVED_MS)
      if (isForced) {
        story.tell(
          `S${follower} got a request of S${leader} late, behind others that brought it entries which are committed; then S${leader} crashed, and S${follower} restarted`,
          'Raft Fig. 2, AppendEntries receiver 3: only an entry that conflicts is deleted, with all that follow it',
        )
      }
      raft.crash(leader)
      restart(raft, follower)
      raft.connect(third)
      await raft.one(raft.randomCommand(), 2, true)
      reunite(raft)
      return firstNotForced({ [SENDS_ON]: isForced })
    })
    await raft.one(raft.randomCommand(), 3, true)
  },
})

export const lateScenarios = [oldVotes, staleReply, ackCounts, matchIndexKept, lateAppend]
