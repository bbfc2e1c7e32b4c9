/**
 * Part 4A, the shard controller: `TestBasic` and `TestMulti` of 6.5840 with their eleven sub-tests,
 * and the stricter checks that `labs/README.md` lists. Every join and leave is checked for balance
 * and for the exact minimum of moved shards.
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
  checkStep,
  describeConfig,
  gidsOf,
  isNewest,
  SHARD_COUNT,
  sameForEver,
} from '../../../harness/tester/shard-config.ts'

const NEWEST = -1

/** Performs a join or leave and checks the configuration it made; answers it. */
export async function step(clerk: CtrlerClerk, change: () => Promise<void>): Promise<Config> {
  const before = await clerk.query(NEWEST)
  await change()
  const after = await clerk.query(NEWEST)
  checkStep(before, after)
  return after
}

/** All configurations so far, each balanced and reached with the fewest moves. */
export async function checkAllSteps(clerk: CtrlerClerk, from: number): Promise<Config> {
  const newest = await clerk.query(NEWEST)
  for (let num = from; num < newest.num; num++) {
    checkStep(await clerk.query(num), await clerk.query(num + 1))
  }
  return newest
}

export function checkNum(config: Config, num: number): void {
  if (config.num === num) return
  throw new CheckFailure(
    `the newest configuration is number ${config.num}, but ${num} is expected after the changes so far`,
    { rule: RULE.oneConfiguration, details: [describeConfig(config)] },
  )
}

const X = ['x', 'y', 'z']
const A = ['a', 'b', 'c']
const J = ['j', 'k', 'l']

async function basicLeaveJoin(t: TestContext, clerk: CtrlerClerk): Promise<Config[]> {
  t.subtest('Test: Basic leave/join')
  const first = await clerk.query(NEWEST)
  checkNum(first, 0)
  checkGroups(first, [])
  const one = await step(clerk, () => clerk.join({ 1: X }))
  checkGroups(one, [1])
  const two = await step(clerk, () => clerk.join({ 2: A }))
  checkGroups(two, [1, 2])
  checkServers(two, 1, X)
  checkServers(two, 2, A)
  const three = await step(clerk, () => clerk.leave([1]))
  checkGroups(three, [2])
  const four = await step(clerk, () => clerk.leave([2]))
  checkGroups(four, [])
  checkNum(four, 4)
  return [first, one, two, three, four]
}

async function historicalQueries(
  t: TestContext,
  ctrler: CtrlerCluster,
  clerk: CtrlerClerk,
  configs: readonly Config[],
): Promise<void> {
  t.subtest('Test: Historical queries')
  for (const server of ctrler.group.servers) {
    ctrler.group.crash(server)
    await checkHistory(clerk, configs)
    ctrler.group.start(server)
    ctrler.group.connectAll()
  }
  // All at once, so that nothing but what was saved can answer.
  ctrler.group.crashAll()
  ctrler.group.startAll()
  ctrler.group.connectAll()
  await checkHistory(clerk, configs)
}

export async function checkHistory(clerk: CtrlerClerk, configs: readonly Config[]): Promise<void> {
  await checkSameConfigs(clerk, configs)
  const newest = configs.at(-1) as Config
  for (const num of [NEWEST, newest.num + 100]) {
    checkSameConfig(await clerk.query(num), newest, isNewest(num))
  }
}

/** Asked for by their numbers, they are what they were. */
export async function checkSameConfigs(
  clerk: CtrlerClerk,
  configs: readonly Config[],
): Promise<void> {
  for (const config of configs) {
    checkSameConfig(await clerk.query(config.num), config, sameForEver(config.num))
  }
}

