/**
 * Part 2D, scenarios of our own: late snapshots, the entries behind a snapshot, and its edge. They
 * tell an InstallSnapshot by its size, for the first command is large and every snapshot holds it.
 * The monitors, the applied logs and the saved snapshots, whose content is the tester's own, are
 * the judge.
 */

import type { CrashPoint } from '../../../harness/tester/crash-trap.ts'
import { CheckFailure } from '../../../harness/tester/failure.ts'
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { SNAPSHOT_INTERVAL } from '../../../harness/tester/raft-server.ts'
import { RULE } from '../../../harness/tester/rules.ts'
import { edgeScenarios } from './2d-edges.ts'
import {
  CATCH_UP_MS,
  CATCHES_UP,
  fillTo,
  isCaughtUp,
  LARGE,
  type LateMessage,
  makeLateSnapshot,
  nextEdge,
  STILL_LEADS,
} from './late-snapshot.ts'
import { agreedLeader, agreedTrio, findTrio, raftTest, strand } from './openings.ts'
import {
  ARRIVED_MS,
  campaign,
  carries,
  firstNotForced,
  inRounds,
  isLeg,
  isStillLeader,
  type NotForced,
  restart,
  reunite,
  Story,
  until,
} from './steering.ts'

const lateSnapshot = raftTest({
  part: '2D',
  name: 'TestLateSnapshot2D',
  title: 'Test (2D): a late snapshot does not replace a newer state',
  points: 3,
  servers: 3,
  origin: 'ours',
  takesSnapshots: true,
  async body(t, raft) {
    await inRounds(t, { wanted: 2, most: 3 }, async () => {
      const late = await makeLateSnapshot(t, raft)
      if (late === undefined) return [CATCHES_UP]
      const { follower } = late
      await fillTo(raft, nextEdge(raft) + 2, 3)
      await until(t, CATCH_UP_MS, () => isCaughtUp(raft, follower))
      const before = raft.snapshotIndex(follower)
      const isForced = isStillLeader(raft, late)
      late.arrive()
      await t.sleep(2 * ARRIVED_MS)
      checkSnapshotIndex(raft, follower, before, {
        what: 'a snapshot arrived that had been sent before',
        rule: 'Raft §7: a snapshot replaces older state only, and covers what the service has applied',
      })
      raft.start(follower)
      reunite(raft)
      await raft.one(raft.randomCommand(), 3, true)
      return firstNotForced({ [STILL_LEADS]: isForced })
    })
  },
})

/** `what` says what has just been done, `rule` what is promised of that. */
function checkSnapshotIndex(
  raft: RaftCluster,
  server: number,
  expected: number,
  { what, rule }: { what: string; rule: string },
): void {
  const index = raft.snapshotIndex(server)
  if (index === expected) return
  const name = (at: number): string => (at === 0 ? 'no snapshot' : `the snapshot of index ${at}`)
  throw new CheckFailure(
    `S${server} has saved ${name(index)}, but should have ${name(expected)}: ${what}`,
    { rule, details: raft.describeStates() },
  )
}

const keepsTail = raftTest({
  part: '2D',
  name: 'TestSnapshotKeepsTail2D',
  title: 'Test (2D): a snapshot leaves the entries that follow it',
  points: 3,
  servers: 3,
  origin: 'ours',
  takesSnapshots: true,
  async body(t, raft) {
    const story = new Story(t)
    await inRounds(t, { wanted: 2, most: 3, story }, async () => {
      const late = await makeLateSnapshot(t, raft)
      if (late === undefined) return [CATCHES_UP]
      return arriveLate(t, raft, late, story, [
        'a snapshot arrived that had been sent before',
        'Raft Fig. 13, InstallSnapshot receiver 6: if an existing entry matches the last included one, retain those that follow it',
      ])
    })
  },
})

/**
 * Something late arrives at the follower when it has entries that only the leader has besides; then
 * the leader is lost, so they must still be there.
 */
