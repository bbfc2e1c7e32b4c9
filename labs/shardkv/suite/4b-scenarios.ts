/**
 * Part 4B, scenarios of our own: shards that change hands at the worst moment. Groups are away for
 * several configurations, hand shards to each other, crash while they give or receive. Every
 * history is judged at the end. What is late is in 4b-late.ts, who owns what in 4b-ownership.ts.
 */
import type { KvClerk } from '../../../harness/tester/kv-clerk.ts'
import type { LabTest, TestContext } from '../../../harness/tester/lab-test.ts'
import type { ShardCluster } from '../../../harness/tester/shard-cluster.ts'
import { inTime } from '../../shardctrler/suite/steering.ts'
import { behindScenarios } from './4b-behind.ts'
import { goneScenarios } from './4b-gone.ts'
import { lateScenarios } from './4b-late.ts'
import { ownershipScenarios } from './4b-ownership.ts'
import { sameIndex } from './4b-same-index.ts'
import { shardTest } from './4b-shards.ts'
import { twiceScenarios } from './4b-twice.ts'
import { type ShardData, startWriters } from './shard-data.ts'
import {
  changeWhileCut,
  checkAllInTime,
  fill,
  isolateAll,
  keysOwnedBy,
  moveKey,
  NOTICED_MS,
  restartGroups,
} from './shard-steering.ts'

const exchange = shardTest(
  {
    name: 'TestExchange4B',
    title: 'two groups hand shards to each other ...',
    points: 2,
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
        shards.group(away).crashAll()
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
    points: 2,
    // By log alone: what a group was in, it finds out while it is replayed.
    maxRaftState: -1,
    async body(t, shards) {
      const clerk = shards.makeClerk()
      const data = await fill(t, shards, clerk, 0, 1)
      const [key = '0'] = await keysOwnedBy(shards, data, 0)

      // Its shards were to go from hand to hand while it was away.
      shards.group(0).crashAll()
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
      shards.group(1).crashAll()
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

      // Everybody was away, and so was a clerk.
      const absent = shards.makeClerk()
      await inTime(t, 'gets of all keys', data.checkAll(absent))
      for (const group of [0, 1, 2]) shards.group(group).crashAll()
      await shards.leave(1)
      await shards.leave(0)
      await shards.join(0, 1)
      await shards.leave(2)
      for (const group of [0, 1, 2]) shards.group(group).startAll()
      await checkAllInTime(t, data, clerk, 'all groups had missed four configurations')

      // All that a group had is elsewhere, so nothing is lost when it goes for good.
      await t.sleep(NOTICED_MS)
      shards.group(2).crashAll()
      await checkAllInTime(t, data, absent, 'a group that had handed over all it had was shut down')
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

const restarts = shardTest(
  {
    name: 'TestRestartMidMove4B',
    title: 'servers restart from snapshots in the middle of a move ...',
    points: 2,
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
        const cut = await changeWhileCut(t, shards, () => (join ? shards.join(1) : shards.leave(1)))
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
  for (const group of groups) group.crash(0)
  const cut = await changeWhileCut(t, shards, () => shards.join(1))
  const staying = await keysOwnedBy(shards, data, 0)
  for (const key of staying) await data.append(clerk, key, '<more>')
  for (const group of groups) group.start(0)
  await t.sleep(NOTICED_MS)
  for (const group of groups) group.crash(1)
  cut.lift()
  await checkAllInTime(t, data, clerk, 'servers had been away in the middle of a move')
  for (const group of groups) group.start(1)
}

const deletion = shardTest(
  {
    name: 'TestDeleteAfterCommit4B',
    title: 'nothing is deleted before the receiver has committed it ...',
    points: 1,
    maxRaftState: 100,
    async body(t, shards) {
      const clerk = shards.makeClerk()
      const data = await fill(t, shards, clerk, 0)
      const first = await crashBeforeCommit(t, shards, 1, () => shards.join(1))
      await checkAllInTime(t, data, clerk, 'the new owner, which could commit nothing, crashed')
      shards.group(1).start(first)
      const second = await crashBeforeCommit(t, shards, 0, () => shards.leave(1))
      await checkAllInTime(t, data, clerk, 'the new owner, which could commit nothing, crashed')
      shards.group(0).start(second)
    },
  },
  'ours',
)

/**
 * The receiver knows the configuration, but cannot commit what it gets. Then it crashes, and those
 * come back who have heard of nothing. Answers who is still down.
 */
async function crashBeforeCommit(
  t: TestContext,
  shards: ShardCluster,
  receiver: number,
  change: () => Promise<void>,
): Promise<number> {
  const group = shards.group(receiver)
  const cut = await changeWhileCut(t, shards, change)
  const leader = await group.checkLeader()
  const alone = isolateAll(shards, receiver)
  cut.lift()
  await t.sleep(1_200)
  group.crashAll()
  alone.lift()
  for (const server of group.servers) if (server !== leader) group.start(server)
  return leader
}

export const shardScenarios: readonly LabTest[] = [
  exchange,
  missed,
  restarts,
  deletion,
  ...lateScenarios,
  ...twiceScenarios,
  ...behindScenarios,
  sameIndex,
  ...ownershipScenarios,
  ...goneScenarios,
]
