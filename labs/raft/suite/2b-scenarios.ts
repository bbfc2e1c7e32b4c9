/**
 * Part 2B, scenarios of our own: late messages, a follower with a tail that must not be committed,
 * and a long back-up. They steer links, messages and times; the monitors and the applied logs are
 * the judge.
 */
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { Packet, RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { lateRefusal } from './2b-refusals.ts'
import { repeatScenarios } from './2b-repeats.ts'
import { logTermScenarios } from './2b-terms.ts'
import { untoldEntry } from './2b-untold.ts'
import { checkNeverApplied } from './agreed-log.ts'
import { agreedLeader, agreedTrio, raftTest, strand } from './openings.ts'
import { ARRIVED_MS, campaign, carries, isLeg, Story } from './steering.ts'

/** Longest time to wait for a leader that resends what it got no answer for. */
const RESEND_MS = 3_000

/** The step that `delayOneAppend` is for. */
export const SENDS_ON =
  'later commands reach a follower and are committed while an AppendEntries to it is late'

const staleAppend = raftTest({
  part: '2B',
  name: 'TestStaleAppend2B',
  title: 'Test (2B): a late AppendEntries does not cut the log',
  points: 3,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    let forced = 0
    for (const tells of [true, true, true, false]) {
      const { leader, follower, third: away } = await agreedTrio(raft)
      raft.disconnect(away)
      if (await delayOneAppend(t, raft, leader, follower, tells)) forced++

      // The late message has arrived: follower and the third server go on without the leader.
      await t.sleep(3)
      raft.disconnect(leader)
      raft.connect(away)
      await raft.one(raft.randomCommand(), 2, true)
      raft.connect(leader)
    }
    t.showed(forced > 0 ? [] : [SENDS_ON])
    await raft.one(raft.randomCommand(), 3, true)
  },
})

/**
 * Commits four entries while the first AppendEntries for them is on its way; then it arrives. If
 * the leader `tells` nothing but entries, the follower does not know that they are committed.
 */
export async function delayOneAppend(
  t: TestContext,
  raft: RaftCluster,
  leader: number,
  follower: number,
  tells = true,
): Promise<boolean> {
  const commands = Array.from({ length: 4 }, () => raft.randomCommand())
  const isTo = isLeg('request', leader, follower)
  const late = raft.routes.hold(isTo)
  raft.submit(leader, commands[0])
  for (let waitedMs = 0; waitedMs < RESEND_MS && late.size === 0; waitedMs += 5) await t.sleep(5)
  late.seal()
  const isBare = (packet: Packet): boolean => !commands.some((command) => carries(packet, command))
  const untold = tells ? undefined : raft.routes.drop((packet) => isTo(packet) && isBare(packet))
  const [last] = commands
    .slice(1)
    .map((command) => raft.submit(leader, command).index)
    .slice(-1)
  const isCommitted = (): boolean => raft.nCommitted(last as number).count >= (tells ? 2 : 1)
  for (let waitedMs = 0; waitedMs < RESEND_MS && !isCommitted(); waitedMs += 5) await t.sleep(5)
  const isLate = late.size > 0
  late.release()
  if (!tells) await t.sleep(ARRIVED_MS)
  untold?.lift()
  if (!tells) raft.disconnect(leader)
  return isLate && isCommitted()
}

const commitCap = raftTest({
  part: '2B',
  name: 'TestCommitCap2B',
  title: 'Test (2B): a follower commits no further than it was sent',
  points: 2,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    for (let round = 0; round < 3; round++) {
      const oldLeader = await agreedLeader(raft)

      // A tail that never reaches anybody, and as many entries that the others commit instead.
      strand(raft, oldLeader, 6)
      for (let i = 0; i < 5; i++) await raft.one(raft.randomCommand(), 2, true)
      raft.connect(oldLeader)
      await raft.one(raft.randomCommand(), 3, true)
      await t.sleep(t.random(0, 300))
    }
  },
})

/**
 * Entries a follower has to get rid of. One per heartbeat, ten heartbeats a second, would take half
 * a minute.
 */
const LONG_TAIL = 300
const RULE_LONG_TAIL =
  'labs/raft/README.md, Part 2B: A follower with hundreds of wrong entries must be right again within 10 s. One entry per heartbeat is far too slow.'

const longBackup = raftTest({
  part: '2B',
  name: 'TestLongBackup2B',
  title: 'Test (2B): a leader backs up over hundreds of entries',
  points: 2,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    const story = new Story(t)
    const oldLeader = await agreedLeader(raft)
    strand(raft, oldLeader, LONG_TAIL)

    // The other two commit as many; then the one that did not lead meets the old leader.
    const newLeader = await raft.checkOneLeader()
    for (let i = 0; i < LONG_TAIL; i++) raft.mustSubmit(newLeader, raft.randomCommand())
    await raft.one(raft.randomCommand(), 2, true)
    raft.disconnect(newLeader)
    raft.connect(oldLeader)
    story.tell(
      `S${oldLeader} came back, which was handed ${LONG_TAIL} commands while it was cut off; S${newLeader}, which was handed as many, is cut off`,
      RULE_LONG_TAIL,
    )
    await raft.one(raft.randomCommand(), 2, true)
    raft.connect(newLeader)
    await raft.one(raft.randomCommand(), 3, true)
  },
})

/** Entries that only the old leader has: what is left of them shows in the rounds that follow. */
const LONG_ENOUGH = 20

const RULE_LATER_TERM =
  'Raft §5.4.1: the log with the later last term is more up-to-date, whatever its length'

const olderLogLoses = raftTest({
  part: '2B',
  name: 'TestOlderLogLoses2B',
  title: 'Test (2B): a longer but older log loses the election',
  points: 2,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    const doomed: number[] = []
    for (let round = 0; round < 3; round++) {
      const oldLeader = await agreedLeader(raft)
      doomed.push(...strand(raft, oldLeader, LONG_ENOUGH))
      await raft.one(raft.randomCommand(), 2, true)

      // It meets the one that did not lead, who must not vote for it.
      const newLeader = await raft.checkOneLeader()
      const { term } = raft.life(newLeader)
      raft.disconnect(newLeader)
      const watch = raft.forbidLeaders(
        [oldLeader],
        `while it was cut off the others committed a command under S${newLeader}, leader of term ${term}`,
        `${RULE_LATER_TERM}; or a follower kept what stood behind a conflict (Fig. 2, AppendEntries receiver 3)`,
      )
      raft.connect(oldLeader)
      await campaign(t, raft, oldLeader, 3 - oldLeader - newLeader)
      watch.end()
      for (const server of raft.servers) raft.connect(server)
    }
    await raft.one(raft.randomCommand(), 3, true)
    checkNeverApplied(raft, doomed)
  },
})

export const logScenarios = [
  staleAppend,
  commitCap,
  longBackup,
  olderLogLoses,
  lateRefusal,
  ...logTermScenarios,
  ...repeatScenarios,
  untoldEntry,
]