async function arriveLate(
  t: TestContext,
  raft: RaftCluster,
  late: LateMessage,
  story: Story,
  [what, rule]: readonly [string, string],
): Promise<NotForced> {
  const { leader, follower, third } = late
  raft.disconnect(third)
  for (let i = 0; i < 3; i++) await raft.one(raft.randomCommand(), 2, true)
  const isForced = isStillLeader(raft, late)
  const { lastApplied } = raft.life(follower)
  story.tell(
    `S${follower} had applied up to index ${lastApplied} when ${what}; then S${leader} crashed, the only other one that has the last of it`,
    rule,
  )
  late.arrive()
  await t.sleep(2 * ARRIVED_MS)
  raft.crash(leader)
  raft.connect(third)
  await raft.one(raft.randomCommand(), 2, true)
  reunite(raft)
  await raft.one(raft.randomCommand(), 3, true)
  return firstNotForced({ [STILL_LEADS]: isForced })
}

const thenTail = raftTest({
  part: '2D',
  name: 'TestSnapshotThenTail2D',
  title: 'Test (2D): snapshot, crash, and the entries behind it',
  points: 3,
  servers: 3,
  origin: 'ours',
  takesSnapshots: true,
  async body(_t, raft) {
    for (let round = 0; round < 3; round++) {
      await fillTo(raft, nextEdge(raft) + 2, 3)
      const { leader, follower, third } = await findTrio(raft)

      // Entries that only two servers have; both crash, and one of them meets the third.
      raft.disconnect(third)
      for (let i = 0; i < 2; i++) await raft.one(raft.randomCommand(), 2, true)
      const survivor = round % 2 === 0 ? follower : leader
      raft.crash(leader)
      raft.crash(follower)
      restart(raft, survivor)
      raft.connect(third)
      await raft.one(raft.randomCommand(), 2, true)

      for (const server of raft.servers) raft.crash(server)
      reunite(raft)
      await raft.one(raft.randomCommand(), 3, true)
    }
  },
})

const edge = raftTest({
  part: '2D',
  name: 'TestSnapshotEdge2D',
  title: 'Test (2D): the term of the last entry in a snapshot counts',
  points: 2,
  servers: 3,
  origin: 'ours',
  takesSnapshots: true,
  async body(t, raft) {
    let made = 0
    await inRounds(t, { wanted: 4, most: 8 }, () => voteAtEdge(t, raft, made++ % 2 === 0))
    await raft.one(raft.randomCommand(), 3, true)
  },
})

/**
 * A voter's log ends with its snapshot. A returning leader with a longer log of an earlier term
 * asks it for its vote; `restarts` has it read the snapshot's term back first.
 */
async function voteAtEdge(
  t: TestContext,
  raft: RaftCluster,
  restarts: boolean,
): Promise<NotForced> {
  const oldLeader = await agreedLeader(raft)
  strand(raft, oldLeader, 2 * SNAPSHOT_INTERVAL)
  const last = nextEdge(raft)
  await fillTo(raft, last, 2)
  const newLeader = await raft.checkOneLeader()
  const voter = 3 - oldLeader - newLeader
  const isAtEdge = raft.maxIndex === last && raft.snapshotIndex(voter) === last
  raft.disconnect(newLeader)
  if (restarts) restart(raft, voter)
  const covered = isAtEdge ? '; its snapshot covers all of that' : ''
  const restarted = restarts ? '; it has restarted' : ''
  const watch = raft.forbidLeaders(
    [oldLeader],
    `S${voter}, who alone can vote for it, has applied up to index ${raft.maxIndex} while it was cut off${covered}${restarted}`,
    isAtEdge
      ? 'Raft §5.4.1 and §7: the last included term is the term of the last entry when the log is empty'
      : 'Raft §5.4.1: the log with the later last term is more up-to-date, whatever its length',
  )
  raft.connect(oldLeader)
  await campaign(t, raft, oldLeader, voter)
  watch.end()
  reunite(raft)
  return firstNotForced({
    "the last entry of a voter's log is the last one that its snapshot covers": isAtEdge,
  })
}

