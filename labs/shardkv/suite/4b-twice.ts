/**
 * Part 4B, scenarios of our own: what two groups say of one move is said twice, or comes late, and
 * the shard has moved on meanwhile. An old copy must not be taken for a new one, and a new one not
 * be deleted for an old one.
 */
import type { KvClerk } from '../../../harness/tester/kv-clerk.ts'
import type { LabTest, TestContext } from '../../../harness/tester/lab-test.ts'
import type { Held, Packet } from '../../../harness/tester/raft-cluster.ts'
import type { ShardCluster } from '../../../harness/tester/shard-cluster.ts'
import {
  firstNotForced,
  inRounds,
  type NotForced,
  until,
  untilSent,
} from '../../raft/suite/steering.ts'
import { inTime, returns } from '../../shardctrler/suite/steering.ts'
import { shardTest } from './4b-shards.ts'
import type { ShardData } from './shard-data.ts'
import {
  between,
  changeWhileCut,
  checkAllInTime,
  fill,
  fromTo,
  keysOwnedBy,
  moveKey,
  NOTICED_MS,
  stall,
  unaware,
} from './shard-steering.ts'

/** A solution may wait for something that is kept back; then the scenario is at its end. */
const TAKEN_MS = 4_000
/** A leader that asks for a shard may give up on a call later than that. */
const KEPT_BACK_MS = 350

const unconfirmed = shardTest(
  {
    name: 'TestUnconfirmed4B',
    title: 'a shard moves twice more before its first owner hears that it has arrived ...',
    points: 1,
    maxRaftState: 1_000,
    async body(t, shards) {
      const clerk = shards.makeClerk()
      const data = await fill(t, shards, clerk, 0, 1)
      const keys = await keysOwnedBy(shards, data, 0)
      for (const key of keys.slice(0, 2)) t.showed(await moveUnconfirmed(t, shards, data, key))
      const [late = '0', again = '1'] = await keysOwnedBy(shards, data, 0)
      for (const key of [late, again]) t.showed(await confirmLate(t, shards, data, key))
      await checkAllInTime(t, data, clerk, 'late messages between groups have arrived')
    },
  },
  'ours',
)

/** What `appendThereAndBack` could do while confirmations were kept back. */
interface ThereAndBack {
  readonly isTaken: boolean
  readonly isBack: boolean
}

/**
 * Appends to a key whose shard has gone to group 1, and once more when it is back at group 0. What
 * is kept back is let go where one of the two does not return without it.
 */
async function appendThereAndBack(
  t: TestContext,
  shards: ShardCluster,
  data: ShardData,
  { clerk, key, held }: { clerk: KvClerk; key: string; held: Held },
): Promise<ThereAndBack> {
  const first = data.append(clerk, key, '<1>')
  const isTaken = await returns(t, first, TAKEN_MS)
  if (!isTaken) held.lift()
  await inTime(t, `an append to "${key}" after its shard moved`, first)
  await moveKey(shards, key, 0)
  await t.sleep(NOTICED_MS)
  const second = data.append(clerk, key, '<2>')
  const isBack = await returns(t, second, TAKEN_MS)
  if (!isBack) held.lift()
  await inTime(t, `an append to "${key}" after its shard came back`, second)
  return { isTaken, isBack }
}

/**
 * A shard goes to group 1, whatever that says of it is kept back from group 0, and the shard comes
 * back. Then it is to go to group 1 once more, and group 0 does not know: all it has to give is the
 * copy of before. When it knows, and before it can give the new one, it hears what was kept back.
 */
