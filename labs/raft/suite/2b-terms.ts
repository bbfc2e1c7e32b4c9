/**
 * Part 2B, scenarios of our own: messages of past terms, terms beyond nine, and a commit index
 * whose first announcement is lost. The monitors and the applied logs are the judge.
 */
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { latePermission } from './2b-permission.ts'
import { candidateFollows } from './2b-rivals.ts'
import { checkBroughtUp } from './agreed-log.ts'
import { agreedLeader, agreedTrio, raftTest, strand } from './openings.ts'
import {
  ARRIVED_MS,
  COMMIT_MS,
  campaign,
  carries,
  connectOnly,
  elect,
  firstNotForced,
  inRounds,
  isLeg,
  type NotForced,
  reunite,
  SEND_MS,
  Story,
  thenAgree,
  until,
} from './steering.ts'

const pastAppend = raftTest({
  part: '2B',
  name: 'TestPastAppend2B',
  title: 'Test (2B): entries of a leader of a past term are refused',
  points: 2,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    const story = new Story(t)
    const round = thenAgree(raft, () => appendTermsLater(t, raft, story))
    await inRounds(t, { wanted: 2, most: 4, story }, round)
  },
})

/** What a leader sends reaches a follower after that has committed for the next leader. */
async function appendTermsLater(
  t: TestContext,
  raft: RaftCluster,
  story: Story,
): Promise<NotForced> {
  const { leader, follower, third } = await agreedTrio(raft)
  raft.disconnect(third)
  const command = raft.randomCommand()
  const isTo = isLeg('request', leader, follower)
  const late = raft.routes.hold((packet) => isTo(packet) && carries(packet, command))
  raft.submit(leader, command)
  const isHeld = await until(t, SEND_MS, () => late.size > 0)
  late.seal()
  connectOnly(raft, [follower, third])
  const isElected = await elect(t, raft, third)
  const index = await raft.one(raft.randomCommand(), 2, true)
  if (isHeld && isElected) {
    story.tell(
      `S${follower} committed index ${index} with S${third}; then what S${leader} had sent it in a term before arrived`,
      'Raft Fig. 2, AppendEntries receiver 1: reply false if term < currentTerm',
    )
  }
  late.release()
  await t.sleep(ARRIVED_MS)
  // The old leader lacks what was committed; only the follower can have kept it.
  connectOnly(raft, [leader, follower])
  await raft.one(raft.randomCommand(), 2, true)
  return firstNotForced({
    'a leader sends a follower a command that was submitted': isHeld,
    'the third server is elected': isElected,
  })
}

/** The last term of one digit. */
const NINE = 9

const RULE_LATER_TERM =
  'Raft §5.4.1: the log with the later last term is more up-to-date; terms are numbers'

const manyTerms = raftTest({
  part: '2B',
  name: 'TestManyTerms2B',
  title: 'Test (2B): a log of term 10 is newer than one of term 9',
  points: 3,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    const round = thenAgree(raft, () => {
      raft.renew()
      reunite(raft)
      return meetTermTen(t, raft)
    })
    await inRounds(t, { wanted: 1, most: 4 }, round)
  },
})

/** A leader of term 9, or a little before, is cut off with entries; others commit in term 10. */
async function meetTermTen(t: TestContext, raft: RaftCluster): Promise<NotForced> {
  let oldLeader = await raft.checkOneLeader()
  while (raft.state(oldLeader).term < NINE) {
    raft.disconnect(oldLeader)
    const next = await raft.checkOneLeader()
    raft.connect(oldLeader)
    oldLeader = next
  }
  const oldTerm = raft.state(oldLeader).term
  strand(raft, oldLeader, 5)
  await raft.one(raft.randomCommand(), 2, true)
  const newLeader = await raft.checkOneLeader()
  const newTerm = raft.state(newLeader).term
  raft.disconnect(newLeader)
  const watch = raft.forbidLeaders(
    [oldLeader],
    `its log ends in term ${oldTerm}, and that of its voter in a term up to ${newTerm}`,
    RULE_LATER_TERM,
  )
  raft.connect(oldLeader)
  await campaign(t, raft, oldLeader, 3 - oldLeader - newLeader)
  watch.end()
  return firstNotForced({
    'a leader of term 9 is cut off before the terms go on': oldTerm === NINE,
    'a server is elected in a term from 10 to 89': newTerm < 90,
  })
}

/**
 * How long the link is down: for the announcement alone, and for what is sent again. Shorter than
 * an election timeout.
 */
const LOSSES_MS = [20, 150, 280, 290] as const

const commitAgain = raftTest({
  part: '2B',
  name: 'TestCommitAgain2B',
  title: 'Test (2B): a follower learns the commit index although its first announcement is lost',
  points: 2,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    const losses = [...LOSSES_MS, ...LOSSES_MS]
    const rounds = { wanted: LOSSES_MS.length, most: losses.length }
    await inRounds(t, rounds, () => loseAnnouncement(t, raft, losses.shift() ?? 0))
    await raft.one(raft.randomCommand(), 3, true)
  },
})