const IGNORED =
  'labs/raft/README.md, Part 2D: snapshot(index, …) with an index that an earlier snapshot covers, or that was not applied yet, is ignored.'

const snapshotIndex = raftTest({
  part: '2D',
  name: 'TestSnapshotIndex2D',
  title: 'Test (2D): snapshot() with an old, a middle and a future index',
  points: 2,
  servers: 3,
  origin: 'ours',
  takesSnapshots: true,
  async body(t, raft) {
    await fillTo(raft, nextEdge(raft) + 6, 3)
    const last = await raft.one(raft.randomCommand(), 3, true)
    for (const server of raft.servers) {
      const before = raft.snapshotIndex(server)
      const calls = [
        { index: before - 4, expected: before, which: 'that a snapshot covers', rule: IGNORED },
        // The course's service has applied what it puts into a snapshot, and its handout says so.
        ...(t.world.isByOurHandout
          ? [{ index: last + 20, expected: before, which: 'not applied yet', rule: IGNORED }]
          : []),
        {
          index: before + 3,
          expected: before + 3,
          which: 'applied a while ago',
          rule: 'labs/raft/README.md, Part 2D: you drop the log up to index and keep bytes',
        },
      ]
      for (const { index, expected, which, rule } of calls) {
        raft.callSnapshot(server, index)
        await t.sleep(ARRIVED_MS)
        const what = `snapshot() was called with index ${index}, one ${which}`
        checkSnapshotIndex(raft, server, expected, { what, rule })
      }
    }
    await raft.one(raft.randomCommand(), 3, true)
    for (const server of raft.servers) raft.crash(server)
    reunite(raft)
    await raft.one(raft.randomCommand(), 3, true)
  },
})

const appendBelow = raftTest({
  part: '2D',
  name: 'TestAppendBelowSnapshot2D',
  title: 'Test (2D): a late AppendEntries that begins below the snapshot',
  points: 3,
  servers: 3,
  origin: 'ours',
  takesSnapshots: true,
  async body(t, raft) {
    const story = new Story(t)
    await inRounds(t, { wanted: 2, most: 3, story }, async () => {
      const { leader, follower, third } = await agreedTrio(raft)
      const { term } = raft.state(leader)

      // One AppendEntries is late; the leader's next try brings what was in it, and more.
      const command = raft.randomCommand()
      const isTo = isLeg('request', leader, follower)
      const late = raft.routes.hold((packet) => isTo(packet) && carries(packet, command))
      const { index } = raft.submit(leader, command)
      const isHeld = await until(t, CATCH_UP_MS, () => late.size > 0)
      late.seal()
      await fillTo(raft, nextEdge(raft) + 1, 2)
      const isUpToDate = await until(t, CATCH_UP_MS, () => isCaughtUp(raft, follower))

      const notForced = firstNotForced({
        'the leader sends a follower a command that was submitted': isHeld,
        'the leader brings a follower up to date while an AppendEntries to it is late': isUpToDate,
      })
      if (notForced.length > 0) {
        late.release()
        return notForced
      }
      const message = { leader, follower, third, term, arrive: late.release }
      return arriveLate(t, raft, message, story, [
        `a request arrived that had been sent with index ${index}`,
        'Raft Fig. 2, AppendEntries receiver 3: delete entries only where one conflicts; what a snapshot covers is committed',
      ])
    })
  },
})

const installCrash = raftTest({
  part: '2D',
  name: 'TestInstallCrash2D',
  title: 'Test (2D): a crash in the middle of installing a snapshot',
  points: 2,
  servers: 3,
  origin: 'ours',
  takesSnapshots: true,
  async body(t, raft) {
    const story = new Story(t)
    await raft.one('x'.repeat(LARGE), 3, true)
    for (const point of [
      { at: 'after-save', count: 1 },
      { at: 'after-save', count: 2 },
      { at: 'after-reply', count: 1 },
    ] as const) {
      await inRounds(t, { wanted: 1, most: 2, story }, () => crashInInstall(t, raft, point, story))
    }
  },
})

