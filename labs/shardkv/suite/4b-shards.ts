/**
 * Part 4B, the sharded key-value store: the ten Go tests of 6.5840 from `TestStaticShards` to
 * `TestUnreliable3`, with the stricter checks that `labs/README.md` lists. Three groups of three
 * servers, all running from the start; an admin joins and leaves them. Every history is judged.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import { formatBytes } from '../../../harness/tester/format-bytes.ts'
import type { KvClerk } from '../../../harness/tester/kv-clerk.ts'
import { type LabTest, labTest, type TestContext } from '../../../harness/tester/lab-test.ts'
import { RULE } from '../../../harness/tester/rules.ts'
import { ownerOf, type ShardCluster } from '../../../harness/tester/shard-cluster.ts'
import { describeConfig } from '../../../harness/tester/shard-config.ts'
import { checkProbesDone, Probe, randomText, ShardData, startWriters } from './shard-data.ts'

/** Quiet time after which logs must have been trimmed. Ours. */
const QUIET_MS = 2_000
/** Time for a group that comes back to elect a leader and serve again. Ours. */
const BACK_MS = 10_000

interface TestShape {
  readonly name: string
  readonly title: string
  readonly points: number
  readonly maxRaftState: number
  readonly isUnreliable?: boolean
  body(t: TestContext, shards: ShardCluster): Promise<void>
}

/** A test of 4B: afterwards, in quiet, the logs must be as short as was asked for. */
export function shardTest(shape: TestShape, origin: 'go' | 'ours' = 'go'): LabTest {
  const { name, title, points, maxRaftState, isUnreliable = false } = shape
  return labTest({
    part: '4B',
    name,
    title: `Test: ${title}`,
    points,
    servers: 9,
    origin,
    async body(t) {
      const shards = t.shardCluster({ maxRaftState, isUnreliable })
      await shape.body(t, shards)
      if (maxRaftState === 1) return
      await t.sleep(QUIET_MS)
      shards.checkLogs()
    },
  })
}

/** Groups join one after another; then a clerk puts a random value under every key. */
async function openStore(
  t: TestContext,
  shards: ShardCluster,
  { groups = [0], keys = 10, length }: { groups?: number[]; keys?: number; length: number },
): Promise<{ clerk: KvClerk; data: ShardData }> {
  const clerk = shards.makeClerk()
  for (const group of groups) await shards.join(group)
  const data = new ShardData(t, keys)
  await data.putAll(clerk, length)
  return { clerk, data }
}

const staticShards = shardTest({
  name: 'TestStaticShards',
  title: 'static shards ...',
  points: 4,
  maxRaftState: -1,
  async body(t, shards) {
    const { clerk, data } = await openStore(t, shards, { groups: [0, 1], length: 20 })
    await data.checkAll(clerk)

    // Half of the keys are out of reach now, and exactly those.
    const config = await shards.admin.query(-1)
    shards.group(1).crashAll()
    shards.checkLogs()
    const probes = data.keys.map((key) => new Probe(t, shards, key, data.expected(key)))
    const isReachable = ({ key }: Probe): boolean => ownerOf(config, key) === shards.gidOf(0)
    const reachable = probes.filter(isReachable)
    await checkProbesDone(t, reachable, 5_000, 'group 101, which does not own it, was shut down')
    await t.sleep(2_000)
    const others = probes.filter((probe) => !isReachable(probe))
    for (const probe of others) probe.checkPending('the group that owns its shard is down')
    if (others.length !== 5) {
      throw new CheckFailure(
        `two groups share ten shards, but configuration ${config.num} gives group 101 the shards of ${others.length} of ten keys`,
        { rule: RULE.evenly, details: [describeConfig(config)] },
      )
    }
    shards.group(1).startAll()
    await checkProbesDone(t, others, BACK_MS, 'group 101, which owns it, was started again')
    await data.checkAll(clerk)
  },
})

const joinLeave = shardTest({
  name: 'TestJoinLeave',
  title: 'join then leave ...',
  points: 4,
  maxRaftState: -1,
  async body(t, shards) {
    const { clerk, data } = await openStore(t, shards, { length: 5 })
    await data.checkAll(clerk)
    await shards.join(1)
    await data.checkAndAppendAll(clerk, 5)
    await shards.leave(0)
    await data.checkAndAppendAll(clerk, 5)
    await t.sleep(1_000)
    shards.checkLogs()
    shards.group(0).crashAll()
    await data.checkAll(clerk)
  },
})

