/**
 * Part 3A, a scenario of our own: requests wait at a leader that loses its place, and others fill
 * the places that they had in the log. Whether it leads again or not, they must come to an end.
 */
import type { KvClerk } from '../../../harness/tester/kv-clerk.ts'
import type { KvCluster } from '../../../harness/tester/kv-cluster.ts'
import { labTest, type TestContext } from '../../../harness/tester/lab-test.ts'
import {
  firstNotForced,
  inRounds,
  LEADS_ALONE,
  type NotForced,
  until,
} from '../../raft/suite/steering.ts'
import { elementOf, range } from './generic.ts'
import { checkComplete, elect, newestLeader, without } from './steering.ts'

const NO_SNAPSHOTS = -1

export const deposedLeader = labTest({
  part: '3A',
  name: 'TestDeposedLeader3A',
  title: 'Test: who waits at a leader that has lost its place is let go (3A)',
  points: 1,
  servers: 3,
  origin: 'ours',
  async body(t) {
    const kv = t.kvCluster({ servers: 3, maxRaftState: NO_SNAPSHOTS })
    const main = kv.makeClerk()
    await main.put('k', '')
    for (const round of range(3)) {
      const leader = await newestLeader(t, kv)
      const others = without(kv, leader)
      const clerks = range(3).map(() => kv.makeClerk([leader]))
      for (const clerk of clerks) await clerk.get('k')
      kv.group.partition(others, [leader])
      const waiting = clerks.map((clerk, me) => {
        return me === 0 ? clerk.get('k') : clerk.append('k', elementOf(me, round))
      })
      await newestLeader(t, kv, others)
      await until(t, 300, () => !kv.group.state(leader).isLeader, 10)
      // Nobody else asks for anything, so nothing new is committed by itself.
      kv.group.connectAll()
      for (const clerk of clerks) clerk.connect(others)
      await checkComplete(t, kv, waiting, 'all servers were connected')
      await main.get('k')
    }
    let round = 0
    await inRounds(t, { wanted: 2, most: 4 }, () => leadAgain(t, kv, main, round++))
  },
})

/**
 * An append waits at a leader that is cut off; others elect another leader and go on. Then the old
 * one leads again. It has no longer what it was asked for, and its clerk asks for nothing else.
 */
async function leadAgain(
  t: TestContext,
  kv: KvCluster,
  main: KvClerk,
  round: number,
): Promise<NotForced> {
  const leader = await newestLeader(t, kv)
  const others = without(kv, leader)
  const clerk = kv.makeClerk([leader])
  await clerk.get('k')
  kv.group.partition(others, [leader])
  const waiting = clerk.append('k', elementOf(20, round))
  const successor = kv.makeClerk(others)
  for (const at of range(3)) await successor.append('k', elementOf(21 + round, at))
  const isAlone = kv.group.state(leader).isLeader
  // Nobody but the old leader hears the clerk, until that leads again.
  kv.group.connectAll()
  await t.sleep(SETTLED_MS)
  const isElected = await elect(t, kv, leader)
  clerk.connect(others)
  await checkComplete(t, kv, [waiting], `S${leader}, which was asked for it, was elected again`)
  await main.get('k')
  return firstNotForced({ [LEADS_ALONE]: isAlone, 'the old leader is elected again': isElected })
}

/** Ours: a server that is heard again has by then what it missed. */
const SETTLED_MS = 300
