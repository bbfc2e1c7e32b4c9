/**
 * Part 3A, scenarios of our own: repeated requests, a leader that was cut off, and keys that
 * clients share. What a scenario asks for is that every operation returns; what it returned is
 * judged with the whole history at the end.
 */
import type { KvClerk } from '../../../harness/tester/kv-clerk.ts'
import type { KvCluster } from '../../../harness/tester/kv-cluster.ts'
import { type LabTest, labTest, type TestContext } from '../../../harness/tester/lab-test.ts'
import { firstNotForced, inRounds, isLeg, LEADS_ALONE } from '../../raft/suite/steering.ts'
import { deposedLeader } from './3a-deposed.ts'
import { elementOf, range } from './generic.ts'
import {
  checkComplete,
  crashInTurn,
  type Load,
  newestLeader,
  partitionAtRandom,
  SharedLoad,
  strand,
  waitAtOldLeader,
  without,
} from './steering.ts'

const NO_SNAPSHOTS = -1

const staleGet = labTest({
  part: '3A',
  name: 'TestStaleGet3A',
  title: 'Test: a leader that was cut off does not answer a get from memory (3A)',
  points: 3,
  servers: 5,
  origin: 'ours',
  async body(t) {
    const kv = t.kvCluster({ servers: 5, maxRaftState: NO_SNAPSHOTS })
    const writer = kv.makeClerk()
    let round = 0
    await inRounds(t, { wanted: 3, most: 4 }, async () => {
      await writer.append('k', elementOf(0, round++))
      const leader = await newestLeader(t, kv)
      const others = without(kv, leader)
      const minority = round % 2 === 0 ? [leader] : [others[0] as number, leader]
      const majority = without(kv, ...minority)
      const reader = kv.makeClerk(minority)
      await reader.get('k')
      kv.group.partition(majority, minority)

      // A majority goes on without the old leader, who does not know.
      const successor = kv.makeClerk(majority)
      const appended = successor.append('k', elementOf(1, round))
      await checkComplete(t, kv, [appended], `S${minority.join(' and S')} was cut off`)
      const isForced = kv.group.state(leader).isLeader
      const read = reader.get('k')
      await t.sleep(400)

      kv.group.connectAll()
      reader.connect(majority)
      await checkComplete(t, kv, [read], 'all servers were connected')
      return firstNotForced({ [LEADS_ALONE]: isForced })
    })
  },
})

const replyLoss = labTest({
  part: '3A',
  name: 'TestReplyLoss3A',
  title: 'Test: a request whose reply was lost takes effect once (3A)',
  points: 2,
  servers: 3,
  origin: 'ours',
  async body(t) {
    const kv = t.kvCluster({ servers: 3, maxRaftState: NO_SNAPSHOTS })
    const clerk = kv.makeClerk()
    const other = kv.makeClerk()
    await clerk.put('k', 'start ')
    const leader = await newestLeader(t, kv)
    let toLose = 0
    const isReply = isLeg('reply', leader, clerk.name)
    kv.routes.drop((packet) => isReply(packet) && toLose-- > 0)
    let expected = 'start '
    for (const at of range(12)) {
      toLose = 1 + (at % 3)
      const what = `it was called, with up to ${toLose} replies of S${leader} dropped`
      await checkComplete(t, kv, [clerk.append('k', elementOf(0, at))], what)
      expected += elementOf(0, at)
      toLose = at % 2
      await clerk.check('k', expected)
      await other.check('k', expected)
    }
    // A put that is carried out again hides what came after it.
    for (const at of range(4)) {
      toLose = 1
      await clerk.put('p', elementOf(0, at))
      await other.append('p', elementOf(1, at))
      await clerk.check('p', elementOf(0, at) + elementOf(1, at))
    }
  },
})

/** How a leader is lost; or it stays, and the request is repeated long after all has been quiet. */
const LOSSES = ['crash', 'cut', 'restart all', 'crash', 'none'] as const
const LOST = {
  crash: 'the leader was shut down',
  cut: 'the leader was cut off',
  'restart all': 'all servers were restarted',
  none: 'its clerk was cut off from all servers for half a minute',
}

/**
 * Ours: what decides about duplicates depends on the log alone, so no time is too long. Longer than
 * anybody would take for long enough, and not much to wait for where time is virtual.
 */
const SILENT_MS = 30_000

