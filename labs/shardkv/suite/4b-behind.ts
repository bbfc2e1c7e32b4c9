/**
 * Part 4B, scenarios of our own: servers that were away while their group took or gave a shard, and
 * a leader that is lost when only it knows that a shard has arrived. Whoever leads next must know
 * what the log, or a snapshot of it, says.
 */
import type { KvClerk } from '../../../harness/tester/kv-clerk.ts'
import type { LabTest, TestContext } from '../../../harness/tester/lab-test.ts'
import type { Packet } from '../../../harness/tester/raft-cluster.ts'
import type { ShardCluster } from '../../../harness/tester/shard-cluster.ts'
import {
  firstNotForced,
  inRounds,
  LEADS_ALONE,
  type NotForced,
  until,
} from '../../raft/suite/steering.ts'
import { elect, inTime, returns } from '../../shardctrler/suite/steering.ts'
import { shardTest } from './4b-shards.ts'
import type { ShardData } from './shard-data.ts'
import {
  between,
  changeWhileCut,
  checkAllInTime,
  fill,
  keysOwnedBy,
  moveAndAppend,
  moveKey,
  NOTICED_MS,
  talkToDeposed,
} from './shard-steering.ts'

/** More appends than a log of this size holds: a server that missed them gets a snapshot. */
const MAX_RAFT_STATE = 100
const APPENDS = 8
/** Ours: some elections, and what was missed. */
const CATCH_UP_MS = 5_000

const goneBehind = shardTest(
  {
    name: 'TestGoneBehind4B',
    title: 'a server learns from a snapshot that a shard has gone, and leads ...',
    points: 2,
    maxRaftState: MAX_RAFT_STATE,
    async body(t, shards) {
      const clerk = shards.makeClerk()
      const data = await fill(t, shards, clerk, 0, 1)
      await inRounds(t, { wanted: 1, most: 2 }, async () => {
        const [key = '0', kept = '1'] = await keysOwnedBy(shards, data, 0)
        const notForced = await leadFromBehind(t, shards, data, clerk, kept, () =>
          moveAndAppend(t, shards, data, clerk, { key, group: 1, value: '<away>' }),
        )

        // The shard is to come back, and its data cannot: it must not be served from what was left.
        const cut = shards.routes.drop(between(shards, 0, 1))
        await moveKey(shards, key, 0)
        await t.sleep(2 * NOTICED_MS)
        const asked = data.check(shards.makeClerk(), key)
        await returns(t, asked, 1_500)
        cut.lift()
        await inTime(t, `a get of "${key}" after its shard came back`, asked)
        return notForced
      })
      await checkAllInTime(t, data, clerk, 'servers had been behind')
    },
  },
  'ours',
)

const arrivedBehind = shardTest(
  {
    name: 'TestArrivedBehind4B',
    title: 'a server learns from a snapshot that a shard has arrived, and leads ...',
    points: 1,
    maxRaftState: MAX_RAFT_STATE,
    async body(t, shards) {
      const clerk = shards.makeClerk()
      const data = await fill(t, shards, clerk, 0, 1)
      await inRounds(t, { wanted: 1, most: 2 }, async () => {
        const [key = '0', second = '1'] = await keysOwnedBy(shards, data, 1)
        const [kept = '2'] = await keysOwnedBy(shards, data, 0)
        const cut = await changeWhileCut(t, shards, () => moveKey(shards, key, 0))
        const notForced = await leadFromBehind(t, shards, data, clerk, kept, async () => {
          cut.lift()
          await inTime(t, `an append to "${key}"`, data.append(clerk, key, '<arrived>'))
        })

        // It waits for nothing any more, so it goes on to the next configuration.
        await moveKey(shards, second, 0)
        await t.sleep(NOTICED_MS)
        await inTime(t, `a get of "${second}" after its shard moved`, data.check(clerk, second))
        return notForced
      })
      await checkAllInTime(t, data, clerk, 'servers had been behind')
    },
  },
  'ours',
)

/**
 * A follower of group 0 is cut off from its group while something happens there and the log grows
 * beyond its limit; then it is elected.
 */
async function leadFromBehind(
  t: TestContext,
  shards: ShardCluster,
  data: ShardData,
  clerk: KvClerk,
  kept: string,
  happen: () => Promise<void>,
): Promise<NotForced> {
  const group = shards.group(0)
  const behind = ((await group.checkLeader()) + 1) % group.size
  await t.sleep(NOTICED_MS)
  const others = group.servers.filter((server) => server !== behind)
  group.partition(others, [behind])
  await happen()
  for (let i = 0; i < APPENDS; i++) {
    await inTime(t, `an append to "${kept}"`, data.append(clerk, kept, '<more>'))
  }
  group.connectAll()
  const isUpToDate = (): boolean => {
    const leader = group.leader()
    return leader !== undefined && group.lastApplied(leader) === group.lastApplied(behind)
  }
  await until(t, CATCH_UP_MS, isUpToDate)
  const isElected = await elect(t, shards.routes, group, behind)
  return firstNotForced({ 'a server that had been behind is elected': isElected })
}

