/**
 * Part 2B, scenarios of our own: what is lost on its way to a follower must leave again, and an
 * acknowledgement of what was sent again counts for nothing that is not stored. They lose messages
 * by their ends and commands; the monitors and the applied logs are the judge.
 */
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { RULE } from '../../../harness/tester/rules.ts'
import { checkBroughtUp } from './agreed-log.ts'
import { agreedTrio, raftTest } from './openings.ts'
import {
  ARRIVED_MS,
  COMMIT_MS,
  carries,
  firstNotForced,
  inRounds,
  isLeg,
  isStillLeader,
  type NotForced,
  reunite,
  SEND_MS,
  Story,
  thenAgree,
  until,
} from './steering.ts'

/** More messages than a leader has on their way at a time. */
const MANY = 40
/** Shorter than an election timeout, for a follower that hears nothing meanwhile. */
const LOSS_MS = 230
/** What a leader in a hurry needs to commit a command. */
const BRIEF_MS = 20

const appendAgain = raftTest({
  part: '2B',
  name: 'TestAppendAgain2B',
  title: 'Test (2B): an entry whose message was lost is sent again',
  points: 1,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    for (const [count, losesAll] of [
      [1, false],
      [1, true],
      [MANY, true],
    ] as const) {
      await inRounds(t, { wanted: 1, most: 4 }, () => loseEntries(t, raft, count, losesAll))
    }
    await raft.one(raft.randomCommand(), 3, true)
  },
})

/**
 * What brings commands to a follower is lost, with all else (`losesAll`) or alone, until they are
 * committed without it; and no command comes after them.
 */
async function loseEntries(
  t: TestContext,
  raft: RaftCluster,
  count: number,
  losesAll: boolean,
): Promise<NotForced> {
  const { leader, follower } = await agreedTrio(raft)
  const { term } = raft.state(leader)
  const commands: number[] = []
  let lost = 0
  const isTo = isLeg('request', leader, follower)
  const loss = raft.routes.drop((packet) => {
    if (!isTo(packet)) return false
    const isMeant = commands.some((command) => carries(packet, command))
    if (isMeant) lost++
    return isMeant || losesAll
  })
  const endMs = t.world.sim.nowMs + LOSS_MS
  let index = 0
  const isCommitted = (): boolean => raft.life(leader).lastApplied >= index
  let tookMs = 0
  // The last one is committed by then, too, if it takes no longer than the one before it.
  while (commands.length < count && t.world.sim.nowMs + tookMs < endMs) {
    const sentMs = t.world.sim.nowMs
    const command = raft.randomCommand()
    commands.push(command)
    index = raft.submit(leader, command).index
    await until(t, Math.max(endMs - t.world.sim.nowMs, BRIEF_MS), isCommitted)
    tookMs = t.world.sim.nowMs - sentMs
  }
  const isLost = lost > 0 && isCommitted() && raft.life(follower).lastApplied < index
  loss.lift()
  const told = { leader, follower, index, term }
  const isSameOffice = await checkBroughtUp(t, raft, told, {
    although: `S${leader} leads and could reach it all that time`,
    rule: RULE.retries,
    details: [
      `the test had lost ${lost} messages of S${leader} to S${follower}, those with its last ${commands.length} commands${losesAll ? ' and all it sent meanwhile' : ', and no others'}; no command came after these`,
    ],
  })
  return firstNotForced({
    'what brings a follower a command is lost, and the command is committed without it': isLost,
    'the leader stays in office meanwhile': isSameOffice,
  })
}

const sentAgain = raftTest({
  part: '2B',
  name: 'TestSentAgain2B',
  title: 'Test (2B): an acknowledgement of what is sent again counts for what is stored',
  points: 1,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    const story = new Story(t)
    const round = thenAgree(raft, () => acknowledgeAgain(t, raft, story, { count: 2 }))
    await inRounds(t, { wanted: 2, most: 4, story }, round)
  },
})

/** What the follower of `acknowledgeAgain` has beforehand. */
interface Acknowledged {
  /** So many entries whose acknowledgements are lost. */
  readonly count: number
  /** Called when it has applied all of them but one. */
  prepare?(follower: number): void
}

/**
 * A follower takes and commits entries, but what it answers is lost; then the message with the next
 * one is lost as well. So a leader that begins again behind what was acknowledged sends old ones
 * and the new one in one message. The new one is committed by these two alone, and the leader is
 * lost.
 */
export async function acknowledgeAgain(
  t: TestContext,
  raft: RaftCluster,
  story: Story,
  { count, prepare }: Acknowledged,
): Promise<NotForced> {
  const { leader, follower, third } = await agreedTrio(raft)
  const { term } = raft.state(leader)
  const unheard = raft.routes.drop(isLeg('reply', follower, leader))
  let old = 0
  // All but the last leave together, for a leader that has few messages on their way at a time.
  for (const burst of [count - 1, 1]) {
    for (let i = 0; i < burst; i++) old = raft.submit(leader, raft.randomCommand()).index
    await until(t, SEND_MS, () => raft.life(leader).lastApplied >= old)
  }
  const isToldOld = await until(t, COMMIT_MS, () => raft.life(follower).lastApplied >= old - 1)
  prepare?.(follower)

  // The third server is heard until the next one has been sent, so that the leader stays.
  const command = raft.randomCommand()
  const isTo = isLeg('request', leader, follower)
  let lost = 0
  const loss = raft.routes.drop((packet) => {
    const isLost = packet.from === leader && carries(packet, command)
    if (isLost && isTo(packet)) lost++
    return isLost
  })
  const { index } = raft.submit(leader, command)
  await until(t, SEND_MS, () => lost > 0)
  raft.disconnect(third)
  loss.lift()
  unheard.lift()
  const isCommitted = await until(t, COMMIT_MS, () => raft.applied(index) === command)
  const isSameOffice = isStillLeader(raft, { leader, term })
  if (isCommitted) {
    story.tell(
      `S${follower} had applied up to index ${old - 1} or more, and its answers were lost; S${leader} has since committed index ${index} with it alone, and was lost`,
      'Raft Fig. 2, AppendEntries receiver 4: append any new entries not already in the log, before the reply says success',
    )
  }
  await t.sleep(ARRIVED_MS)
  raft.disconnect(leader)
  raft.connect(third)
  await raft.one(raft.randomCommand(), 2, true)
  reunite(raft)
  return firstNotForced({
    'a follower commits entries although its answers are lost': isToldOld,
    'the message with the next entry is lost': lost > 0,
    'the leader stays in office and commits that entry with the follower alone':
      isCommitted && isSameOffice,
  })
}

export const repeatScenarios = [appendAgain, sentAgain]
