/**
 * Part 4B, scenarios of our own: shards that change hands at the worst moment. Groups are away for several
 * configurations, hand shards to each other, crash while they receive; requests, replies and shards are late. Every
 * history is judged at the end. Who owns what at one moment is in 4b-ownership.ts.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import type { KvClerk } from '../../../harness/tester/kv-clerk.ts'
import type { LabTest, TestContext } from '../../../harness/tester/lab-test.ts'
import type { ShardCluster } from '../../../harness/tester/shard-cluster.ts'
import { until } from '../../raft/suite/steering.ts'
import { inTime, returns } from '../../shardctrler/suite/steering.ts'
import { ownershipScenarios } from './4b-ownership.ts'
import { shardTest } from './4b-shards.ts'
import { type ShardData, startWriters } from './shard-data.ts'
import {
  between,
  checkAllInTime,
  fill,
  isolateAll,
  keysOwnedBy,
  moveAndAppend,
  moveKey,
  NOTICED_MS,
  restartGroups,
} from './shard-steering.ts'

const exchange = shardTest(
  {
    name: 'TestExchange4B',
    title: 'two groups hand shards to each other ...',
    points: 3,
    maxRaftState: 100,
    async body(t, shards) {
      const clerk = shards.makeClerk()
      const data = await fill(t, shards, clerk, 0, 1)
      const writers = startWriters(t, shards, data, { length: 1, pauseMs: 400 })
      await swapShards(shards, data, 0, 1)
      await t.sleep(500)
      // One goes ahead: it has given, and waits to get, before the other has even begun.
      for (const [away, there] of [
        [1, 0],
        [0, 1],
      ] as const) {
        shards.group(away).shutdownAll()
        await swapShards(shards, data, there, away)
        await t.sleep(NOTICED_MS)
        shards.group(away).startAll()
        await t.sleep(1_000)
      }
      await inTime(t, 'appends after two groups exchanged shards', writers.stop())
      await checkAllInTime(t, data, clerk, 'two groups exchanged shards')
    },
  },
  'ours',
)

/** Three shards of each group go to the other in turns, one configuration for each. */
async function swapShards(
  shards: ShardCluster,
  data: ShardData,
  first: number,
  second: number,
): Promise<void> {
  const ofFirst = await keysOwnedBy(shards, data, first)
  const ofSecond = await keysOwnedBy(shards, data, second)
  for (let pair = 0; pair < 3; pair++) {
    const [there, back] = [ofFirst[pair], ofSecond[pair]]
    if (there !== undefined) await moveKey(shards, there, second)
    if (back !== undefined) await moveKey(shards, back, first)
  }
}

const missed = shardTest(
  {
    name: 'TestMissedConfigs4B',
    title: 'a group misses several configurations ...',
    points: 3,
    // By log alone: what a group was in, it finds out while it is replayed.
    maxRaftState: -1,
    async body(t, shards) {
      const clerk = shards.makeClerk()
      const data = await fill(t, shards, clerk, 0, 1)
      const [key = '0'] = await keysOwnedBy(shards, data, 0)

      // Its shards were to go from hand to hand while it was away.
      shards.group(0).shutdownAll()
      await oneByOne(
        t,
        () => shards.join(2),
        () => shards.leave(0),
        () => moveKey(shards, key, 1),
        () => shards.leave(1),
        () => shards.join(1),
      )
      shards.group(0).startAll()
      await checkAllInTime(t, data, clerk, 'a group came back that had missed five configurations')

      // It was to get shards, to lose them, and to get others.
      await shards.join(0)
      await t.sleep(NOTICED_MS)
      shards.group(1).shutdownAll()
      await oneByOne(
        t,
        () => shards.leave(0),
        () => shards.join(0),
        () => shards.leave(1, 2),
        () => shards.join(1, 2),
      )
      shards.group(1).startAll()
      await inTime(
        t,
        'gets and appends after a group came back that had missed four configurations',
        data.checkAndAppendAll(clerk, 3),
      )

      // Everybody was away.
      for (const group of [0, 1, 2]) shards.group(group).shutdownAll()
      await shards.leave(1)
      await shards.leave(0)
      await shards.join(0, 1)
      await shards.leave(2)
      for (const group of [0, 1, 2]) shards.group(group).startAll()
      await checkAllInTime(t, data, clerk, 'all groups had missed four configurations')
    },
  },
  'ours',
)

/** Changes that those who are up have time to notice, each by itself. */
async function oneByOne(t: TestContext, ...changes: (() => Promise<void>)[]): Promise<void> {
  for (const change of changes) {
    await change()
    await t.sleep(NOTICED_MS / 2)
  }
}

const comesBack = shardTest(
  {
    name: 'TestComesBack4B',
    title: 'a shard comes back while old requests are on their way ...',
    points: 3,
    maxRaftState: 1_000,
    async body(t, shards) {
      const clerk = shards.makeClerk()
      const data = await fill(t, shards, clerk, 0, 1)
      const [key = '0', second = '1'] = await keysOwnedBy(shards, data, 0)
      await sendLate(t, shards, data, { key, away: 1, hops: [1, 0] })
      await sendLate(t, shards, data, { key: second, away: 1, hops: [1, 0, 1, 0] })
      await checkAllInTime(t, data, clerk, 'late requests have arrived')
    },
  },
  'ours',
)

