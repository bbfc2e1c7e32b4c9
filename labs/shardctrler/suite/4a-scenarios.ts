/**
 * Part 4A, scenarios of our own: what the Go tests never try on the shard controller. Lost and late
 * messages, counted exactly; the fewest moves from any start; restarts of all; queries where a
 * stale answer is near at hand.
 */
import type { CtrlerClerk, CtrlerCluster } from '../../../harness/tester/ctrler-cluster.ts'
import { CheckFailure } from '../../../harness/tester/failure.ts'
import { type LabTest, labTest, type TestContext } from '../../../harness/tester/lab-test.ts'
import { RULE } from '../../../harness/tester/rules.ts'
import {
  type Config,
  checkGroups,
  checkSameConfig,
  checkServers,
  describeConfig,
  gidsOf,
  isNewest,
  SHARD_COUNT,
  sameForEver,
} from '../../../harness/tester/shard-config.ts'
import {
  checkAllSteps,
  checkHistory,
  checkMove,
  checkNum,
  checkSameConfigs,
  step,
} from './4a-ctrler.ts'
import { lateRequests } from './4a-late.ts'
import {
  elect,
  groupsOf,
  inTime,
  NEWEST,
  restart,
  restartAll,
  returns,
  serversOf,
} from './steering.ts'

const SERVERS = 3
/** Queries that make for a log of some thousand bytes. */
const LOG_FILL = 40

/** Moves one shard and checks that nothing else has changed. */
async function move(clerk: CtrlerClerk, shard: number, gid: number): Promise<Config> {
  const before = await clerk.query(NEWEST)
  await clerk.move(shard, gid)
  const after = await clerk.query(NEWEST)
  checkMove(before, after, shard, gid)
  return after
}

/** Every configuration there is, by number. */
async function allConfigs(clerk: CtrlerClerk): Promise<Config[]> {
  const newest = await clerk.query(NEWEST)
  const configs: Config[] = []
  for (let num = 0; num <= newest.num; num++) configs.push(await clerk.query(num))
  return configs
}

const unreliable = labTest({
  part: '4A',
  name: 'TestUnreliable4A',
  title: 'Test (4A): unreliable network, every change exactly once',
  points: 3,
  servers: SERVERS,
  origin: 'ours',
  async body(t) {
    const ctrler = t.ctrlerCluster({ servers: SERVERS, isUnreliable: true })
    const clerk = ctrler.makeClerk()
    for (const gid of [1, 2, 3]) await step(clerk, () => clerk.join(groupsOf(gid)))
    await step(clerk, () => clerk.join(groupsOf(4, 5)))
    await step(clerk, () => clerk.leave([2]))
    for (const shard of [0, 7]) await move(clerk, shard, 5)
    await step(clerk, () => clerk.leave([1, 3]))
    const before = await clerk.query(NEWEST)
    checkGroups(before, [4, 5])

    // Each clerk's last leave would be undone by a join that is carried out late or twice.
    const gids = [10, 11, 12, 13, 14]
    await Promise.all(
      gids.map(async (gid) => {
        const other = ctrler.makeClerk()
        await other.join(groupsOf(gid, gid + 100))
        await other.leave([gid + 100])
        await other.join({ [gid + 200]: [`${gid}d`] })
        await other.leave([gid + 200])
      }),
    )
    const after = await checkAllSteps(clerk, before.num)
    checkGroups(after, [4, 5, ...gids])
    checkNum(after, before.num + 4 * gids.length)
    for (const gid of gids) checkServers(after, gid, serversOf(gid))
  },
})

const fewest = labTest({
  part: '4A',
  name: 'TestFewestMoves4A',
  title: 'Test (4A): fewest moves, from any division of the shards',
  points: 3,
  servers: SERVERS,
  origin: 'ours',
  async body(t) {
    const ctrler = t.ctrlerCluster({ servers: SERVERS })
    const clerk = ctrler.makeClerk()
    await step(clerk, () => clerk.join(groupsOf(21, 5, 13)))
    await step(clerk, () => clerk.join(groupsOf(8, 30)))
    checkGroups(await step(clerk, () => clerk.leave([5, 30, 13])), [8, 21])

    // One group has everything, and then others come.
    for (let shard = 0; shard < SHARD_COUNT; shard++) await move(clerk, shard, 21)
    await step(clerk, () => clerk.join(groupsOf(2)))
    for (let shard = 0; shard < SHARD_COUNT; shard += 3) await move(clerk, shard, 2)
    await step(clerk, () => clerk.leave([8]))
    await changeAtRandom(t, clerk, 14)
  },
})

