/**
 * Part 4B, scenarios of our own: a group serves a shard only while it owns it. Readers and writers
 * share keys while shards move; clerks and leaders that know of nothing new are kept in the dark.
 * The histories are the judge.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import type { KvClerk } from '../../../harness/tester/kv-clerk.ts'
import type { LabTest, TestContext } from '../../../harness/tester/lab-test.ts'
import type { Packet } from '../../../harness/tester/raft-cluster.ts'
import { RULE } from '../../../harness/tester/rules.ts'
import { ownerOf, type ShardCluster } from '../../../harness/tester/shard-cluster.ts'
import {
  firstNotForced,
  inRounds,
  type NotForced,
  until,
  untilSent,
} from '../../raft/suite/steering.ts'
import { inTime, returns } from '../../shardctrler/suite/steering.ts'
import { shardTest } from './4b-shards.ts'
import { fromTo, moveKey, NOTICED_MS, stall, unaware } from './shard-steering.ts'

/** One shard each, so that every key moves on its own. */
const KEYS = ['0', '1', '2']
const CLIENTS = 5
const MOVES = 8

const ownership = shardTest(
  {
    name: 'TestOwnership4B',
    title: 'a group serves a shard only while it owns it ...',
    points: 2,
    maxRaftState: 1_000,
    async body(t, shards) {
      const clerk = shards.makeClerk()
      await shards.join(0, 1, 2)
      for (const key of KEYS) await inTime(t, `a put to "${key}"`, clerk.put(key, ''))
      await moveUnderLoad(t, shards)
      for (const key of KEYS) await askInTheDark(t, shards, clerk, key)
      for (const key of KEYS) await requestBehindConfig(t, shards, clerk, key)
      let round = 0
      await inRounds(t, { wanted: 2, most: 5 }, () => {
        return requestBehindCopy(t, shards, clerk, KEYS[round % KEYS.length] as string, round++)
      })
      for (const key of KEYS) await inTime(t, `a get of "${key}" at the end`, clerk.get(key))
    },
  },
  'ours',
)

/** Clients that share keys, and shards that move under them. */
async function moveUnderLoad(t: TestContext, shards: ShardCluster): Promise<void> {
  let isStopped = false
  const clients = Array.from({ length: CLIENTS }, async (_, me) => {
    const clerk = shards.makeClerk()
    let count = 0
    for (; !isStopped; count++) {
      const key = t.pick(KEYS)
      const choice = t.random(0, 99)
      if (choice < 45) await clerk.append(key, `<${me} ${count}>`)
      else if (choice < 95) await clerk.get(key)
      else await clerk.put(key, `<${me} ${count}>`)
      await t.sleep(t.random(10, 40))
    }
    return count
  })
  for (let made = 0; made < MOVES; made++) {
    await moveKey(shards, t.pick(KEYS), t.random(0, 2))
    await t.sleep(t.random(0, 300))
    if (made % 4 === 3) await restartLeader(t, shards, t.random(0, 2))
  }
  await t.sleep(500)
  isStopped = true
  const counts = await inTime(t, 'operations after shards moved', Promise.all(clients))
  if (counts.includes(0)) {
    throw new CheckFailure(
      `${counts.filter((count) => count === 0).length} of ${CLIENTS} clients finished no operation while shards moved`,
      { rule: RULE.soonServed },
    )
  }
}

async function restartLeader(t: TestContext, shards: ShardCluster, group: number): Promise<void> {
  const leader = await shards.group(group).checkLeader()
  shards.group(group).crash(leader)
  await t.sleep(t.random(0, 200))
  shards.group(group).start(leader)
}

/** Which group owns a key by the newest configuration, and one that does not. */
async function ownerAndOther(shards: ShardCluster, key: string): Promise<[number, number]> {
  const gid = ownerOf(await shards.admin.query(-1), key)
  const owner = shards.groups.findIndex((_, group) => shards.gidOf(group) === gid)
  return [owner, (owner + 1) % shards.groups.length]
}

/**
 * A clerk that hears of no new configuration goes on asking the old owner, who must not answer any
 * more.
 */