const snapshots = shardTest({
  name: 'TestSnapshot',
  title: 'snapshots, join, and leave ...',
  points: 6,
  maxRaftState: 1_000,
  async body(t, shards) {
    const { clerk, data } = await openStore(t, shards, { keys: 30, length: 20 })
    await data.checkAll(clerk)
    await shards.join(1)
    await shards.join(2)
    await shards.leave(0)
    await data.checkAndAppendAll(clerk, 20)
    await shards.leave(1)
    await shards.join(0)
    await data.checkAndAppendAll(clerk, 20)
    await t.sleep(1_000)
    await data.checkAll(clerk)
    await t.sleep(1_000)
    shards.checkLogs()
    checkSnapshotsTaken(shards)
    for (const group of shards.groups) group.crashAll()
    for (const group of shards.groups) group.startAll()
    await data.checkAll(clerk)
  },
})

/** A group that has served dozens of requests of over a hundred bytes has outgrown 1,000 bytes. */
function checkSnapshotsTaken(shards: ShardCluster): void {
  for (const [group, { size }] of shards.groups.entries()) {
    const sizes = Array.from(
      { length: size },
      (_, at) => shards.group(group).saved(at).snapshotSize,
    )
    if (sizes.some((bytes) => bytes > 0)) continue
    throw noSnapshot(shards, group)
  }
}

/** Whether the log is long, or the group has had hardly anything to do. */
function noSnapshot(shards: ShardCluster, group: number): CheckFailure {
  const gid = shards.gidOf(group)
  const largest = shards.group(group).logSize()
  const saved = `${formatBytes(largest)} of Raft state; maxRaftState is ${shards.maxRaftState}`
  return largest > shards.maxRaftState
    ? new CheckFailure(`no server of group ${gid} has saved a snapshot, but up to ${saved}`, {
        rule: RULE.snapshotInTime,
      })
    : new CheckFailure(`no server of group ${gid} has saved a snapshot, or more than ${saved}`, {
        rule: RULE.soonServed,
        details: [`${shards.operations} operations have returned, and each group has had shards`],
      })
}

const missChange = shardTest({
  name: 'TestMissChange',
  title: 'servers miss configuration changes...',
  points: 6,
  maxRaftState: 1_000,
  async body(t, shards) {
    const crashEach = (server: number): void => {
      for (const group of shards.groups) group.crash(server)
    }
    const startEach = (server: number): void => {
      for (const group of shards.groups) group.start(server)
    }
    const { clerk, data } = await openStore(t, shards, { length: 20 })
    await data.checkAll(clerk)
    await shards.join(1)
    crashEach(0)
    await shards.join(2)
    await shards.leave(1)
    await shards.leave(0)
    await data.checkAndAppendAll(clerk, 20)
    await shards.join(1)
    await data.checkAndAppendAll(clerk, 20)
    startEach(0)
    await data.checkAndAppendAll(clerk, 20)
    await t.sleep(2_000)
    crashEach(1)
    await shards.join(0)
    await shards.leave(2)
    await data.checkAndAppendAll(clerk, 20)
    startEach(1)
    await data.checkAll(clerk)
    await t.sleep(1_000)
    crashEach(2)
    await data.checkAll(clerk)
  },
})

const concurrent1 = shardTest({
  name: 'TestConcurrent1',
  title: 'concurrent puts and configuration changes...',
  points: 6,
  maxRaftState: 100,
  async body(t, shards) {
    const { clerk, data } = await openStore(t, shards, { length: 5 })
    const writers = startWriters(t, shards, data, { length: 5, pauseMs: 10 })
    await t.sleep(150)
    await shards.join(1)
    await t.sleep(500)
    await shards.join(2)
    await t.sleep(500)
    await shards.leave(0)
    for (const group of [0, 1, 2]) {
      shards.group(group).crashAll()
      if (group < 2) await t.sleep(100)
    }
    await shards.leave(2)
    await t.sleep(100)
    for (const group of shards.groups) group.startAll()
    await t.sleep(100)
    await shards.join(0)
    await shards.leave(1)
    await t.sleep(500)
    await shards.join(1)
    await t.sleep(1_000)
    await writers.stop()
    await data.checkAll(clerk)
  },
})

