/**
 * Part 4B, the two challenges of 6.5840: shards are deleted where they are not needed any more, and
 * shards that a change does not touch are served all along. With the stricter checks that
 * `labs/README.md` lists.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import { formatBytes } from '../../../harness/tester/format-bytes.ts'
import type { KvClerk } from '../../../harness/tester/kv-clerk.ts'
import type { LabTest, TestContext } from '../../../harness/tester/lab-test.ts'
import { RULE } from '../../../harness/tester/rules.ts'
import { ownerOf, type ShardCluster } from '../../../harness/tester/shard-cluster.ts'
import { type Config, describeConfig } from '../../../harness/tester/shard-config.ts'
import { shardTest } from './4b-shards.ts'
import { checkProbesDone, Probe, ShardData, within } from './shard-data.ts'

/**
 * 6.5840: thirty values of a thousand bytes, three of them also in duplicate tables, and some slop.
 */
const DELETE = { keys: 30, bytes: 1_000, checked: 3, slop: 6_000, replicas: 3 }
const TOTAL_MAX =
  DELETE.replicas *
  ((DELETE.keys - DELETE.checked) * DELETE.bytes + 2 * DELETE.checked * DELETE.bytes + DELETE.slop)

const KEEPS_NOTHING =
  'labs/shardkv/README.md, Challenge 1: A group that has handed a shard over keeps nothing of it: no data, no table, neither in memory nor in what it saves.'

const deletion = shardTest({
  name: 'TestChallenge1Delete',
  title: 'shard deletion (challenge 1) ...',
  points: 6,
  maxRaftState: 1,
  async body(t, shards) {
    const clerk = shards.makeClerk()
    await shards.join(0)
    const data = new ShardData(t, DELETE.keys)
    await data.putAll(clerk, DELETE.bytes)
    const few = data.keys.slice(0, DELETE.checked)
    await data.checkAll(clerk, few)
    for (let round = 0; round < 2; round++) {
      await shards.join(1)
      await shards.leave(0)
      await shards.join(2)
      await t.sleep(3_000)
      await data.checkAll(clerk, few)
      await shards.leave(1)
      await shards.join(0)
      await shards.leave(2)
      await t.sleep(3_000)
      await data.checkAll(clerk, few)
    }
    await shards.join(1)
    await shards.join(2)
    for (let round = 0; round < 3; round++) {
      await t.sleep(1_000)
      await data.checkAll(clerk, few)
    }
    const total = shards.totalBytes()
    if (total > TOTAL_MAX) {
      throw new CheckFailure(
        `all servers together have saved ${formatBytes(total)}, the limit is ${formatBytes(TOTAL_MAX)}`,
        { rule: KEEPS_NOTHING, details: describeSavedBytes(shards) },
      )
    }
    // The last request of a clerk may stand in a duplicate table, with its value.
    await checkStoredByOwnerOnly(shards, data, data.keys.slice(DELETE.checked, -1))
    await data.checkAll(clerk)
  },
})

/** A line per group. */
function describeSavedBytes(shards: ShardCluster): string[] {
  return shards.groups.map((group, index) => {
    const saved = group.servers.map((server) => group.saved(server).counted)
    const sizes = saved.map(({ raftStateSize, snapshotSize }) => {
      return `${formatBytes(raftStateSize)} of Raft state and a snapshot of ${formatBytes(snapshotSize)}`
    })
    return `G${shards.gidOf(index)}  ${sizes.map((size, server) => `S${server} ${size}`).join('; ')}`
  })
}

/** After quiet, a value lies with the servers of the group that owns it, and nowhere else. */
async function checkStoredByOwnerOnly(
  shards: ShardCluster,
  data: ShardData,
  keys: readonly string[],
): Promise<void> {
  const stray = findStray(shards, data, keys, await shards.admin.query(-1))
  if (stray !== undefined) throw stray
}

/**
 * A value that a server has saved though another group owns its key. Asked of keys that no clerk
 * was the last to read or write at some group, and where logs are as short as can be.
 */
export function findStray(
  shards: ShardCluster,
  data: ShardData,
  keys: readonly string[],
  config: Config,
): CheckFailure | undefined {
  for (const key of keys) {
    for (const [index, group] of shards.groups.entries()) {
      if (ownerOf(config, key) === shards.gidOf(index)) continue
      for (const server of group.servers) {
        const saved = group.saved(server)
        const value = data.expected(key)
        const isInSnapshot = holds(saved.readSnapshot(), value)
        if (!isInSnapshot && !holds(saved.readRaftState(), value)) continue
        return new CheckFailure(
          `the value of key "${key}" is in the ${isInSnapshot ? 'snapshot' : 'Raft state'} that G${shards.gidOf(index)}.S${server} has saved, but group ${ownerOf(config, key)} owns the key`,
          { rule: KEEPS_NOTHING, details: [describeConfig(config)] },
        )
      }
    }
  }
  return undefined
}