async function askInTheDark(
  t: TestContext,
  shards: ShardCluster,
  clerk: KvClerk,
  key: string,
): Promise<void> {
  const [reader, writer] = [shards.makeClerk(), shards.makeClerk()]
  for (const other of [reader, writer]) await inTime(t, `a get of "${key}"`, other.get(key))
  const dark = unaware(shards, [reader.name, writer.name])
  const [, next] = await ownerAndOther(shards, key)
  await moveKey(shards, key, next)
  await t.sleep(NOTICED_MS)
  await inTime(t, `an append to "${key}" after its shard moved`, clerk.append(key, '<moved>'))
  const asked = Promise.all([reader.get(key), writer.append(key, '<dark>')])
  // If they are answered, the history will tell whether rightly.
  await returns(t, asked, 700)
  await clerk.get(key)
  dark.lift()
  await inTime(
    t,
    `a get of "${key}" and an append, of clerks that reach the controller again`,
    asked,
  )
  await clerk.get(key)
}

/**
 * Requests stand in the log behind the configuration that takes the shard away: when they came, the
 * group owned it; when they are applied, it does not.
 */
async function requestBehindConfig(
  t: TestContext,
  shards: ShardCluster,
  clerk: KvClerk,
  key: string,
): Promise<void> {
  const [reader, writer] = [shards.makeClerk(), shards.makeClerk()]
  for (const other of [reader, writer]) await inTime(t, `a get of "${key}"`, other.get(key))
  const [owner, next] = await ownerAndOther(shards, key)
  const stalled = stall(shards, owner, await shards.group(owner).checkLeader())
  await moveKey(shards, key, next)
  await t.sleep(NOTICED_MS)
  const asked = Promise.all([reader.get(key), writer.append(key, '<behind>')])
  await t.sleep(50)
  stalled.lift()
  await inTime(t, `a get of "${key}" and an append, asked while its shard was about to move`, asked)
  await inTime(t, `a get of "${key}" after that`, clerk.get(key))
}

/**
 * As before; but only the configuration is committed at first, and the request not before the shard
 * has gone over. Whoever carries it out then, changes or shows what is not the shard any more.
 */
async function requestBehindCopy(
  t: TestContext,
  shards: ShardCluster,
  clerk: KvClerk,
  key: string,
  round: number,
): Promise<NotForced> {
  const [value, mark] = [`<copied ${round}>`, `<behind the copy ${round}>`]
  await inTime(t, `an append to "${key}"`, clerk.append(key, value))
  const writer = shards.makeClerk()
  await inTime(t, `a get of "${key}"`, writer.get(key))
  const [owner, next] = await ownerAndOther(shards, key)
  const group = shards.group(owner)
  const name = group.addresses[await group.checkLeader()]
  const isToOwn = ({ from, to, leg }: Packet): boolean => {
    return leg === 'request' && from === name && to !== name && group.addresses.includes(to)
  }
  // A configuration holds the names of all groups; nothing else that a leader replicates does.
  const foreign = shards.group(next).addresses.map(String)
  let isPutIn = false
  const watch = shards.routes.watch(
    (packet) => isToOwn(packet) && foreign.some((server) => packet.text.includes(server)),
    () => {
      isPutIn = true
    },
  )
  const acknowledgements = shards.routes.hold(({ from, to, leg }) => {
    return (
      isPutIn && leg === 'reply' && to === name && from !== to && group.addresses.includes(from)
    )
  })
  await moveKey(shards, key, next)
  await until(t, NOTICED_MS, () => isPutIn)
  const appending = writer.append(key, mark)
  let isBehind = false
  const uncommitted = shards.routes.drop((packet) => {
    const isMarked = isToOwn(packet) && packet.text.includes(mark)
    isBehind ||= isMarked
    return isMarked
  })
  await until(t, ARRIVES_MS, () => isBehind)
  const isCopied = untilSent(
    t,
    shards.routes,
    (packet) => fromTo(shards, owner, next)(packet) && packet.text.includes(value),
    COPIED_MS,
  )
  acknowledgements.lift()
  watch.lift()
  const hasGone = await isCopied
  uncommitted.lift()
  await inTime(t, `an append to "${key}", asked while its shard was about to move`, appending)
  await inTime(t, `a get of "${key}" after that`, clerk.get(key))
  return firstNotForced({
    'a leader puts a configuration into the log': isPutIn,
    'a request comes before that is committed': isBehind,
    'the shard goes over before the request is committed': hasGone,
  })
}

/** Ours: a request that finds its leader at once is there by then. */
const ARRIVES_MS = 50
/** Ours: a leader that asks for a configuration ten times a second has asked, and for the shard. */
const COPIED_MS = 400

export const ownershipScenarios: readonly LabTest[] = [ownership]