const duplicateNewLeader = labTest({
  part: '3A',
  name: 'TestDuplicateNewLeader3A',
  title: 'Test: a request that the last leader has carried out is not repeated by the next (3A)',
  points: 3,
  servers: 3,
  origin: 'ours',
  async body(t) {
    const kv = t.kvCluster({ servers: 3, maxRaftState: NO_SNAPSHOTS })
    const clerk = kv.makeClerk()
    const reader = kv.makeClerk()
    let expected = ''
    for (const [round, loss] of LOSSES.entries()) {
      await clerk.append('k', elementOf(round, 0))
      const stranded = await strand(t, kv, clerk, reader, elementOf(round, 1))
      expected += elementOf(round, 0) + elementOf(round, 1)
      // The others learn that it is committed, too.
      await t.sleep(200)
      const leader = await newestLeader(t, kv)
      if (loss === 'cut') kv.group.partition(without(kv, leader), [leader])
      else if (loss === 'crash') kv.group.crash(leader)
      else if (loss === 'restart all') kv.group.crashAll()
      else await t.sleep(SILENT_MS)
      if (loss === 'restart all') {
        kv.group.startAll()
        kv.group.connectAll()
      }
      stranded.lift()
      await checkComplete(t, kv, [stranded.request], `${LOST[loss]}, and its clerk was heard again`)
      if (loss === 'crash') kv.group.start(leader)
      kv.group.connectAll()
      await reader.check('k', expected)
    }
  },
})

const twiceInLog = labTest({
  part: '3A',
  name: 'TestTwiceInLog3A',
  title: 'Test: a request that two leaders have put into the log takes effect once (3A)',
  points: 3,
  servers: 3,
  origin: 'ours',
  async body(t) {
    const kv = t.kvCluster({ servers: 3, maxRaftState: NO_SNAPSHOTS })
    const clerk = kv.makeClerk()
    const reader = kv.makeClerk()
    let expected = ''
    for (const round of range(4)) {
      await clerk.append('k', elementOf(round, 0))
      expected += elementOf(round, 0)
      await putTwice(t, kv, round, () => clerk.append('k', elementOf(round, 1)))
      expected += elementOf(round, 1)
      await reader.check('k', expected)
    }
  },
})

/**
 * A request is in the logs of the leader and of one follower, but the leader learns nothing of
 * that, so it is not committed. Then the leader is lost, the clerk sends the request to the next
 * one, and only that commits both.
 */
async function putTwice(
  t: TestContext,
  kv: KvCluster,
  round: number,
  ask: () => Promise<void>,
): Promise<void> {
  const leader = await newestLeader(t, kv)
  const [follower, third] = without(kv, leader) as [number, number]
  kv.group.partition([leader, follower], [third])
  const deaf = kv.routes.drop(isLeg('reply', follower, leader))
  const request = ask()
  await t.sleep(t.random(200, 700))
  if (round % 2 === 0) kv.group.crash(leader)
  else kv.group.partition([follower, third], [leader])
  deaf.lift()
  if (round % 2 === 0) kv.group.connectAll()
  const loss = round % 2 === 0 ? 'shut down' : 'cut off'
  await checkComplete(t, kv, [request], `S${leader}, which led, was ${loss}`)
  if (round % 2 === 0) kv.group.start(leader)
  kv.group.connectAll()
}

const lateRequest = labTest({
  part: '3A',
  name: 'TestLateRequest3A',
  title: 'Test: a request that arrives after later ones has no effect any more (3A)',
  points: 2,
  servers: 3,
  origin: 'ours',
  async body(t) {
    const kv = t.kvCluster({ servers: 3, maxRaftState: NO_SNAPSHOTS })
    const clerk = kv.makeClerk()
    await clerk.put('k', '')
    let isNextLate = false
    kv.routes.delay(({ from, leg }) => {
      const isLate = isNextLate && leg === 'request' && from === clerk.name
      if (isLate) isNextLate = false
      return isLate
    }, LATE_MS)
    let expected = ''
    for (const at of range(24)) {
      isNextLate = at % 4 === 0
      if (at % 8 === 0) {
        expected = elementOf(0, at)
        await clerk.put('k', expected)
      } else {
        expected += elementOf(0, at)
        await clerk.append('k', elementOf(0, at))
      }
      await t.sleep(t.random(0, 150))
      await clerk.check('k', expected)
    }
    await t.sleep(LATE_MS)
    await clerk.check('k', expected)
  },
})

/**
 * Ours: longer than most clerks wait before they ask again; one that waits for it has lost nothing
 * but time.
 */
const LATE_MS = 1_500

const sameIndex = labTest({
  part: '3A',
  name: 'TestSameIndex3A',
  title: 'Test: another command at the index a request waits for is no answer (3A)',
  points: 3,
  servers: 5,
  origin: 'ours',
  async body(t) {
    const kv = t.kvCluster({ servers: 5, maxRaftState: NO_SNAPSHOTS })
    const main = kv.makeClerk()
    await main.put('known', 'value')
    let round = 0
    await inRounds(t, { wanted: 4, most: 6 }, () => {
      if (++round % 2 === 0) return waitAtOldLeader(t, kv, main, appendToSameKey, 'one append')
      return waitAtOldLeader(t, kv, main, async (successor) => {
        for (const at of range(12)) {
          await successor.append('other', `${at} `)
          await successor.get('other')
        }
      })
    })
  },
})