const concurrent2 = shardTest({
  name: 'TestConcurrent2',
  title: 'more concurrent puts and configuration changes...',
  points: 6,
  maxRaftState: -1,
  async body(t, shards) {
    const { clerk, data } = await openStore(t, shards, { groups: [1, 0, 2], length: 1 })
    const writers = startWriters(t, shards, data, { length: 1, pauseMs: 50 })
    await shards.leave(0)
    await shards.leave(2)
    await t.sleep(3_000)
    await shards.join(0)
    await shards.join(2)
    await shards.leave(1)
    await t.sleep(3_000)
    await shards.join(1)
    await shards.leave(0)
    await shards.leave(2)
    await t.sleep(3_000)
    for (const group of [1, 2]) shards.group(group).crashAll()
    await t.sleep(1_000)
    for (const group of [1, 2]) shards.group(group).startAll()
    await t.sleep(2_000)
    await writers.stop()
    await data.checkAll(clerk)
  },
})

/** 6.5840: how long changes and restarts go on. */
const CONCURRENT3_MS = 12_000

const concurrent3 = shardTest({
  name: 'TestConcurrent3',
  title: 'concurrent configuration change and restart...',
  points: 6,
  maxRaftState: 300,
  async body(t, shards) {
    const { clerk, data } = await openStore(t, shards, { length: 1 })
    const writers = startWriters(t, shards, data, { length: 1 })
    const startMs = t.world.sim.nowMs
    while (t.world.sim.nowMs - startMs < CONCURRENT3_MS) {
      await shards.join(2)
      await shards.join(1)
      await t.sleep(t.random(0, 899))
      for (const group of shards.groups) group.crashAll()
      for (const group of shards.groups) group.startAll()
      await t.sleep(t.random(0, 899))
      await shards.leave(1)
      await shards.leave(2)
      await t.sleep(t.random(0, 899))
    }
    await t.sleep(2_000)
    await writers.stop()
    await data.checkAll(clerk)
  },
})

const unreliable1 = shardTest({
  name: 'TestUnreliable1',
  title: 'unreliable 1...',
  points: 6,
  maxRaftState: 100,
  isUnreliable: true,
  async body(t, shards) {
    const { clerk, data } = await openStore(t, shards, { length: 5 })
    await shards.join(1)
    await shards.join(2)
    await shards.leave(0)
    for (let round = 0; round < 2; round++) await data.checkAndAppendAll(clerk, 5)
    await shards.join(0)
    await shards.leave(1)
    for (let round = 0; round < 2; round++) await data.checkAll(clerk)
  },
})

/** The changes that the last two tests make under load. */
async function changeUnderLoad(t: TestContext, shards: ShardCluster): Promise<void> {
  await t.sleep(150)
  await shards.join(1)
  await t.sleep(500)
  await shards.join(2)
  await t.sleep(500)
  await shards.leave(0)
  await t.sleep(500)
  await shards.leave(1)
  await t.sleep(500)
  await shards.join(1)
  await shards.join(0)
  await t.sleep(2_000)
}

const unreliable2 = shardTest({
  name: 'TestUnreliable2',
  title: 'unreliable 2...',
  points: 6,
  maxRaftState: 100,
  isUnreliable: true,
  async body(t, shards) {
    const { clerk, data } = await openStore(t, shards, { length: 5 })
    const writers = startWriters(t, shards, data, { length: 5 })
    await changeUnderLoad(t, shards)
    shards.isUnreliable = false
    await writers.stop()
    await data.checkAll(clerk)
  },
})

const unreliable3 = shardTest({
  name: 'TestUnreliable3',
  title: 'unreliable 3...',
  points: 6,
  maxRaftState: 100,
  isUnreliable: true,
  async body(t, shards) {
    const clerk = shards.makeClerk()
    await shards.join(0)
    const { keys } = new ShardData(t, 10)
    for (const key of keys) await clerk.put(key, randomText(t, 5))
    let isStopped = false
    const clients = keys.map(async () => {
      const own = shards.makeClerk()
      while (!isStopped) {
        const key = t.pick(keys)
        const value = randomText(t, 5)
        if (t.isHit(0.5)) await own.append(key, value)
        else if (t.isHit(0.1)) await own.put(key, value)
        else await own.get(key)
      }
    })
    await changeUnderLoad(t, shards)
    isStopped = true
    shards.isUnreliable = false
    await Promise.all(clients)
    // What the histories end with must be there for everybody to read.
    for (const key of keys) await clerk.get(key)
  },
})

export const shardTests: readonly LabTest[] = [
  staticShards,
  joinLeave,
  snapshots,
  missChange,
  concurrent1,
  concurrent2,
  concurrent3,
  unreliable1,
  unreliable2,
  unreliable3,
]