async function changeAtRandom(t: TestContext, clerk: CtrlerClerk, count: number): Promise<void> {
  let next = 100
  for (let made = 0; made < count; made++) {
    const gids = gidsOf(await clerk.query(NEWEST))
    const choice = t.random(0, 99)
    if (gids.length < 2 || choice < 35) {
      const joining = Array.from({ length: t.random(1, 3) }, () => next++)
      await step(clerk, () => clerk.join(groupsOf(...t.shuffle(joining))))
    } else if (choice < 65) {
      const leaving = t.shuffle(gids).slice(0, t.random(1, Math.min(3, gids.length - 1)))
      await step(clerk, () => clerk.leave(leaving))
    } else {
      await move(clerk, t.random(0, SHARD_COUNT - 1), t.pick(gids))
    }
  }
}

const restarts = labTest({
  part: '4A',
  name: 'TestRestartAll4A',
  title: 'Test (4A): all controllers restart between and during changes',
  points: 3,
  servers: SERVERS,
  origin: 'ours',
  async body(t) {
    const ctrler = t.ctrlerCluster({ servers: SERVERS })
    const clerk = ctrler.makeClerk()
    const configs = [await clerk.query(NEWEST)]
    const changes = [
      () => clerk.join(groupsOf(3, 1)),
      () => clerk.join(groupsOf(2)),
      () => clerk.leave([1]),
      () => clerk.join(groupsOf(7, 6)),
    ]
    for (const change of changes) {
      configs.push(await step(clerk, change))
      restartAll(ctrler.group)
      await inTime(t, 'queries after a restart of all controllers', checkHistory(clerk, configs))
    }

    // A clerk that was interrupted asks again, of servers that know of it only what they saved.
    const newest = configs.at(-1) as Config
    const gids = [10, 11, 12, 13]
    const all = gids.map(async (gid) => {
      const other = ctrler.makeClerk()
      for (let round = 0; round < 3; round++) {
        await other.join(groupsOf(gid))
        await other.leave([gid])
      }
    })
    for (let round = 0; round < 4; round++) {
      await t.sleep(t.random(1, 12))
      restartAll(ctrler.group)
      await ctrler.group.checkLeader()
    }
    await inTime(t, 'joins and leaves, after all controllers were restarted', Promise.all(all))
    const after = await checkAllSteps(clerk, newest.num)
    checkNum(after, newest.num + 6 * gids.length)
    checkGroups(after, gidsOf(newest))
    await checkSameConfigs(clerk, configs)
  },
})

const queries = labTest({
  part: '4A',
  name: 'TestQueryNumbers4A',
  title: 'Test (4A): queries far in the past and beyond the newest',
  points: 3,
  servers: SERVERS,
  origin: 'ours',
  async body(t) {
    const ctrler = t.ctrlerCluster({ servers: SERVERS })
    const clerk = ctrler.makeClerk()
    const configs = [await clerk.query(NEWEST)]
    await checkHistory(clerk, configs)
    for (let gid = 1; gid <= 6; gid++) {
      const joined = () => clerk.join(groupsOf(gid, gid + 20))
      for (const change of [joined, () => clerk.leave([gid + 20])]) {
        const { num } = configs.at(-1) as Config
        // Asked before it exists: the newest. Asked again afterwards: itself.
        const beyond = await clerk.query(num + 1)
        checkSameConfig(beyond, configs.at(-1) as Config, isNewest(num + 1))
        configs.push(await step(clerk, change))
        const itself = await clerk.query(num + 1)
        checkSameConfig(itself, configs.at(-1) as Config, sameForEver(num + 1))
      }
      configs.push(await move(clerk, gid, 1))
      // A move to where the shard is already may make a configuration or not.
      const { num } = configs.at(-1) as Config
      if (num < configs.length - 1) configs.pop()
      await checkHistory(clerk, configs)
    }
    // A group that comes again has the servers it comes with; what was, stays as it was.
    const again = ['21d', '21e']
    configs.push(await step(clerk, () => clerk.join({ 21: again })))
    const newest = configs.at(-1) as Config
    checkServers(newest, 21, again)
    for (const beyond of [newest.num + 1, newest.num + 1_000, 1_000_000_000]) {
      checkSameConfig(await clerk.query(beyond), newest, isNewest(beyond))
    }
    await checkHistory(ctrler.makeClerk(), configs)
  },
})