/** A command reaches a follower; what the leader sends it next is lost, and nothing new comes. */
async function loseAnnouncement(
  t: TestContext,
  raft: RaftCluster,
  lossMs: number,
): Promise<NotForced> {
  const leader = await agreedLeader(raft)
  const follower = (leader + t.random(1, 2)) % 3
  const command = raft.randomCommand()
  let isBrought = false
  let lost = 0
  const isTo = isLeg('request', leader, follower)
  const loss = raft.routes.drop((packet) => {
    if (!isTo(packet)) return false
    if (isBrought) lost++
    else isBrought = carries(packet, command)
    return lost > 0
  })
  const { index, term } = raft.submit(leader, command)
  await until(t, SEND_MS, () => lost > 0 && raft.nCommitted(index).count === 2)
  await t.sleep(lossMs)
  const isUntold = lost > 0 && raft.nCommitted(index).count === 2
  loss.lift()
  const told = { leader, follower, index, term }
  const isSameOffice = await checkBroughtUp(t, raft, told, {
    although: `S${leader} leads and could reach it all that time`,
    rule: 'Raft Fig. 2: every AppendEntries, heartbeats included, carries leaderCommit; a follower commits up to it as far as its log is known to agree',
    details: isUntold
      ? [
          `it was committed when the test had lost ${lost} messages of S${leader} to S${follower}, right behind the one that brought the command; no command came after it`,
        ]
      : [],
  })
  return firstNotForced({
    'a follower has a command and does not know yet that it is committed': isUntold,
    'the leader stays in office meanwhile': isSameOffice,
  })
}

const capBehindHeartbeat = raftTest({
  part: '2B',
  name: 'TestStaleTail2B',
  title: 'Test (2B): an old tail is not committed by a heartbeat',
  points: 2,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    const story = new Story(t)
    for (let round = 0; round < 2; round++) {
      await commitPastTail(t, raft, story)
      reunite(raft)
      await raft.one(raft.randomCommand(), 3, true)
    }
    await catchUpPastTail(t, raft)
    reunite(raft)
    await raft.one(raft.randomCommand(), 3, true)
  },
})

/**
 * A follower has a tail that nobody else has, and agrees with a leader that has nothing newer. What
 * the leader then commits with the third server is late on its way to it; what carries no command
 * is not. On a Raft that never sends less than all it has, the tail is gone before it does harm.
 */
async function commitPastTail(t: TestContext, raft: RaftCluster, story: Story): Promise<void> {
  const follower = await agreedLeader(raft)
  strand(raft, follower, 6)
  const leader = await raft.checkOneLeader()
  raft.connect(follower)
  const { term } = raft.state(leader)
  await until(t, COMMIT_MS, () => raft.state(follower).term === term)
  await t.sleep(2 * ARRIVED_MS)

  const commands = Array.from({ length: 3 }, () => raft.randomCommand())
  const isTo = isLeg('request', leader, follower)
  const late = raft.routes.hold(
    (packet) => isTo(packet) && commands.some((command) => carries(packet, command)),
  )
  const last = commands.map((command) => raft.submit(leader, command).index).at(-1) ?? 0
  const isCommitted = await until(t, COMMIT_MS, () => raft.nCommitted(last).count >= 2)
  if (isCommitted && late.size > 0) {
    story.tell(
      `S${follower} has entries that no other server has; S${leader} committed others up to index ${last} at their place, and what it sent of them to S${follower} was late`,
      'Raft Fig. 2, AppendEntries receiver 5: commitIndex = min(leaderCommit, index of last new entry)',
    )
  }
  await t.sleep(300)
  late.lift()
  await t.sleep(ARRIVED_MS)
}

/** More than a leader sends in one message where it sends limited ones. */
const LONG = 450
/** So long that a leader that goes back by ever larger steps comes to begin far before that. */
const OWN_TAIL = 130

/**
 * A follower with a tail of its own is brought up by a leader that begins far back, and so sends
 * entries that end long before what is committed.
 */
async function catchUpPastTail(t: TestContext, raft: RaftCluster): Promise<void> {
  const follower = await raft.checkOneLeader()
  for (let i = 0; i < LONG; i++) raft.submit(follower, raft.randomCommand())
  await raft.one(raft.randomCommand(), 3, true)
  if (!raft.state(follower).isLeader) return
  strand(raft, follower, OWN_TAIL)
  const first = await raft.checkOneLeader()
  for (let i = 0; i < OWN_TAIL; i++) raft.submit(first, raft.randomCommand())
  await raft.one(raft.randomCommand(), 2, true)
  // Who is elected now knows nothing of the follower yet.
  await elect(t, raft, 3 - follower - first)
  raft.connect(follower)
}

export const logTermScenarios = [
  pastAppend,
  manyTerms,
  commitAgain,
  capBehindHeartbeat,
  candidateFollows,
  latePermission,
]