/** Commands that differ from those that wait in nothing but their clerk and what they append. */
async function appendToSameKey(successor: KvClerk): Promise<void> {
  for (const at of range(12)) await successor.append('k', elementOf(9, at))
}

const stuckLeader = labTest({
  part: '3A',
  name: 'TestStuckLeader3A',
  title: 'Test: a clerk does not stay with a leader that gets nothing done (3A)',
  points: 1,
  servers: 5,
  origin: 'ours',
  async body(t) {
    const kv = t.kvCluster({ servers: 5, maxRaftState: NO_SNAPSHOTS })
    const clerks = range(3).map(() => kv.makeClerk())
    for (const round of range(3)) {
      // They know who leads, and all servers hear them throughout.
      for (const clerk of clerks) await clerk.append('k', elementOf(9, round))
      const leader = await newestLeader(t, kv)
      kv.group.partition(without(kv, leader), [leader])
      const asked = clerks.map((clerk, me) => {
        return me === 0 ? clerk.get('k') : clerk.append('k', elementOf(me, round))
      })
      await checkComplete(t, kv, asked, `S${leader} was cut off from the other servers`)
      kv.group.connectAll()
      await clerks[0]?.get('k')
    }
  },
})

// Keys that clients share

interface Sharing {
  readonly name: string
  readonly title: string
  readonly servers: number
  readonly load: Load
  readonly isUnreliable?: boolean
  readonly hasLongReordering?: boolean
  readonly disturb: (t: TestContext, kv: KvCluster) => Promise<void>
}

function sharing({ name, title, servers, load, disturb, ...network }: Sharing): LabTest {
  return labTest({
    part: '3A',
    name,
    title: `Test: ${title} (3A)`,
    points: 2,
    servers,
    origin: 'ours',
    async body(t) {
      const { isUnreliable = false, hasLongReordering = false } = network
      const kv = t.kvCluster({ servers, maxRaftState: NO_SNAPSHOTS, isUnreliable })
      const reader = kv.makeClerk()
      const running = new SharedLoad(t, kv, load)
      kv.hasLongReordering = hasLongReordering
      await disturb(t, kv)
      kv.hasLongReordering = false
      await running.stop(reader)
    },
  })
}

const sharedTests: readonly LabTest[] = [
  sharing({
    name: 'TestSharedKeys3A',
    title: 'clients that share keys',
    servers: 3,
    load: { clients: 6, keys: 3, pauseMsMax: 20 },
    disturb: (t) => t.sleep(2_500),
  }),
  sharing({
    name: 'TestSharedKeysUnreliable3A',
    title: 'clients that share keys, unreliable net',
    servers: 3,
    load: { clients: 6, keys: 3, pauseMsMax: 20 },
    isUnreliable: true,
    disturb: (t) => t.sleep(5_000),
  }),
  sharing({
    name: 'TestSharedKeysPartitions3A',
    title: 'clients that share keys, partitions',
    servers: 5,
    load: { clients: 5, keys: 3, pauseMsMax: 80 },
    disturb: (t, kv) => partitionAtRandom(t, kv, 6),
  }),
  sharing({
    name: 'TestSharedKeysPersist3A',
    title: 'clients that share keys, restarts of all servers, partitions, unreliable net',
    servers: 5,
    load: { clients: 5, keys: 3, pauseMsMax: 60 },
    isUnreliable: true,
    async disturb(t, kv) {
      for (const rounds of [1, 2, 1]) {
        await partitionAtRandom(t, kv, rounds)
        await t.sleep(t.random(200, 800))
        kv.group.crashAll()
        await t.sleep(t.random(10, 300))
        kv.group.startAll()
        kv.group.connectAll()
        await t.sleep(t.random(300, 900))
      }
    },
  }),
  sharing({
    name: 'TestRollingCrashes3A',
    title: 'one server after the other crashes under load',
    servers: 3,
    load: { clients: 5, keys: 3, pauseMsMax: 60 },
    disturb: (t, kv) => crashInTurn(t, kv, 8),
  }),
  sharing({
    name: 'TestLongReordering3A',
    title: 'replies that come late and out of order, unreliable net',
    servers: 3,
    load: { clients: 5, keys: 3, pauseMsMax: 20 },
    isUnreliable: true,
    hasLongReordering: true,
    disturb: (t) => t.sleep(7_000),
  }),
]

export const kvScenarios: readonly LabTest[] = [
  staleGet,
  replyLoss,
  duplicateNewLeader,
  twiceInLog,
  lateRequest,
  sameIndex,
  deposedLeader,
  stuckLeader,
  ...sharedTests,
]