async function moves(t: TestContext, clerk: CtrlerClerk): Promise<void> {
  t.subtest('Test: Move')
  await step(clerk, () => clerk.join({ 503: ['3a', '3b', '3c'] }))
  await step(clerk, () => clerk.join({ 504: ['4a', '4b', '4c'] }))
  const targetOf = (shard: number): number => (shard < SHARD_COUNT / 2 ? 503 : 504)
  for (let shard = 0; shard < SHARD_COUNT; shard++) {
    const before = await clerk.query(NEWEST)
    await clerk.move(shard, targetOf(shard))
    checkMove(before, await clerk.query(NEWEST), shard, targetOf(shard))
  }
  const after = await clerk.query(NEWEST)
  for (const [shard, gid] of after.shards.entries()) {
    if (gid === targetOf(shard)) continue
    throw new CheckFailure(
      `shard ${shard} was moved to group ${targetOf(shard)}, but is with group ${gid} in configuration ${after.num}`,
      { rule: MOVES_ONE, details: [describeConfig(after)] },
    )
  }
  await step(clerk, () => clerk.leave([503]))
  checkGroups(await step(clerk, () => clerk.leave([504])), [])
}

const MOVES_ONE =
  'labs/shardctrler/README.md: a new configuration in which this one shard belongs to that group, and nothing else is different'

/** Only this shard may have changed hands. */
export function checkMove(before: Config, after: Config, shard: number, target: number): void {
  const isThere = before.shards[shard] === target
  const grown = after.num - before.num
  const what = `move(${shard}, ${target})`
  if (isThere ? grown < 0 || grown > 1 : grown !== 1) {
    throw new CheckFailure(
      `the newest configuration was number ${before.num} before ${what}, and is number ${after.num} behind it`,
      { rule: RULE.oneConfiguration, details: [describeConfig(before), describeConfig(after)] },
    )
  }
  const shards = before.shards.map((gid, at) => (at === shard ? target : gid))
  checkSameConfig(after, { ...before, num: after.num, shards }, { what, rule: MOVES_ONE })
}

async function concurrentLeaveJoin(
  t: TestContext,
  ctrler: CtrlerCluster,
  clerk: CtrlerClerk,
): Promise<void> {
  t.subtest('Test: Concurrent leave/join')
  const before = await clerk.query(NEWEST)
  const gids = Array.from({ length: 10 }, (_, at) => 100 + 10 * at)
  await Promise.all(
    gids.map(async (gid) => {
      const other = ctrler.makeClerk()
      await other.join({ [gid + 1000]: [`s${gid}a`] })
      await other.join({ [gid]: [`s${gid}b`] })
      await other.leave([gid + 1000])
    }),
  )
  const after = await checkAllSteps(clerk, before.num)
  checkGroups(after, gids)
  checkNum(after, before.num + 3 * gids.length)
  for (const gid of gids) checkServers(after, gid, [`s${gid}b`])
}

/** More groups than shards come and go: nothing has to move, so nothing may. */
async function minimalTransfers(
  t: TestContext,
  clerk: CtrlerClerk,
  kind: 'single' | 'multi',
): Promise<void> {
  const before = await clerk.query(NEWEST)
  const gids = [11, 12, 13, 14, 15]
  const serversOf = (gid: number): string[] => [`${gid}a`, `${gid}b`, `${gid}c`]
  const prefix = kind === 'multi' ? 'multi' : ''
  t.subtest(`Test: Minimal transfers after ${prefix}joins`)
  if (kind === 'multi') {
    const joining = Object.fromEntries(gids.map((gid) => [gid, serversOf(gid)]))
    await step(clerk, () => clerk.join(joining))
  } else {
    for (const gid of gids) await step(clerk, () => clerk.join({ [gid]: serversOf(gid) }))
  }
  const joined = await clerk.query(NEWEST)
  for (const gid of gids) checkServers(joined, gid, serversOf(gid))
  checkSameShards(before, joined)

  t.subtest(`Test: Minimal transfers after ${prefix}leaves`)
  if (kind === 'multi') await step(clerk, () => clerk.leave(gids))
  else for (const gid of gids) await step(clerk, () => clerk.leave([gid]))
  checkSameShards(joined, await clerk.query(NEWEST))
}

function checkSameShards(before: Config, after: Config): void {
  if (before.shards.every((gid, shard) => gid === after.shards[shard])) return
  throw new CheckFailure(
    `shards moved from configuration ${before.num} to ${after.num}, although each group had one at most`,
    {
      rule: RULE.fewestMoves,
      details: [`before ${describeConfig(before)}`, `after  ${describeConfig(after)}`],
    },
  )
}