async function moveUnconfirmed(
  t: TestContext,
  shards: ShardCluster,
  data: ShardData,
  key: string,
): Promise<NotForced> {
  const clerk = shards.makeClerk()
  const confirmation = keepConfirmation(shards, data.expected(key))
  await moveKey(shards, key, 1)
  const { held } = confirmation
  const { isTaken, isBack } = await appendThereAndBack(t, shards, data, { clerk, key, held })

  const isKept = confirmation.held.size > 0
  confirmation.loseRepeated()
  const dark = unaware(shards, shards.group(0).addresses)
  await moveKey(shards, key, 1)
  await t.sleep(NOTICED_MS)
  const early = data.check(shards.makeClerk(), key)
  await returns(t, early, 300)
  const cut = shards.routes.drop(between(shards, 0, 1))
  dark.lift()
  await t.sleep(NOTICED_MS)
  // The rule for new messages does not touch those that are under way.
  confirmation.held.release()
  await t.sleep(200)
  confirmation.end()
  cut.lift()
  await inTime(t, `a get of "${key}" after its shard moved twice more`, early)
  await inTime(t, `a get of "${key}"`, data.check(clerk, key))
  return firstNotForced({
    'a group serves a shard while nothing it says of it reaches the last owner': isTaken,
    'a group takes a further configuration while it has not heard that a shard has arrived': isBack,
    'a group says that a shard has arrived': isKept,
  })
}

/**
 * What group 1 says first when a shard has gone to it is late, and said again at once. The shard
 * comes back, and is to go to group 1 once more. What was late arrives when group 0 knows of that,
 * and before it can give the shard: by then it is about a copy that went long ago.
 */
async function confirmLate(
  t: TestContext,
  shards: ShardCluster,
  data: ShardData,
  key: string,
): Promise<NotForced> {
  const clerk = shards.makeClerk()
  const group = shards.group(0)
  const confirmation = keepConfirmation(
    shards,
    data.expected(key),
    group.addresses[await group.checkLeader()],
  )
  await moveKey(shards, key, 1)
  const isKept = await until(t, TAKEN_MS, () => confirmation.held.size > 0)
  // What belongs to it follows within that time; nobody repeats a call that soon.
  await t.sleep(10)
  const { held } = confirmation
  held.seal()
  const { isTaken, isBack } = await appendThereAndBack(t, shards, data, { clerk, key, held })
  const cut = await changeWhileCut(t, shards, () => moveKey(shards, key, 1))
  // The rule for new messages does not touch those that are under way.
  confirmation.held.release()
  await t.sleep(200)
  confirmation.end()
  cut.lift()
  await inTime(t, `a get of "${key}" after its shard moved again`, data.check(clerk, key))
  return firstNotForced({
    'a group says that a shard has arrived': isKept,
    'a group says once more what is late': isTaken && isBack,
  })
}

/**
 * From the moment on at which a shard goes to group 1, told by a value in it, what that group says
 * to group 0, or to one server of it, is kept back, except for shards.
 */
function keepConfirmation(shards: ShardCluster, value: string, only?: Packet['to']) {
  const isShard = ({ text }: Packet): boolean => text.includes(value)
  const [isThere, isBack] = [fromTo(shards, 0, 1), fromTo(shards, 1, 0)]
  const said = new Set<string>()
  let hasLeft = false
  const leaving = shards.routes.watch(
    (packet) => isThere(packet) && isShard(packet),
    () => {
      hasLeft = true
    },
  )
  const rules: { lift(): void }[] = [leaving]
  const held = shards.routes.hold((packet) => {
    if (!hasLeft || !isBack(packet) || isShard(packet)) return false
    if (only !== undefined && packet.to !== only) return false
    said.add(packet.text)
    return true
  })
  return {
    held,
    /** Something new is heard from now on; what is only said again is lost. */
    loseRepeated() {
      held.seal()
      rules.push(shards.routes.drop((packet) => isBack(packet) && said.has(packet.text)))
    },
    end() {
      for (const rule of rules) rule.lift()
    },
  }
}

