/**
 * Part 2D, scenarios of our own: snapshots that meet messages and crashes at the worst moment. The
 * first command is large and every snapshot holds it, so an InstallSnapshot is told by its size.
 * The monitors and the applied logs are the judge.
 */
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { Held, Packet, RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { acknowledgeAgain } from './2b-repeats.ts'
import { checkBroughtUp } from './agreed-log.ts'
import { CATCH_UP_MS, fillTo, isCaughtUp, LARGE, nextEdge } from './late-snapshot.ts'
import { agreedTrio, findTrio, raftTest } from './openings.ts'
import {
  ARRIVED_MS,
  COMMIT_MS,
  carries,
  firstNotForced,
  inRounds,
  isLeg,
  isStillLeader,
  type NotForced,
  restart,
  reunite,
  SEND_MS,
  Story,
  thenAgree,
  until,
} from './steering.ts'

const keepsAcknowledged = raftTest({
  part: '2D',
  name: 'TestSnapshotKeepsAcknowledged2D',
  title: 'Test (2D): a snapshot leaves entries that are acknowledged, but not known as committed',
  points: 1,
  servers: 3,
  origin: 'ours',
  takesSnapshots: true,
  async body(t, raft) {
    const story = new Story(t)
    await raft.one('x'.repeat(LARGE), 3, true)
    let made = 0
    const round = thenAgree(raft, () => {
      const isBusy = made++ % 2 === 1
      return installBeforeCommit(t, raft, story, isBusy)
    })
    await inRounds(t, { wanted: 1, most: 14, story }, round)
  },
})

/** Entries that are late on their way to a follower; all but the last are committed without it. */
interface LateEntries {
  /** Of the last one that is committed. */
  readonly index: number
  readonly term: number
  readonly held: Held
  readonly isSent: boolean
  /** Loses what is sent of them again. */
  readonly later: { lift(): void }
}

interface Trio {
  readonly leader: number
  readonly follower: number
  readonly third: number
}

/** More than a server may keep of those that its snapshot covers. */
const FIRST_ENTRIES = 6

/**
 * The last entry leaves before the first ones are committed, so that nothing that is held says that
 * they are. The third server gets the first ones only, and its answer waits for that. A leader that
 * waits for an answer of the follower before it sends more (`isBusy`) sends all in one message,
 * and then a snapshot the sooner: before the follower, which hears nothing meanwhile, stands
 * itself.
 */
async function sendTwoLate(
  t: TestContext,
  raft: RaftCluster,
  { leader, follower, third }: Trio,
  isBusy: boolean,
): Promise<LateEntries> {
  const firsts = Array.from({ length: FIRST_ENTRIES }, () => raft.randomCommand())
  const [first, second] = [firsts.at(-1) as number, raft.randomCommand()]
  const [isTo, toThird] = [isLeg('request', leader, follower), isLeg('request', leader, third)]
  const holdsEither = (packet: Packet): boolean => {
    return [...firsts, second].some((command) => carries(packet, command))
  }
  let isSent = false
  const held = raft.routes.hold((packet) => {
    if (!isTo(packet)) return false
    if (carries(packet, second)) isSent = true
    return holdsEither(packet)
  })
  let isFirstSent = false
  const watch = raft.routes.watch(
    (packet) => toThird(packet) && carries(packet, first),
    () => {
      isFirstSent = true
    },
  )
  const noSecond = raft.routes.drop((packet) => toThird(packet) && carries(packet, second))
  const answers = raft.routes.hold(isLeg('reply', third, leader))
  const awaited = raft.routes.hold((packet) => isBusy && isLeg('reply', follower, leader)(packet))
  if (isBusy) await until(t, SEND_MS, () => awaited.size > 0)
  const [{ index, term }] = firsts.map((command) => raft.submit(leader, command)).slice(-1) as [
    ReturnType<RaftCluster['submit']>,
  ]
  await until(t, SEND_MS, () => isFirstSent && (isBusy || held.size > 0))
  raft.submit(leader, second)
  awaited.lift()
  await until(t, SEND_MS, () => isSent)
  watch.lift()
  held.seal()
  const later = raft.routes.drop((packet) => isTo(packet) && holdsEither(packet))
  answers.lift()
  await until(t, COMMIT_MS, () => raft.life(leader).lastApplied >= index)
  raft.disconnect(third)
  noSecond.lift()
  return { index, term, held, isSent, later }
}

/**
 * The leader puts an entry that is late at a follower into a snapshot, which it sends as well. The
 * entries arrive, and are committed by the follower's acknowledgement; then the snapshot does. The
 * leader is lost.
 */
async function installBeforeCommit(
  t: TestContext,
  raft: RaftCluster,
  story: Story,
  isBusy: boolean,
): Promise<NotForced> {
  await fillTo(raft, nextEdge(raft) + 2, 3)
  const { leader, follower, third } = await findTrio(raft)
  const isTo = isLeg('request', leader, follower)
  const snapshot = raft.routes.hold((packet) => isTo(packet) && packet.text.length > LARGE)
  const entries = await sendTwoLate(t, raft, { leader, follower, third }, isBusy)
  const { index } = entries
  raft.snapshot(leader, index)
  const isSent = await until(t, CATCH_UP_MS, () => snapshot.size > 0)
  const quiet = raft.routes.drop((packet) => isTo(packet) && packet.text.length <= LARGE)
  entries.later.lift()
  snapshot.seal()
  entries.held.release()
  const isCommitted = await until(t, COMMIT_MS, () => raft.life(leader).lastApplied > index)
  const isBehind = raft.life(follower).lastApplied < index
  if (isSent && isCommitted && isBehind) {
    story.tell(
      `S${follower} acknowledged index ${index + 1}, which S${leader} committed by that; then a snapshot of index ${index} reached it, and S${leader} was lost`,
      'Raft Fig. 13, InstallSnapshot receiver 6: if an existing entry matches the last included one, retain those that follow it',
    )
  }
  snapshot.release()
  await t.sleep(2 * ARRIVED_MS)
  const isInstalled = raft.snapshotIndex(follower) === index
  quiet.lift()
  const isSameTerm = raft.state(leader).term === entries.term
  raft.crash(leader)
  raft.connect(third)
  await raft.one(raft.randomCommand(), 2, true)
  return firstNotForced({
    'entries are sent to a follower before any of them is committed': entries.isSent,
    'the leader sends a snapshot while the entries are late': isSent,
    'the leader stays in office until the snapshot arrives': isSameTerm,
    'an entry is committed by the acknowledgement of a follower that is behind':
      isCommitted && isBehind,
    'the follower takes the snapshot': isInstalled,
  })
}

const snapshotTerm = raftTest({
  part: '2D',
  name: 'TestSnapshotTerm2D',
  title: 'Test (2D): a snapshot that ends in an earlier term than the log',
  points: 2,
  servers: 3,
  origin: 'ours',
  takesSnapshots: true,
  async body(t, raft) {
    const round = thenAgree(raft, () => returnToSnapshot(t, raft))
    await inRounds(t, { wanted: 2, most: 4 }, round)
  },
})

/** The log of a server that was away ends where the leader's snapshot does, in an earlier term. */
async function returnToSnapshot(t: TestContext, raft: RaftCluster): Promise<NotForced> {
  const index = await raft.one(raft.randomCommand(), 3, true)
  const away = await raft.checkOneLeader()
  raft.disconnect(away)
  for (let i = 0; i < 2; i++) await raft.one(raft.randomCommand(), 2, true)
  const leader = await raft.checkOneLeader()
  raft.snapshot(leader, index)
  await t.sleep(2 * ARRIVED_MS)
  const isTaken = raft.snapshotIndex(leader) === index
  const { term, index: last, isLeader } = raft.submit(leader, raft.randomCommand())
  raft.connect(away)
  const told = { leader, follower: away, index: last, term: isLeader ? term : -1 }
  const isSameOffice = await checkBroughtUp(t, raft, told, {
    although: `S${leader} leads and can reach it`,
    rule: 'Raft §7: the last included term is that of the entry at the last included index; the consistency check of the entry behind it needs both (§5.3)',
    details: [
      `S${leader} has taken a snapshot of index ${index}; its log goes on in a later term`,
      `the log of S${away} ended at index ${index} when it came back, as far as it was committed`,
    ],
  })
  return firstNotForced({
    'snapshot() is called with an entry of an earlier term': isTaken,
    'the leader stays in office while another server comes back': isSameOffice,
  })
}

const snapshotCrash = raftTest({
  part: '2D',
  name: 'TestSnapshotCrash2D',
  title: 'Test (2D): a crash right behind the first save with a new snapshot',
  points: 2,
  servers: 3,
  origin: 'ours',
  takesSnapshots: true,
  async body(t, raft) {
    for (const isLeader of [false, true]) {
      const { leader, follower } = await agreedTrio(raft)
      const server = isLeader ? leader : follower
      const known = raft.saved(server).snapshotSize
      const listen = (saver: number, _state: Uint8Array, snapshot: Uint8Array): void => {
        if (saver !== server || snapshot.length === known) return
        raft.saveListeners.delete(listen)
        raft.crashAt(server, { at: 'after-save', count: 1 })
      }
      raft.saveListeners.add(listen)
      await fillTo(raft, nextEdge(raft) + 2, 2)
      const isCrashed = await until(t, COMMIT_MS, () => !raft.isRunning(server))
      raft.saveListeners.delete(listen)
      raft.start(server)
      reunite(raft)
      await raft.one(raft.randomCommand(), 3, true)
      t.showed(firstNotForced({ 'a server saves a snapshot that it was given': isCrashed }))
    }
  },
})

const firstAppend = raftTest({
  part: '2D',
  name: 'TestFirstAppendLate2D',
  title: 'Test (2D): the very first AppendEntries arrives behind a snapshot',
  points: 2,
  servers: 3,
  origin: 'ours',
  takesSnapshots: true,
  async body(t, raft) {
    let isOpening = false
    await inRounds(t, { wanted: 4, most: 6 }, () => {
      isOpening = !isOpening
      return sendFirstLate(t, raft, isOpening)
    })
  },
})

/**
 * Only the first entry follows nothing. With `isOpening` the first message of the leader's office
 * is late: it brings that entry where a leader begins its term with one of its own (Raft §8).
 */
async function sendFirstLate(
  t: TestContext,
  raft: RaftCluster,
  isOpening: boolean,
): Promise<NotForced> {
  raft.renew()
  const opening = isOpening ? raft.routes.hold(opensFirstOffice(raft)) : undefined
  reunite(raft)
  const { leader, follower } = await findTrio(raft)
  const command = raft.randomCommand()
  const isTo = isLeg('request', leader, follower)
  const late = opening ?? raft.routes.hold((packet) => isTo(packet) && carries(packet, command))
  const { term } = raft.submit(leader, command)
  const isHeld = await until(t, SEND_MS, () => late.size > 0)
  late.seal()
  const edge = nextEdge(raft)
  await fillTo(raft, edge, 2)
  await until(t, CATCH_UP_MS, () => isCaughtUp(raft, follower))
  await t.sleep(ARRIVED_MS)
  const isAtEdge = raft.maxIndex === edge && raft.snapshotIndex(follower) === edge
  const isSameTerm = raft.state(follower).term === term
  late.release()
  await t.sleep(ARRIVED_MS)
  for (let i = 0; i < 2; i++) await raft.one(raft.randomCommand(), 3, true)
  return firstNotForced({
    'the leader sends a follower the first command': isHeld,
    "a follower's log ends with its snapshot when the first AppendEntries arrives": isAtEdge,
    'the leader stays in office meanwhile': isSameTerm,
  })
}

/** Matches the very first message of a leader to the one that `findTrio` calls its follower. */
function opensFirstOffice(raft: RaftCluster): (packet: Packet) => boolean {
  let isOpened = false
  return ({ from, to, leg }) => {
    const leader = from as number
    const isOpening = leg === 'request' && !isOpened && raft.state(leader).isLeader
    if (!isOpening || to !== (leader + 1) % 3) return false
    isOpened = true
    return true
  }
}

const newerSnapshot = raftTest({
  part: '2D',
  name: 'TestNewerSnapshot2D',
  title: 'Test (2D): the answer to a snapshot arrives when the leader has a newer one',
  points: 2,
  servers: 3,
  origin: 'ours',
  takesSnapshots: true,
  async body(t, raft) {
    const story = new Story(t)
    await raft.one('x'.repeat(LARGE), 3, true)
    await inRounds(t, { wanted: 1, most: 4, story }, () => answerLate(t, raft, story))
    await raft.one(raft.randomCommand(), 3, true)
  },
})

/** A follower has a snapshot; before its answer arrives, the leader takes the next one. */
async function answerLate(t: TestContext, raft: RaftCluster, story: Story): Promise<NotForced> {
  const { leader, follower, third } = await agreedTrio(raft)
  const { term } = raft.state(leader)
  raft.crash(follower)
  await fillTo(raft, nextEdge(raft) + 1, 2)
  const isTo = isLeg('request', leader, follower)
  let isSent = false
  // Behind the first snapshot nothing more gets through, until its answer does.
  const rest = raft.routes.drop((packet) => {
    if (!isTo(packet)) return false
    const isLost = isSent
    if (packet.text.length > LARGE) isSent = true
    return isLost
  })
  const isAnswer = isLeg('reply', follower, leader)
  const answer = raft.routes.hold((packet) => isSent && isAnswer(packet))
  restart(raft, follower)
  await until(t, CATCH_UP_MS, () => isSent && answer.size > 0)
  const isHeld = isSent && answer.size > 0
  const known = raft.snapshotIndex(follower)
  // All at once: a follower that hears nothing for long begins an election.
  const next = nextEdge(raft) + 1
  for (let at = raft.maxIndex; at < next; at++) raft.submit(leader, raft.randomCommand())
  await until(t, COMMIT_MS, () => raft.snapshotIndex(leader) > known)
  const isNewer = known > 0 && raft.snapshotIndex(leader) > known
  const isStill = isStillLeader(raft, { leader, term })
  if (isHeld && isNewer) {
    story.tell(
      `S${follower} has the snapshot of index ${known}; its answer reached S${leader} when that had one of index ${raft.snapshotIndex(leader)}`,
      'Raft Fig. 2 and Fig. 13: matchIndex is the highest entry known to be replicated, so the last one that the snapshot had which was sent',
    )
  }
  answer.lift()
  await t.sleep(ARRIVED_MS)
  rest.lift()
  await until(t, CATCH_UP_MS, () => isCaughtUp(raft, follower))
  raft.disconnect(third)
  await raft.one(raft.randomCommand(), 2, true)
  reunite(raft)
  await raft.one(raft.randomCommand(), 3, true)
  return firstNotForced({
    'a follower answers a snapshot that it was sent': isHeld,
    'the leader takes a newer snapshot before the answer arrives': isNewer,
    'the leader stays in office meanwhile': isStill,
  })
}

/** More than a server may keep of its log behind a snapshot; fewer than lead to the next one. */
const BELOW = 8

const sentAgainBelow = raftTest({
  part: '2D',
  name: 'TestSentAgainBelowSnapshot2D',
  title: 'Test (2D): what is sent again begins below the snapshot, and the end of it is stored',
  points: 1,
  servers: 3,
  origin: 'ours',
  takesSnapshots: true,
  async body(t, raft) {
    const story = new Story(t)
    const prepare = (follower: number): void => {
      raft.snapshot(follower, raft.life(follower).lastApplied)
    }
    await inRounds(t, { wanted: 1, most: 3, story }, async () => {
      await fillTo(raft, nextEdge(raft), 3)
      return acknowledgeAgain(t, raft, story, { count: BELOW, prepare })
    })
    await raft.one(raft.randomCommand(), 3, true)
  },
})

export const edgeScenarios = [
  keepsAcknowledged,
  snapshotTerm,
  snapshotCrash,
  firstAppend,
  newerSnapshot,
  sentAgainBelow,
]