/**
 * An append is on its way to a group for so long that its clerk sends it to another one, which has the shard by
 * now. It arrives when the shard has come back and has been changed.
 */
async function sendLate(
  t: TestContext,
  shards: ShardCluster,
  data: ShardData,
  { key, away, hops }: { key: string; away: number; hops: readonly number[] },
): Promise<void> {
  const sender = shards.makeClerk()
  const other = shards.makeClerk()
  await data.check(sender, key)
  const { addresses } = shards.group(1 - away)
  const held = shards.routes.hold(({ from, to, leg }) => {
    return leg === 'request' && from === sender.name && addresses.includes(to)
  })
  const appending = data.append(sender, key, '<late>')
  await until(t, 1_000, () => held.size > 0)
  await moveKey(shards, key, away)
  // A clerk without a limit for its calls waits for this one; then nothing is late.
  if (!(await returns(t, appending, 5_000))) held.lift()
  await inTime(t, `an append to "${key}" after its shard moved`, appending)
  for (const [at, group] of hops.entries()) {
    if (at > 0) await moveAndAppend(t, shards, data, other, { key, group, value: `<${at}>` })
  }
  held.lift()
  await t.sleep(300)
  await data.check(other, key)
}

const lateShards = shardTest(
  {
    name: 'TestLateShards4B',
    title: 'shards of an old configuration arrive late ...',
    points: 3,
    maxRaftState: 1_000,
    async body(t, shards) {
      const clerk = shards.makeClerk()
      const data = await fill(t, shards, clerk, 0, 1)
      const [first = '0', second = '1', third = '2'] = await keysOwnedBy(shards, data, 0)
      await keepOnTheWay(t, shards, data, { key: first, leg: 'request', until: 'awaited' })
      await keepOnTheWay(t, shards, data, { key: second, leg: 'reply', until: 'awaited' })
      await keepOnTheWay(t, shards, data, { key: third, leg: 'request', until: 'served' })
      await checkAllInTime(t, data, clerk, 'late messages between groups have arrived')
    },
  },
  'ours',
)

interface Delay {
  readonly key: string
  readonly leg: 'request' | 'reply'
  /** Whether what is late arrives before or behind what is right. */
  readonly until: 'awaited' | 'served'
}

/**
 * What groups 0 and 1 say to each other about a shard is held back once, and repeated. It arrives when the shard
 * moves the same way again, with more in it.
 */
async function keepOnTheWay(
  t: TestContext,
  shards: ShardCluster,
  data: ShardData,
  { key, leg, until: moment }: Delay,
): Promise<void> {
  const clerk = shards.makeClerk()
  const isBetween = between(shards, 0, 1)
  const held = shards.routes.hold((packet) => packet.leg === leg && isBetween(packet))
  await moveKey(shards, key, 1)
  await until(t, 3_000, () => held.size > 0)
  await t.sleep(20)
  held.seal()
  const appending = data.append(clerk, key, '<1>')
  // A solution without a limit for its calls waits for these; then nothing is late.
  if (!(await returns(t, appending, 4_000))) held.release()
  await inTime(t, `an append to "${key}" after its shard moved`, appending)
  await moveAndAppend(t, shards, data, clerk, { key, group: 0, value: '<2>' })
  if (moment === 'served') {
    await moveAndAppend(t, shards, data, clerk, { key, group: 1, value: '<3>' })
    held.release()
    await t.sleep(200)
  } else {
    const cut = shards.routes.drop(isBetween)
    await moveKey(shards, key, 1)
    await t.sleep(NOTICED_MS)
    // The rule for new messages does not touch those that are under way.
    held.release()
    await t.sleep(200)
    cut.lift()
  }
  await inTime(t, `a get of "${key}" after its shard moved`, data.check(clerk, key))
}

const retry = shardTest(
  {
    name: 'TestRetryAfterMove4B',
    title: 'a request is repeated after its shard has moved ...',
    points: 3,
    maxRaftState: 100,
    async body(t, shards) {
      const clerk = shards.makeClerk()
      const data = await fill(t, shards, clerk, 0, 1)
      const [first = '0', second = '1', third = '2'] = await keysOwnedBy(shards, data, 0)
      const nothing = async (): Promise<void> => {}
      await repeatAfterMoves(t, shards, data, { key: first, hops: [1], disturb: nothing })
      await shards.join(2)
      await t.sleep(NOTICED_MS)
      await repeatAfterMoves(t, shards, data, { key: second, hops: [1, 2], disturb: nothing })
      const disturb = async (): Promise<void> => {
        await t.sleep(NOTICED_MS)
        restartGroups(shards, 0, 1)
      }
      await repeatAfterMoves(t, shards, data, { key: third, hops: [0, 1], disturb })
      await checkAllInTime(t, data, clerk, 'requests were repeated')
    },
  },
  'ours',
)

