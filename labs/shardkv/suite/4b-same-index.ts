/**
 * Part 4B, a scenario of our own: requests wait at a leader that was cut off while others fill the
 * same places of the log. The history is the judge.
 */
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { ShardCluster } from '../../../harness/tester/shard-cluster.ts'
import {
  askedAgain,
  firstNotForced,
  inRounds,
  isLeg,
  LEADS_ALONE,
  type NotForced,
} from '../../raft/suite/steering.ts'
import { inTime } from '../../shardctrler/suite/steering.ts'
import { shardTest } from './4b-shards.ts'
import { fill, isolate, keysOwnedBy } from './shard-steering.ts'

const STRANDED = 4
/** More than there are requests that wait: a clerk asks again, and that makes another entry. */
const REPLACING = 30

export const sameIndex = shardTest(
  {
    name: 'TestSameIndex4B',
    title: 'another command at the index a request waits for is no answer ...',
    points: 1,
    // By log alone: with a snapshot, nothing would be applied at those indexes.
    maxRaftState: -1,
    async body(t, shards) {
      const clerk = shards.makeClerk()
      const data = await fill(t, shards, clerk, 0)
      const [key = '0'] = await keysOwnedBy(shards, data, 0)
      let round = 0
      await inRounds(t, { wanted: 3, most: 5 }, () => replaceAppends(t, shards, key, round++))
      await inTime(t, `a get of "${key}" at the end`, clerk.get(key))
    },
  },
  'ours',
)

/**
 * Appends wait at a leader whom its group does not hear. Others append to the same key there; then
 * the leader learns of that. Who is told that an append is done looks for it.
 */
async function replaceAppends(
  t: TestContext,
  shards: ShardCluster,
  key: string,
  round: number,
): Promise<NotForced> {
  const group = shards.group(0)
  const leader = await group.checkLeader()
  const name = group.addresses[leader] as string
  const successor = shards.makeClerk()
  const stranded = Array.from({ length: STRANDED }, () => shards.makeClerk())
  const isStranded = (from: unknown): boolean => stranded.some((clerk) => clerk.name === from)
  const confined = shards.routes.drop(({ from, to, leg }) => {
    return leg === 'request' && isStranded(from) && group.addresses.includes(to) && to !== name
  })
  for (const clerk of [...stranded, successor]) await inTime(t, `a get of "${key}"`, clerk.get(key))
  const alone = isolate(shards, 0, leader)
  const away = shards.routes.drop(isLeg('request', successor.name, name))
  const waiting = stranded.map((clerk, me) => clerk.append(key, `<${round} waits ${me}>`))
  for (let at = 0; at < REPLACING; at++) {
    await inTime(t, `an append to "${key}"`, successor.append(key, `<${round} ${at}>`))
  }
  const isForced = group.state(leader).isLeader

  // One of them has just asked again, or waits all the time.
  await askedAgain(t, shards.routes, stranded, name)
  // The old leader hears of the new one from nobody else, so what it missed follows at once.
  const { addresses } = group
  const muted = shards.routes.drop(({ from, to, leg }) => {
    return leg === 'request' && from === name && to !== name && addresses.includes(to)
  })
  alone.lift()
  await t.sleep(300)
  muted.lift()
  away.lift()
  confined.lift()
  const what = 'appends that a leader without a majority was asked for'
  await inTime(t, what, Promise.all(waiting))
  await inTime(t, `a get of "${key}"`, successor.get(key))
  return firstNotForced({
    [LEADS_ALONE]: isForced,
  })
}