const arrivesTwice = shardTest(
  {
    name: 'TestArrivesTwice4B',
    title: 'a shard arrives once more, at the next leader ...',
    points: 1,
    maxRaftState: 1_000,
    async body(t, shards) {
      const clerk = shards.makeClerk()
      const data = await fill(t, shards, clerk, 0, 1)
      const keys = await keysOwnedBy(shards, data, 0)
      const again = (moment: Again['moment']): Promise<NotForced> => {
        return arriveAgain(t, shards, data, { key: keys.shift() ?? '0', moment })
      }
      await inRounds(t, { wanted: 2, most: 4 }, () => again('served'))
      await inRounds(t, { wanted: 1, most: 2 }, () => again('away'))
      await checkAllInTime(t, data, clerk, 'shards had arrived once more')
    },
  },
  'ours',
)

interface Again {
  readonly key: string
  /** What has become of the shard when it arrives again: written to, or given away. */
  readonly moment: 'served' | 'away'
}

/**
 * A leader of group 1 puts a shard into its log, cannot commit it, and crashes. To the next one,
 * which does not know what that entry will come to, the shard is on its way again. It arrives when
 * the entry is committed and the group has gone on.
 */
async function arriveAgain(
  t: TestContext,
  shards: ShardCluster,
  data: ShardData,
  { key, moment }: Again,
): Promise<NotForced> {
  const group = shards.group(1)
  const clerk = shards.makeClerk()
  const { leader, isLogged } = await crashWithShard(t, shards, data, key)
  const receivers = new Set<Packet['to']>()
  const isThere = fromTo(shards, 0, 1)
  const held = shards.routes.hold((packet) => {
    if (!isThere(packet) || !data.isIn(packet, [key])) return false
    receivers.add(packet.to)
    return true
  })
  if (moment === 'away') await moveKey(shards, key, 0)
  const isAtNext = (): boolean => receivers.has(group.addresses[group.leader() ?? leader] ?? '')
  const isComing = await until(t, TAKEN_MS, isAtNext, 5)
  const written = data.append(clerk, key, '<1>')
  const isWritten = moment === 'served' && (await returns(t, written, KEPT_BACK_MS))
  if (moment === 'away') await t.sleep(KEPT_BACK_MS)
  held.lift()
  await t.sleep(200)
  group.start(leader)
  await inTime(t, `an append to "${key}" after its shard moved`, written)
  if (moment === 'away') {
    const cut = await changeWhileCut(t, shards, () => moveKey(shards, key, 1))
    // It cannot have come yet, so whatever answers is an older copy.
    const early = data.check(clerk, key)
    await returns(t, early, 300)
    cut.lift()
    await inTime(t, `a get of "${key}" after its shard came again`, early)
  }
  await inTime(t, `a get of "${key}"`, data.check(shards.makeClerk(), key))
  return firstNotForced({
    'a shard is sent to a leader that cannot commit it': isLogged,
    'it is on its way to the next leader as well': isComing,
    'the next leader serves the shard while it is on its way once more':
      isWritten || moment === 'away',
  })
}

/** The shard goes to group 1; who leads it crashes with the shard in the logs, not committed. */
async function crashWithShard(t: TestContext, shards: ShardCluster, data: ShardData, key: string) {
  const group = shards.group(1)
  const isThere = fromTo(shards, 0, 1)
  const cut = await changeWhileCut(t, shards, () => moveKey(shards, key, 1))
  const leader = await group.checkLeader()
  const name = group.addresses[leader]
  const stalled = stall(shards, 1, leader)
  cut.lift()
  const isLogged = await untilSent(
    t,
    shards.routes,
    (packet) => isThere(packet) && packet.to === name && data.isIn(packet, [key]),
    TAKEN_MS,
  )
  await t.sleep(REPLICATED_MS)
  group.crash(leader)
  stalled.lift()
  return { leader, isLogged }
}

/** By then followers have what a leader puts into its log. */
const REPLICATED_MS = 150

export const twiceScenarios: readonly LabTest[] = [unconfirmed, arrivesTwice]