interface Repetition {
  readonly key: string
  readonly hops: readonly number[]
  disturb(): Promise<void>
}

/** The clerk of an append hears no reply until the shard is elsewhere. */
async function repeatAfterMoves(
  t: TestContext,
  shards: ShardCluster,
  data: ShardData,
  { key, hops, disturb }: Repetition,
): Promise<void> {
  const sender = shards.makeClerk()
  const other = shards.makeClerk()
  await data.check(sender, key)
  const mark = `<once ${hops.length}>`
  const servers = shards.groups.flatMap(({ addresses }) => addresses)
  const deaf = shards.routes.drop(({ from, to, leg }) => {
    return leg === 'reply' && to === sender.name && servers.includes(from)
  })
  const appending = data.append(sender, key, mark)
  await waitUntilSeen(t, other, key, mark)
  for (const group of hops) {
    await moveKey(shards, key, group)
    await t.sleep(NOTICED_MS)
  }
  await disturb()
  deaf.lift()
  await inTime(t, `an append to "${key}" whose replies were lost`, appending)
  await inTime(t, `a get of "${key}"`, data.check(other, key))
}

async function waitUntilSeen(
  t: TestContext,
  reader: KvClerk,
  key: string,
  mark: string,
): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if ((await reader.get(key)).includes(mark)) return
    await t.sleep(30)
  }
  throw new CheckFailure(`an append to "${key}" was not carried out within 3 s`)
}

const restarts = shardTest(
  {
    name: 'TestRestartMidMove4B',
    title: 'servers restart from snapshots in the middle of a move ...',
    points: 3,
    maxRaftState: 100,
    async body(t, shards) {
      const clerk = shards.makeClerk()
      const data = await fill(t, shards, clerk, 0)
      for (const [join, restarting] of [
        [true, [0, 1]],
        [false, [0, 1]],
        [true, [1]],
        [false, [1]],
      ] as const) {
        const cut = shards.routes.drop(between(shards, 0, 1))
        await (join ? shards.join(1) : shards.leave(1))
        await t.sleep(NOTICED_MS)
        restartGroups(shards, ...restarting)
        await t.sleep(300)
        cut.lift()
        await checkAllInTime(t, data, clerk, 'groups restarted in the middle of a move')
      }
      await catchUpMidMove(t, shards, data, clerk)
    },
  },
  'ours',
)

/** One server of each group learns of the move only from a snapshot, and is then needed. */
async function catchUpMidMove(
  t: TestContext,
  shards: ShardCluster,
  data: ShardData,
  clerk: KvClerk,
): Promise<void> {
  const groups = [0, 1].map((group) => shards.group(group))
  for (const group of groups) group.shutdown(0)
  const cut = shards.routes.drop(between(shards, 0, 1))
  await shards.join(1)
  await t.sleep(NOTICED_MS)
  const staying = await keysOwnedBy(shards, data, 0)
  for (const key of staying) await data.append(clerk, key, '<more>')
  for (const group of groups) group.start(0)
  await t.sleep(NOTICED_MS)
  for (const group of groups) group.shutdown(1)
  cut.lift()
  await checkAllInTime(t, data, clerk, 'servers caught up in the middle of a move')
  for (const group of groups) group.start(1)
}

const deletion = shardTest(
  {
    name: 'TestDeleteAfterCommit4B',
    title: 'nothing is deleted before the receiver has committed it ...',
    points: 3,
    maxRaftState: 100,
    async body(t, shards) {
      const clerk = shards.makeClerk()
      const data = await fill(t, shards, clerk, 0)
      const first = await crashBeforeCommit(t, shards, 0, 1, () => shards.join(1))
      await checkAllInTime(t, data, clerk, 'the new owner crashed before it had committed')
      shards.group(1).start(first)
      const second = await crashBeforeCommit(t, shards, 1, 0, () => shards.leave(1))
      await checkAllInTime(t, data, clerk, 'the new owner crashed before it had committed')
      shards.group(0).start(second)
    },
  },
  'ours',
)

/**
 * The receiver knows the configuration, but cannot commit what it gets. Then it crashes, and those come back who
 * have heard of nothing. Answers who is still down.
 */
async function crashBeforeCommit(
  t: TestContext,
  shards: ShardCluster,
  giver: number,
  receiver: number,
  change: () => Promise<void>,
): Promise<number> {
  const group = shards.group(receiver)
  const cut = shards.routes.drop(between(shards, giver, receiver))
  await change()
  await t.sleep(NOTICED_MS)
  const leader = await group.checkLeader()
  const alone = isolateAll(shards, receiver)
  cut.lift()
  await t.sleep(1_200)
  group.shutdownAll()
  alone.lift()
  for (const server of group.servers) if (server !== leader) group.start(server)
  return leader
}

export const shardScenarios: readonly LabTest[] = [
  exchange,
  missed,
  comesBack,
  lateShards,
  retry,
  restarts,
  deletion,
  ...ownershipScenarios,
]
