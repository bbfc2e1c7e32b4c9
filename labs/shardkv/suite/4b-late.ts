/**
 * Part 4B, scenarios of our own: messages that come late. A clerk's request, a reply to it, or a
 * shard is on its way while the shard moves on; what arrives then must change nothing.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import type { KvClerk } from '../../../harness/tester/kv-clerk.ts'
import type { LabTest, TestContext } from '../../../harness/tester/lab-test.ts'
import { formatMs } from '../../../harness/tester/process.ts'
import type { Held } from '../../../harness/tester/raft-cluster.ts'
import { RULE } from '../../../harness/tester/rules.ts'
import type { ShardCluster } from '../../../harness/tester/shard-cluster.ts'
import { firstNotForced, type NotForced, until } from '../../raft/suite/steering.ts'
import { inTime, returns } from '../../shardctrler/suite/steering.ts'
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
  restartGroups,
} from './shard-steering.ts'

const comesBack = shardTest(
  {
    name: 'TestComesBack4B',
    title: 'a shard comes back while old requests are on their way ...',
    points: 2,
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
 * An append is on its way to a group for so long that its clerk sends it to another one, which has
 * the shard by now. It arrives when the shard has come back and has been changed.
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
  const held = holdRequests(shards, sender, 1 - away)
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

/** Keeps back what a clerk asks of a group. */
function holdRequests(shards: ShardCluster, clerk: KvClerk, group: number): Held {
  const { addresses } = shards.group(group)
  return shards.routes.hold(
    ({ from, to, leg }) => leg === 'request' && from === clerk.name && addresses.includes(to),
  )
}

const lateShards = shardTest(
  {
    name: 'TestLateShards4B',
    title: 'shards of an old configuration arrive late ...',
    points: 1,
    maxRaftState: 1_000,
    async body(t, shards) {
      const clerk = shards.makeClerk()
      const data = await fill(t, shards, clerk, 0, 1)
      const [first = '0', second = '1', third = '2', fourth = '3'] = await keysOwnedBy(
        shards,
        data,
        0,
      )
      for (const delay of [
        { key: first, leg: 'request', until: 'awaited' },
        { key: second, leg: 'reply', until: 'awaited' },
        { key: third, leg: 'request', until: 'served' },
        { key: fourth, leg: 'request', until: 'away' },
      ] as const) {
        t.showed(await keepOnTheWay(t, shards, data, delay))
      }
      await checkAllInTime(t, data, clerk, 'late messages between groups have arrived')
    },
  },
  'ours',
)

const lateRequest = shardTest(
  {
    name: 'TestLateRequest4B',
    title: 'a request arrives after later ones of its clerk, and after two moves ...',
    points: 2,
    maxRaftState: 1_000,
    async body(t, shards) {
      const clerk = shards.makeClerk()
      const data = await fill(t, shards, clerk, 0, 1)
      const [key = '0'] = await keysOwnedBy(shards, data, 0)
      const sender = shards.makeClerk()
      await data.check(sender, key)
      const held = holdRequests(shards, sender, 0)
      const appending = data.append(sender, key, '<late>')
      const isHeld = await until(t, 1_000, () => held.size > 0)
      held.seal()
      // A clerk without a limit for its calls waits for this one; then nothing is late.
      const isRepeated = await returns(t, appending, 5_000)
      if (!isRepeated) held.release()
      t.showed(
        firstNotForced({
          'a clerk asks the group that owns the shard': isHeld,
          'a clerk sends a request again while the first one is late': isRepeated,
        }),
      )
      await inTime(t, `an append to "${key}"`, appending)
      await inTime(t, `a second append to "${key}"`, data.append(sender, key, '<later>'))
      await moveAndAppend(t, shards, data, clerk, { key, group: 1, value: '<1>' })
      await moveAndAppend(t, shards, data, clerk, { key, group: 0, value: '<2>' })
      held.release()
      await t.sleep(300)
      await inTime(t, `a get of "${key}"`, data.check(clerk, key))
    },
  },
  'ours',
)

type Name = ShardCluster['ctrlers']['addresses'][number]

interface Delay {
  readonly key: string
  readonly leg: 'request' | 'reply'
  /**
   * When what is late arrives: before the shard comes again, as it does, or behind what is right.
   */
  readonly until: 'away' | 'awaited' | 'served'
}

/** The addresses of the servers that lead these groups. */
async function leaderNames(shards: ShardCluster, ...groups: number[]): Promise<Name[]> {
  const names: Name[] = []
  for (const group of groups) {
    const { addresses } = shards.group(group)
    names.push(addresses[await shards.group(group).checkLeader()] as Name)
  }
  return names
}

