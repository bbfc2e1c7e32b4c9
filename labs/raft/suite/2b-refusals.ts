/**
 * Part 2B, a scenario of our own: a refusal arrives when the follower has long taken what it had
 * refused. Nothing that is wrong with that does harm, but it may cost bytes for good; then the test
 * warns, with the number.
 */
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { Packet, RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { agreedTrio, raftTest } from './openings.ts'
import {
  COMMIT_MS,
  carries,
  elect,
  firstNotForced,
  inRounds,
  isLeg,
  isStillLeader,
  type NotForced,
  REPLICATE_MS,
  reunite,
  until,
} from './steering.ts'

const MISSED = 3
/** Without commands: a second of heartbeats. */
const QUIET_MS = 1_000
/** What was under way when the refusal arrived, and what it led to, may come once more each. */
const AGAIN_MAX = 3

export const lateRefusal = raftTest({
  part: '2B',
  name: 'TestLateRefusal2B',
  title: 'Test (2B): after a late refusal, entries that are acknowledged do not leave again',
  points: 1,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    await inRounds(t, { wanted: 1, most: 3 }, () => refuseLate(t, raft))
    await raft.one(raft.randomCommand(), 3, true)
  },
})

/** A follower that missed entries refuses what a new leader sends first; that answer is late. */
async function refuseLate(t: TestContext, raft: RaftCluster): Promise<NotForced> {
  const { leader, follower, third } = await agreedTrio(raft)
  raft.disconnect(follower)
  const missed = Array.from({ length: MISSED }, () => raft.randomCommand())
  let last = 0
  for (const command of missed) last = await raft.one(command, 2, true)
  raft.disconnect(leader)

  // The first answer to anything that was sent since the new leader leads.
  const isFromNew = (packet: Packet): boolean => {
    return isLeg('request', third, follower)(packet) && raft.state(third).isLeader
  }
  let asked = 0
  const asking = raft.routes.watch(isFromNew, () => asked++)
  const held = raft.routes.hold((packet) => {
    return asked > 0 && held.size === 0 && isLeg('reply', follower, third)(packet)
  })
  raft.connect(follower)
  const isElected = await elect(t, raft, third)
  const { term } = raft.submit(third, raft.randomCommand())
  const isTaken = await until(t, COMMIT_MS, () => raft.appliedBy(last).includes(follower), 5)
  const isHeld = held.size > 0
  await t.sleep(REPLICATE_MS)
  held.lift()
  asking.lift()
  await t.sleep(REPLICATE_MS)
  if (isElected && isTaken && isHeld) await warnOfRepeats(t, raft, { third, follower, missed })
  const isInOffice = isStillLeader(raft, { leader: third, term })
  reunite(raft)
  return firstNotForced({
    'the server that is up to date is elected': isElected,
    'a follower is brought up to date while its first answer to a new leader is late':
      isTaken && isHeld,
    'the leader stays in office in quiet': isInOffice,
  })
}

/** Counts requests with commands that the follower has applied, so it has acknowledged them. */
async function warnOfRepeats(
  t: TestContext,
  raft: RaftCluster,
  { third, follower, missed }: { third: number; follower: number; missed: readonly number[] },
): Promise<void> {
  let all = 0
  let again = 0
  const counted = raft.routes.watch(isLeg('request', third, follower), (packet) => {
    all++
    if (missed.some((command) => carries(packet, command))) again++
  })
  await t.sleep(QUIET_MS)
  counted.lift()
  if (again <= AGAIN_MAX) return
  t.world.warn(
    `${again} of ${all} requests of S${third} to S${follower} in a second without commands carried entries that S${follower} had applied before; nextIndex must not stay below matchIndex + 1, also when a refusal has come late`,
  )
}