const basic = labTest({
  part: '4A',
  name: 'TestBasic',
  title: 'Test (4A): leave/join, historical queries, move, concurrent, minimal transfers',
  points: 40,
  servers: 3,
  origin: 'go',
  async body(t) {
    const ctrler = t.ctrlerCluster({ servers: 3 })
    const clerk = ctrler.makeClerk()
    const configs = await basicLeaveJoin(t, clerk)
    await historicalQueries(t, ctrler, clerk, configs)
    await moves(t, clerk)
    await concurrentLeaveJoin(t, ctrler, clerk)
    await minimalTransfers(t, clerk, 'single')
  },
})

async function multiLeaveJoin(t: TestContext, clerk: CtrlerClerk): Promise<void> {
  t.subtest('Test: Multi-group join/leave')
  checkGroups(await clerk.query(NEWEST), [])
  checkGroups(await step(clerk, () => clerk.join({ 1: X, 2: A })), [1, 2])
  const three = await step(clerk, () => clerk.join({ 3: J }))
  checkGroups(three, [1, 2, 3])
  checkServers(three, 1, X)
  checkServers(three, 2, A)
  checkServers(three, 3, J)
  const one = await step(clerk, () => clerk.leave([1, 3]))
  checkGroups(one, [2])
  checkServers(one, 2, A)
  const none = await step(clerk, () => clerk.leave([2]))
  checkGroups(none, [])
  checkNum(none, 4)
}

async function concurrentMulti(
  t: TestContext,
  ctrler: CtrlerCluster,
  clerk: CtrlerClerk,
): Promise<void> {
  t.subtest('Test: Concurrent multi leave/join')
  const before = await clerk.query(NEWEST)
  const gids = Array.from({ length: 10 }, (_, at) => 1000 + at)
  await Promise.all(
    gids.map(async (gid) => {
      const other = ctrler.makeClerk()
      await other.join({
        [gid]: [`${gid}a`, `${gid}b`, `${gid}c`],
        [gid + 1000]: [`${gid + 1000}a`],
        [gid + 2000]: [`${gid + 2000}a`],
      })
      await other.leave([gid + 1000, gid + 2000])
    }),
  )
  const after = await checkAllSteps(clerk, before.num)
  checkGroups(after, gids)
  checkNum(after, before.num + 2 * gids.length)
  for (const gid of gids) checkServers(after, gid, [`${gid}a`, `${gid}b`, `${gid}c`])
}

/** Whoever leads, every configuration is the same. */
async function sameOnAllServers(
  t: TestContext,
  ctrler: CtrlerCluster,
  clerk: CtrlerClerk,
): Promise<void> {
  t.subtest('Test: Check Same config on servers')
  const newest = await clerk.query(NEWEST)
  const configs: Config[] = []
  for (let num = 0; num <= newest.num; num++) configs.push(await clerk.query(num))
  for (let round = 0; round < ctrler.group.size; round++) {
    const leader = await ctrler.group.checkLeader()
    ctrler.group.crash(leader)
    await ctrler.group.checkLeader()
    await checkSameConfigs(clerk, configs)
    ctrler.group.start(leader)
    ctrler.group.connectAll()
  }
}

const multi = labTest({
  part: '4A',
  name: 'TestMulti',
  title: 'Test (4A): multi-group leave/join, concurrent, minimal transfers, same config',
  points: 35,
  servers: 3,
  origin: 'go',
  async body(t) {
    const ctrler = t.ctrlerCluster({ servers: 3 })
    const clerk = ctrler.makeClerk()
    await multiLeaveJoin(t, clerk)
    await concurrentMulti(t, ctrler, clerk)
    await minimalTransfers(t, clerk, 'multi')
    await sameOnAllServers(t, ctrler, clerk)
    const newest = await clerk.query(NEWEST)
    const { length } = gidsOf(newest)
    if (length !== 10) {
      throw new CheckFailure(
        `ten groups joined and stayed, but configuration ${newest.num} has ${length}`,
        { rule: sameForEver(newest.num).rule, details: [describeConfig(newest)] },
      )
    }
  },
})

export const ctrlerTests: readonly LabTest[] = [basic, multi]