/**
 * What the leaders of groups 0 and 1 say to each other about a shard is held back once, and
 * repeated. It arrives when the shard moves the same way again, with more in it.
 */
async function keepOnTheWay(
  t: TestContext,
  shards: ShardCluster,
  data: ShardData,
  { key, leg, until: moment }: Delay,
): Promise<NotForced> {
  const clerk = shards.makeClerk()
  const isBetween = between(shards, 0, 1)
  const leaders = await leaderNames(shards, 0, 1)
  const held = shards.routes.hold((packet) => {
    const isOfLeaders = leaders.includes(packet.from) && leaders.includes(packet.to)
    return packet.leg === leg && isOfLeaders && isBetween(packet)
  })
  await moveKey(shards, key, 1)
  const isHeld = await until(t, 3_000, () => held.size > 0)
  await t.sleep(20)
  held.seal()
  const appending = data.append(clerk, key, '<1>')
  // A solution without a limit for its calls waits for these; then nothing is late.
  const isRepeated = await returns(t, appending, 4_000)
  if (!isRepeated) held.release()
  await inTime(t, `an append to "${key}" after its shard moved`, appending)
  await moveAndAppend(t, shards, data, clerk, { key, group: 0, value: '<2>' })
  if (moment === 'served') {
    await moveAndAppend(t, shards, data, clerk, { key, group: 1, value: '<3>' })
    held.release()
    await t.sleep(200)
  } else {
    if (moment === 'away') held.release()
    await t.sleep(200)
    const cut = await changeWhileCut(t, shards, () => moveKey(shards, key, 1))
    // The rule for new messages does not touch those that are under way.
    held.release()
    // It cannot have come again yet, so whatever answers is an older copy.
    const early = data.check(shards.makeClerk(), key)
    await returns(t, early, 300)
    cut.lift()
    await inTime(t, `a get of "${key}" after its shard moved`, early)
  }
  await inTime(t, `a get of "${key}" after its shard moved`, data.check(clerk, key))
  return firstNotForced({
    [`the leaders of two groups exchange a ${leg} when a shard moves`]: isHeld,
    [`a shard moves although a ${leg} between the leaders of its groups is late`]: isRepeated,
  })
}

const retry = shardTest(
  {
    name: 'TestRetryAfterMove4B',
    title: 'a request is repeated after its shard has moved ...',
    points: 2,
    maxRaftState: 100,
    async body(t, shards) {
      const clerk = shards.makeClerk()
      const data = await fill(t, shards, clerk, 0, 1)
      const [first = '0', second = '1', third = '2', fourth = '3'] = await keysOwnedBy(
        shards,
        data,
        0,
      )
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
      const silence = { isMute: true, disturb: () => t.sleep(SILENT_MS) }
      await repeatAfterMoves(t, shards, data, { key: fourth, hops: [], ...silence })
      await checkAllInTime(t, data, clerk, 'shards moved while replies to clerks were lost')
    },
  },
  'ours',
)

/** Ours: for longer than anybody would take for long enough, since only the log decides. */
const SILENT_MS = 30_000

interface Repetition {
  readonly key: string
  readonly hops: readonly number[]
  /** Once the append has taken effect, its clerk is not heard either. */
  readonly isMute?: boolean
  disturb(): Promise<void>
}

/** The clerk of an append hears no reply until the shard is elsewhere. */
async function repeatAfterMoves(
  t: TestContext,
  shards: ShardCluster,
  data: ShardData,
  { key, hops, isMute = false, disturb }: Repetition,
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
  const mute = shards.routes.drop(({ from, to, leg }) => {
    return isMute && leg === 'request' && from === sender.name && servers.includes(to)
  })
  for (const group of hops) {
    await moveKey(shards, key, group)
    await t.sleep(NOTICED_MS)
  }
  await disturb()
  for (const rule of [deaf, mute]) rule.lift()
  await inTime(t, `an append to "${key}" whose clerk had heard no reply before`, appending)
  await inTime(t, `a get of "${key}"`, data.check(other, key))
}

async function waitUntilSeen(
  t: TestContext,
  reader: KvClerk,
  key: string,
  mark: string,
): Promise<void> {
  const startMs = t.world.sim.nowMs
  for (let tries = 0; tries < GETS_MAX; tries++) {
    if ((await reader.get(key)).includes(mark)) return
    await t.sleep(30)
  }
  throw new CheckFailure(
    `none of ${GETS_MAX} gets of "${key}" by ${reader.name} showed ${mark}, for whose append a clerk has asked`,
    { rule: RULE.soonServed, details: [`that was from ${formatMs(startMs)} on`] },
  )
}

/** Ours: three seconds and more. */
const GETS_MAX = 100

export const lateScenarios: readonly LabTest[] = [comesBack, lateRequest, lateShards, retry]