const stale = labTest({
  part: '4A',
  name: 'TestStaleQuery4A',
  title: 'Test (4A): no stale answer from followers and leaders of the past',
  points: 5,
  servers: SERVERS,
  origin: 'ours',
  async body(t) {
    const ctrler = t.ctrlerCluster({ servers: SERVERS })
    const clerk = ctrler.makeClerk()
    await clerk.join(groupsOf(1))
    for (const round of [0, 1]) {
      const leader = await ctrler.group.checkLeader()
      await askCutOff(t, ctrler, leader, 10 + round)
      const follower = ((await ctrler.group.checkLeader()) + 1) % SERVERS
      await askCutOff(t, ctrler, follower, 20 + round)
    }
    // A new leader that has not yet heard what was committed.
    for (const round of [0, 1, 2]) {
      const leader = await ctrler.group.checkLeader()
      const before = await clerk.query(NEWEST)
      await clerk.join(groupsOf(30 + round))
      restart(ctrler.group, leader)
      checkFresh(await clerk.query(NEWEST), before.num + 1, `S${leader}, which led, had restarted`)
    }
  },
})

/** A clerk that reaches one server only asks it for the newest configuration; others make one. */
async function askCutOff(
  t: TestContext,
  ctrler: CtrlerCluster,
  server: number,
  gid: number,
): Promise<void> {
  const { group, routes } = ctrler
  const writer = ctrler.makeClerk()
  const reader = ctrler.makeClerk()
  const others = group.servers.filter((other) => other !== server)
  const { num } = await reader.query(NEWEST)
  group.partition([server], others)
  const cut = routes.drop(({ from, to, leg }) => {
    if (leg === 'reply' || typeof from === 'number') return false
    return from === reader.name ? to !== server : to === server
  })
  await inTime(t, 'a join at a majority', writer.join(groupsOf(gid)))
  const asked = reader.query(NEWEST)
  const isAnswered = await returns(t, asked, 1_000)
  // It reaches nobody else, so nobody else can have answered.
  if (isAnswered) checkFresh(await asked, num + 1, `only S${server}, which was cut off, heard it`)
  cut.lift()
  group.connectAll()
  const config = await inTime(t, 'a query, after all are connected again', asked)
  checkFresh(config, num + 1, `it was asked of S${server} while that was cut off`)
}

/** `num` is the configuration that a join had made when the query was asked; `when` says more. */
function checkFresh(config: Config, num: number, when: string): void {
  if (config.num >= num) return
  throw new CheckFailure(
    `a query was answered with configuration ${config.num}, although a join that made configuration ${num} had returned before`,
    { rule: RULE.queryIsFresh, details: [when, describeConfig(config)] },
  )
}

const replicas = labTest({
  part: '4A',
  name: 'TestSameOnReplicas4A',
  title: 'Test (4A): whoever leads, the same configurations',
  points: 3,
  servers: SERVERS,
  origin: 'ours',
  async body(t) {
    const ctrler = t.ctrlerCluster({ servers: SERVERS })
    const clerk = ctrler.makeClerk()
    await joinAtOnce(t, ctrler, 90)
    // Those who restart come to the rest by another way than those who were there: by a snapshot,
    // if they take any and the log is long enough.
    for (const server of ctrler.group.servers) {
      for (let made = 0; made < LOG_FILL; made++) await clerk.query(NEWEST)
      restart(ctrler.group, server)
      await ctrler.group.checkLeader()
      await joinAtOnce(t, ctrler, 70 - 20 * server)
      await step(clerk, () => clerk.leave([71 - 20 * server, 72 - 20 * server]))
    }
    let configs = await allConfigs(clerk)
    for (const server of t.shuffle(ctrler.group.servers)) {
      if (!(await elect(t, ctrler.routes, ctrler.group, server))) continue
      await inTime(t, `queries to a new leader, S${server}`, checkSameConfigs(clerk, configs))
      // Made while this one leads, to be found the same with the next.
      const gids = gidsOf(configs.at(-1) as Config)
      configs = [...configs, await step(clerk, () => clerk.leave([t.pick(gids)]))]
      configs = [...configs, await step(clerk, () => clerk.join(groupsOf(200 - server)))]
    }
    await checkSameConfigs(clerk, configs)
  },
})

/** Groups join in an order of chance, and ties abound. */
async function joinAtOnce(t: TestContext, ctrler: CtrlerCluster, first: number): Promise<void> {
  const gids = t.shuffle([first, first + 1, first + 2, first + 3])
  await Promise.all(
    gids.map(async (gid) => {
      const clerk = ctrler.makeClerk()
      await clerk.join(groupsOf(gid))
      if (gid % 2 === 1) return
      await clerk.leave([gid])
      await clerk.join(groupsOf(gid))
    }),
  )
}

export const ctrlerScenarios: readonly LabTest[] = [
  unreliable,
  fewest,
  restarts,
  queries,
  stale,
  replicas,
  ...lateRequests,
]