const confirmAndCrash = shardTest(
  {
    name: 'TestConfirmAndCrash4B',
    title: 'a leader is lost when it has just said that a shard arrived ...',
    points: 2,
    maxRaftState: MAX_RAFT_STATE,
    async body(t, shards) {
      const clerk = shards.makeClerk()
      const data = await fill(t, shards, clerk, 0, 1)
      let giver = 1
      await inRounds(t, { wanted: 4, most: 4 }, async () => {
        giver = 1 - giver
        const [key = '0'] = await keysOwnedBy(shards, data, giver)
        const group = shards.group(1 - giver)
        const lost = await loseReceiver(t, shards, data, key, 1 - giver)
        // Two servers of three are up; nobody asks for anything but this.
        await inTime(t, `a get of "${key}", whose shard moves`, data.check(clerk, key))
        if (group.isRunning(lost)) {
          return ['the leader that gets a shard answers the other group, or sends it something']
        }
        group.start(lost)
        return []
      })
      await checkAllInTime(t, data, clerk, 'shards moved between the groups')
    },
  },
  'ours',
)

/** Ours: sooner behind an answer nobody can have committed what it brought. */
const COMMIT_MS = 1

/**
 * Moves a key's shard; the leader of the group that gets it crashes right behind its first answer
 * to the leader of the other one, or, where it asks for the shard itself, behind what it sends that
 * when it has it. Its own group has the shard in the logs and does not hear that it is committed.
 * Answers who crashed.
 */
async function loseReceiver(
  t: TestContext,
  shards: ShardCluster,
  data: ShardData,
  key: string,
  receiver: number,
): Promise<number> {
  const group = shards.group(receiver)
  const isBetween = between(shards, 0, 1)
  const cut = await changeWhileCut(t, shards, () => moveKey(shards, key, receiver))
  const leader = await group.checkLeader()
  const name = group.addresses[leader]
  const giver = shards.group(1 - receiver)
  // Only who leads can let the shard go.
  const other = giver.addresses[await giver.checkLeader()]
  const brought = new Set<unknown>()
  const { addresses } = group
  const untold = shards.routes.drop((packet) => {
    const { from, to, leg } = packet
    if (leg !== 'request' || from !== name || to === name || !addresses.includes(to)) return false
    if (brought.has(to)) return true
    if (data.isIn(packet, [key])) brought.add(to)
    return false
  })
  let isLost = false
  let heardMs = Infinity
  const watch = shards.routes.watch(isBetween, (packet) => {
    const { from, to, leg } = packet
    const { nowMs } = t.world.sim
    if (to === name && leg === 'reply' && data.isIn(packet, [key])) heardMs = nowMs
    if (from !== name || to !== other) return
    if (leg === 'request' && nowMs < heardMs + COMMIT_MS) return
    if (!isLost) void t.sleep(0).then(() => group.crash(leader))
    isLost = true
  })
  cut.lift()
  await until(t, 3_000, () => isLost)
  untold.lift()
  await t.sleep(20)
  watch.lift()
  await t.sleep(1_500)
  return leader
}

const confirmDeposed = shardTest(
  {
    name: 'TestConfirmDeposed4B',
    title: 'a leader loses its place while shards arrive at it ...',
    points: 1,
    maxRaftState: MAX_RAFT_STATE,
    async body(t, shards) {
      const clerk = shards.makeClerk()
      const data = await fill(t, shards, clerk, 0)
      let giver = 1
      await inRounds(t, { wanted: 4, most: 6 }, async () => {
        giver = 1 - giver
        const notForced = await deposeReceiver(t, shards, data, 1 - giver, () => {
          return giver === 0 ? shards.join(1) : shards.leave(1)
        })
        await checkAllInTime(
          t,
          data,
          clerk,
          'shards had gone to a leader that its group did not hear',
        )
        return notForced
      })
    },
  },
  'ours',
)

/**
 * Shards of another group reach only a leader that cannot commit them, for its own group has
 * another one by now; and right after they have arrived, it learns of that.
 */
async function deposeReceiver(
  t: TestContext,
  shards: ShardCluster,
  data: ShardData,
  receiver: number,
  change: () => Promise<void>,
): Promise<NotForced> {
  const brings = (packet: Packet, leader: string): boolean => {
    return packet.to === leader && data.isIn(packet)
  }
  const deposed = await talkToDeposed(t, shards, receiver, change, brings)
  deposed.alone.lift()
  await t.sleep(800)
  deposed.elsewhere.lift()
  return firstNotForced({
    [LEADS_ALONE]: deposed.leads,
    'shards of another group reach a leader that its own group does not hear': deposed.isReached,
  })
}

export const behindScenarios: readonly LabTest[] = [
  goneBehind,
  arrivedBehind,
  confirmAndCrash,
  confirmDeposed,
]