/** A follower gets a snapshot and crashes at a point behind its arrival. */
async function crashInInstall(
  t: TestContext,
  raft: RaftCluster,
  point: CrashPoint,
  story: Story,
): Promise<NotForced> {
  const { follower } = await findTrio(raft)
  raft.crash(follower)
  await fillTo(raft, nextEdge(raft) + 2, 2)
  const watch = raft.routes.watch(
    ({ to, leg, text }) => leg === 'request' && to === follower && text.length > LARGE,
    () => {
      watch.lift()
      raft.crashAt(follower, point)
    },
  )
  restart(raft, follower)
  const isCrashed = await until(t, CATCH_UP_MS, () => !raft.isRunning(follower))
  watch.lift()
  const [, where] = point.at.split('-')
  if (isCrashed) {
    story.tell(
      `S${follower} was sent a snapshot, crashed right behind ${where} ${point.count} that followed, and restarted`,
      RULE.saveBoth,
    )
  }
  // Starting it drops a crash point that was not reached.
  raft.start(follower)
  reunite(raft)
  await raft.one(raft.randomCommand(), 3, true)
  return firstNotForced({
    [`a follower that was sent a snapshot comes to ${where} ${point.count} behind it`]: isCrashed,
  })
}

const knownSnapshot = raftTest({
  part: '2D',
  name: 'TestKnownSnapshot2D',
  title: 'Test (2D): a snapshot of what is applied already is not delivered',
  points: 2,
  servers: 3,
  origin: 'ours',
  takesSnapshots: true,
  async body(t, raft) {
    const story = new Story(t)
    await raft.one('x'.repeat(LARGE), 3, true)
    await inRounds(t, { wanted: 2, most: 4, story }, () => installApplied(t, raft, story))
    await raft.one(raft.randomCommand(), 3, true)
  },
})

/**
 * Three entries are late on their way to a follower. The leader puts the first of them into a
 * snapshot and sends that instead; it arrives in the same term, behind all three.
 */
async function installApplied(t: TestContext, raft: RaftCluster, story: Story): Promise<NotForced> {
  await fillTo(raft, nextEdge(raft) + 2, 3)
  const { leader, follower } = await findTrio(raft)
  const { term } = raft.state(leader)
  const isTo = isLeg('request', leader, follower)
  const command = raft.randomCommand()
  const snapshot = raft.routes.hold((packet) => isTo(packet) && packet.text.length > LARGE)
  const entries = raft.routes.hold((packet) => isTo(packet) && carries(packet, command))
  const index = await raft.one(command, 2, true)
  for (let i = 0; i < 2; i++) await raft.one(raft.randomCommand(), 2, true)
  raft.snapshot(leader, index)
  await until(t, CATCH_UP_MS, () => entries.size > 0 && snapshot.size > 0)
  const isHeld = entries.size > 0 && snapshot.size > 0
  const isLeading = isStillLeader(raft, { leader, term })
  entries.lift()
  const isApplied = await until(t, CATCH_UP_MS, () => raft.life(follower).lastApplied > index)
  if (isHeld) {
    story.tell(
      `S${leader} took a snapshot of index ${index} and sent it; it reached S${follower} when that had applied up to index ${raft.life(follower).lastApplied}`,
      'labs/raft/README.md, Part 2D: A snapshot that covers less than what is applied is dropped',
    )
  }
  snapshot.lift()
  await t.sleep(2 * ARRIVED_MS)
  return firstNotForced({
    'the leader sends a follower a snapshot while entries to it are late': isHeld,
    [STILL_LEADS]: isLeading,
    'a follower applies entries that arrive late': isApplied,
  })
}

export const snapshotScenarios = [
  lateSnapshot,
  keepsTail,
  thenTail,
  edge,
  snapshotIndex,
  appendBelow,
  installCrash,
  knownSnapshot,
  ...edgeScenarios,
]
