/**
 * Part 4A, scenarios of our own: requests whose replies are lost, that arrive late, or whose place
 * in the log another command has taken. Every change must be made once, and what was said to be
 * done must be there.
 */
import type { CtrlerCluster } from '../../../harness/tester/ctrler-cluster.ts'
import { CheckFailure } from '../../../harness/tester/failure.ts'
import { type LabTest, labTest, type TestContext } from '../../../harness/tester/lab-test.ts'
import { RULE } from '../../../harness/tester/rules.ts'
import { type Config, describeConfig } from '../../../harness/tester/shard-config.ts'
import {
  askedAgain,
  firstNotForced,
  inRounds,
  isLeg,
  LEADS_ALONE,
  type NotForced,
  until,
} from '../../raft/suite/steering.ts'
import { groupsOf, inTime, NEWEST, restart, restartAll, returns } from './steering.ts'

const SERVERS = 3

const lostReply = labTest({
  part: '4A',
  name: 'TestLostReply4A',
  title: 'Test (4A): a repeated or late request is not carried out twice',
  points: 3,
  servers: SERVERS,
  origin: 'ours',
  async body(t) {
    const ctrler = t.ctrlerCluster({ servers: SERVERS })
    await ctrler.makeClerk().join(groupsOf(1, 2))
    await repeatJoin(t, ctrler, 10, async () => {})
    await repeatJoin(t, ctrler, 11, async () => {
      restart(ctrler.group, await ctrler.group.checkLeader())
    })
    await repeatJoin(t, ctrler, 12, async () => restartAll(ctrler.group))
    for (const gid of [20, 21]) await delayJoin(t, ctrler, gid)
  },
})

/** A join is carried out, but its clerk does not hear of it; meanwhile the group leaves again. */
async function repeatJoin(
  t: TestContext,
  ctrler: CtrlerCluster,
  gid: number,
  disturb: () => Promise<void>,
): Promise<void> {
  const clerk = ctrler.makeClerk()
  const other = ctrler.makeClerk()
  const { num } = await other.query(NEWEST)
  const deaf = ctrler.routes.drop(({ to, leg }) => leg === 'reply' && to === clerk.name)
  const joining = clerk.join(groupsOf(gid))
  for (let tries = 1; ; tries++) {
    const newest = await other.query(NEWEST)
    if (gid in newest.groups) break
    if (tries > QUERIES_MAX) throw notJoined(gid, newest)
    await t.sleep(20)
  }
  await other.leave([gid])
  await t.sleep(300)
  await disturb()
  deaf.lift()
  await inTime(t, 'a join whose clerk had heard no reply before', joining)
  checkOnce(await other.query(NEWEST), gid, num + 2)
}

/** Ours: two seconds and more. */
const QUERIES_MAX = 100

function notJoined(gid: number, newest: Config): CheckFailure {
  return new CheckFailure(
    `group ${gid} is not there in any of ${QUERIES_MAX + 1} answers of query(-1), although a clerk has asked for its join`,
    {
      rule: 'labs/shardctrler/README.md: a new configuration with these groups added',
      details: [`the last answer  ${describeConfig(newest)}`],
    },
  )
}

/** A request is on its way until its clerk has had the group join, by another copy, and leave. */
async function delayJoin(t: TestContext, ctrler: CtrlerCluster, gid: number): Promise<void> {
  const clerk = ctrler.makeClerk()
  const leader = await ctrler.group.checkLeader()
  const { num } = await clerk.query(NEWEST)
  const held = ctrler.routes.hold(isLeg('request', clerk.name, leader))
  const joining = clerk.join(groupsOf(gid))
  await until(t, 3_000, () => held.size > 0)
  held.seal()
  // A clerk without a limit for its calls waits for this one; then nothing is late.
  if (!(await returns(t, joining, 2_500))) held.release()
  await inTime(t, `a join whose first requests to S${leader} were held back`, joining)
  await clerk.leave([gid])
  held.release()
  await t.sleep(200)
  checkOnce(await clerk.query(NEWEST), gid, num + 2)
}

function checkOnce(config: Config, gid: number, num: number): void {
  if (config.num === num && !(gid in config.groups)) return
  throw new CheckFailure(
    `group ${gid} joined once and left once, from configuration ${num - 2} on; now there is number ${config.num}, ${gid in config.groups ? 'with' : 'without'} the group`,
    { rule: RULE.changedOnce, details: [describeConfig(config)] },
  )
}

/** Clerks that ask a leader which is cut off, and joins that fill the same indexes elsewhere. */
const STRANDED = 4
const REPLACING = 12

const sameIndex = labTest({
  part: '4A',
  name: 'TestSameIndex4A',
  title: 'Test (4A): another command at the index a request waits for is no answer',
  points: 2,
  servers: SERVERS,
  origin: 'ours',
  async body(t) {
    const ctrler = t.ctrlerCluster({ servers: SERVERS })
    await ctrler.makeClerk().join(groupsOf(1))
    let gid = 1
    await inRounds(t, { wanted: 4, most: 5 }, async () => {
      const gids = Array.from({ length: STRANDED }, () => ++gid)
      const others = Array.from({ length: REPLACING }, () => ++gid)
      return replaceJoins(t, ctrler, gids, others)
    })
  },
})

/** Joins wait at a leader that is cut off; then it learns of what the others did meanwhile. */
async function replaceJoins(
  t: TestContext,
  ctrler: CtrlerCluster,
  gids: readonly number[],
  others: readonly number[],
): Promise<NotForced> {
  const { group, routes } = ctrler
  const leader = await group.checkLeader()
  const stranded = gids.map(() => ctrler.makeClerk())
  const isStranded = (name: unknown): boolean => stranded.some((clerk) => clerk.name === name)
  const confined = routes.drop(
    ({ from, to, leg }) => leg === 'request' && isStranded(from) && to !== leader,
  )
  for (const clerk of stranded) await inTime(t, 'a query', clerk.query(NEWEST))
  group.partition(
    group.servers.filter((server) => server !== leader),
    [leader],
  )
  const joining = stranded.map((clerk, at) => clerk.join(groupsOf(gids[at] as number)))
  const successor = ctrler.makeClerk()
  for (const other of others) await inTime(t, 'a join', successor.join(groupsOf(other)))
  const isForced = group.state(leader).isLeader

  // One of them has just asked again, or waits all the time.
  await askedAgain(t, routes, stranded, leader)
  group.connectAll()
  await t.sleep(300)
  confined.lift()
  await inTime(t, 'joins that a leader without a majority was asked for', Promise.all(joining))
  const newest = await successor.query(NEWEST)
  const missing = gids.find((gid) => !(gid in newest.groups))
  if (missing === undefined) {
    return firstNotForced({
      [LEADS_ALONE]: isForced,
    })
  }
  throw new CheckFailure(
    `a join of group ${missing} returned, but the group is not in configuration ${newest.num}`,
    {
      rule: RULE.queryIsFresh,
      details: [
        `its clerk had asked S${leader} while that was cut off, and could ask all servers since`,
        describeConfig(newest),
      ],
    },
  )
}

export const lateRequests: readonly LabTest[] = [lostReply, sameIndex]