function holds(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(text)
}

/**
 * Longest time of an operation on a shard that no change touches, on an unreliable network. Ours.
 */
const OPERATION_MS = 5_000
const PENDING_MS = 2_000
const BACK_MS = 10_000

/** Keys by the group that owns them now. */
async function keysOf(shards: ShardCluster, data: ShardData, group: number): Promise<string[]> {
  const config = await shards.admin.query(-1)
  return data.keys.filter((key) => ownerOf(config, key) === shards.gidOf(group))
}

/** Why a key must be served while others cannot be. */
const SERVED = {
  unaffected: {
    why: 'whose shard no change touches',
    rule: 'labs/shardkv/README.md, Challenge 2: Shards that a change does not touch are served all through it.',
  },
  arrived: {
    why: 'whose shard comes from a group that is up',
    rule: 'labs/shardkv/README.md, Challenge 2: A shard that has arrived is served at once, though others of the same configuration are still missing, or may never come.',
  },
}

/** Each of these keys can be read and written in good time. */
async function checkServed(
  t: TestContext,
  clerk: KvClerk,
  data: ShardData,
  keys: readonly string[],
  { suffix, because }: { suffix: string; because: keyof typeof SERVED },
): Promise<void> {
  const { why, rule } = SERVED[because]
  for (const key of keys) {
    const named = (verb: string) => ({ what: `${verb} on key "${key}", ${why},`, rule })
    await within(t, OPERATION_MS, named('a get'), () => data.check(clerk, key))
    const value = data.expected(key) + suffix
    await within(t, OPERATION_MS, named('a put'), () => data.put(clerk, key, value))
    await within(t, OPERATION_MS, named('a get'), () => data.check(clerk, key))
  }
}

/** Keys whose data cannot be had must not be answered until the group that has it is back. */
async function checkUnavailable(
  t: TestContext,
  shards: ShardCluster,
  probes: readonly Probe[],
): Promise<void> {
  await t.sleep(PENDING_MS)
  for (const probe of probes) probe.checkPending('group 100, which has its data, is down')
  shards.group(0).startAll()
  await checkProbesDone(t, probes, BACK_MS, 'group 100, which has its data, was started again')
}

const unaffected = shardTest({
  name: 'TestChallenge2Unaffected',
  title: 'unaffected shard access (challenge 2) ...',
  points: 6,
  maxRaftState: 100,
  isUnreliable: true,
  async body(t, shards) {
    const clerk = shards.makeClerk()
    await shards.join(0)
    const data = new ShardData(t, 10)
    for (const key of data.keys) await data.put(clerk, key, '100')
    await shards.join(1)
    const owned = await keysOf(shards, data, 1)
    if (owned.length !== 5) {
      throw new CheckFailure(
        `two groups share ten shards, but group 101 owns those of ${owned.length} of ten keys`,
        { rule: RULE.evenly },
      )
    }
    await t.sleep(1_000)
    for (const key of owned) await data.put(clerk, key, '101')

    // The first group dies before it can hand over the rest.
    shards.group(0).crashAll()
    await shards.leave(0)
    await t.sleep(1_000)
    const others = data.keys.filter((key) => !owned.includes(key))
    const probes = others.map((key) => new Probe(t, shards, key, data.expected(key)))
    await checkServed(t, clerk, data, owned, { suffix: '-1', because: 'unaffected' })
    await checkUnavailable(t, shards, probes)
  },
})

const partial = shardTest({
  name: 'TestChallenge2Partial',
  title: 'partial migration shard access (challenge 2) ...',
  points: 6,
  maxRaftState: 100,
  isUnreliable: true,
  async body(t, shards) {
    const clerk = shards.makeClerk()
    await shards.join(0, 1, 2)
    await t.sleep(1_000)
    const data = new ShardData(t, 10)
    for (const key of data.keys) await data.put(clerk, key, '100')
    const dying = await keysOf(shards, data, 0)
    const staying = await keysOf(shards, data, 1)
    const moving = await keysOf(shards, data, 2)

    // One group dies, another leaves: what comes from the living one is served before the rest.
    shards.group(0).crashAll()
    await shards.leave(0, 2)
    await t.sleep(1_000)
    const probes = dying.map((key) => new Probe(t, shards, key, data.expected(key)))
    await checkServed(t, clerk, data, moving, { suffix: '-2', because: 'arrived' })
    await checkServed(t, clerk, data, staying, { suffix: '-2', because: 'unaffected' })
    await checkUnavailable(t, shards, probes)
  },
})

export const challengeTests: readonly LabTest[] = [deletion, unaffected, partial]
