/**
 * Part 4B, a scenario of our own: what has gone is deleted in the end, whatever has come between.
 * Logs are as short as can be, so that what a server has saved is what it keeps.
 */
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
import { inTime } from '../../shardctrler/suite/steering.ts'
import { findStray } from './4b-challenges.ts'
import { shardTest } from './4b-shards.ts'
import type { ShardData } from './shard-data.ts'
import {
  changeWhileCut,
  checkAllInTime,
  fill,
  restartGroups,
  talkToDeposed,
} from './shard-steering.ts'

/** Ours: long enough for a call that was lost, and for some rounds after it. */
const DELETED_MS = 10_000

const deletedInTheEnd = shardTest(
  {
    name: 'TestDeletedInTheEnd4B',
    title: 'what has gone is deleted, whoever is lost meanwhile ...',
    points: 1,
    maxRaftState: 1,
    async body(t, shards) {
      const clerk = shards.makeClerk()
      const data = await fill(t, shards, clerk, 0)
      let giver = 1
      const change = (): Promise<void> => (giver === 0 ? shards.join(1) : shards.leave(1))
      for (const restarting of [[0, 1], [0]]) {
        giver = 1 - giver
        const cut = await changeWhileCut(t, shards, change)
        restartGroups(shards, ...restarting)
        await t.sleep(300)
        cut.lift()
        await checkDeleted(t, shards, data)
      }
      await inRounds(t, { wanted: 2, most: 4 }, async () => {
        giver = 1 - giver
        const notForced = await deposeGiver(t, shards, giver, change)
        await checkDeleted(t, shards, data)
        return notForced
      })
      await checkAllInTime(t, data, clerk, 'shards had gone to and fro')
    },
  },
  'ours',
)

/** The first key is asked for, which may leave it in some table; the last one was put last. */
async function checkDeleted(t: TestContext, shards: ShardCluster, data: ShardData): Promise<void> {
  const [first = '0', ...others] = data.keys
  await inTime(t, `a get of "${first}"`, data.check(shards.makeClerk(), first))
  const config = await shards.admin.query(-1)
  const find = () => findStray(shards, data, others.slice(0, -1), config)
  if (await until(t, DELETED_MS, () => find() === undefined, 100)) return
  throw find()
}

/**
 * The new owner has shards from a leader whom its own group does not hear any more, and reaches
 * nobody else of that group. What it says to it then, cannot be committed there. Later all of them
 * hear each other again, and somebody else leads.
 */
async function deposeGiver(
  t: TestContext,
  shards: ShardCluster,
  giver: number,
  change: () => Promise<void>,
): Promise<NotForced> {
  const isWith = ({ from, to }: Packet, leader: string): boolean => {
    return from === leader || to === leader
  }
  const deposed = await talkToDeposed(t, shards, giver, change, isWith)
  // Time to get what it has, to commit that, and to say so.
  await t.sleep(800)
  // Whoever could not say so yet must know of it still.
  restartGroups(shards, 1 - giver)
  deposed.alone.lift()
  await t.sleep(300)
  deposed.elsewhere.lift()
  return firstNotForced({
    [LEADS_ALONE]: deposed.leads,
    'groups talk of shards with a leader that its own group does not hear': deposed.isReached,
  })
}

export const goneScenarios: readonly LabTest[] = [deletedInTheEnd]
