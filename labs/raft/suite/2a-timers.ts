/**
 * Part 2A, scenarios of our own: what must not put off an election, and timers that an office must
 * take along when it ends.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import { formatMs } from '../../../harness/tester/process.ts'
import type { Held, Packet, RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { raftTest } from './openings.ts'
import {
  cut,
  elect,
  firstNotForced,
  inRounds,
  isLeg,
  mute,
  type NotForced,
  reunite,
  until,
} from './steering.ts'

/** So many requests, one at a time, keep up for as long as an election may take. */
const REQUESTS = 26
const EVERY_MS = 200
/** For so many requests of one who stands again and again. */
const GATHER_MS = 40_000
/** Some heartbeats: who stood as well has heard who won. */
const HEARD_MS = 250
/** What a pre-vote asks for is one term ahead of who asks. */
const TERMS_AHEAD = 2

const oldRequests = raftTest({
  part: '2A',
  name: 'TestOldRequests2A',
  title: 'Test (2A): requests of past terms hold up no election',
  points: 1,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    await inRounds(t, { wanted: 1, most: 2 }, () => askLate(t, raft))
    await raft.checkOneLeader()
  },
})

interface Gathered {
  readonly helds: readonly Held[]
  /** The newest term in which one of them can have been made. */
  readonly term: number
}

/**
 * What a server asks that nobody hears or answers. It stands again and again, while the two others
 * have a leader; each request is kept back by itself.
 */
async function gather(
  t: TestContext,
  raft: RaftCluster,
  loner: number,
  follower: number,
): Promise<Gathered> {
  let term = 0
  const isAsked = isLeg('request', loner, follower)
  const helds: Held[] = []
  const holdNext = (): void => {
    const held = raft.routes.hold((packet: Packet) => held.size === 0 && isAsked(packet))
    helds.push(held)
  }
  const watch = raft.routes.watch(isAsked, () => {
    term = raft.state(loner).term
    if ((helds.at(-1)?.size ?? 0) > 0) holdNext()
  })
  const alone = [
    watch,
    raft.routes.drop(({ from, to }) => to === loner && from !== loner),
    cut(raft, loner, 3 - loner - follower),
  ]
  holdNext()
  await until(t, GATHER_MS, () => helds.length > REQUESTS, 10)
  for (const rule of alone) rule.lift()
  for (const held of helds) held.seal()
  return { helds: helds.filter(({ size }) => size > 0), term }
}

/**
 * A follower has lost its leader. Requests for votes arrive that were made in terms long past; it
 * can grant none of them, and must stand all the same. Who is left besides is asked and asks
 * nobody.
 */
async function askLate(t: TestContext, raft: RaftCluster): Promise<NotForced> {
  const first = await raft.checkOneLeader()
  const [follower, loner] = [(first + 1) % 3, (first + 2) % 3]
  const { helds, term: asked } = await gather(t, raft, loner, follower)
  const newest = (): number => Math.max(...raft.servers.map((server) => raft.state(server).term))
  const leaders = [first, loner]
  while (newest() < asked + TERMS_AHEAD) {
    await elect(t, raft, leaders[0] as number)
    leaders.reverse()
  }
  const leader = leaders[1] as number
  await t.sleep(HEARD_MS)
  const { term } = raft.state(follower)
  const isForced = raft.state(leader).isLeader && term === newest() && helds.length >= REQUESTS

  const muted = mute(raft, (from) => from !== follower)
  raft.disconnect(leader)
  let asks = 0
  const standing = raft.routes.watch(
    ({ from, to, leg }) => {
      return leg === 'request' && from === follower && to !== follower
    },
    () => asks++,
  )
  let arrived = 0
  for (const held of helds.slice(0, isForced ? REQUESTS : 0)) {
    held.release()
    arrived++
    await until(t, EVERY_MS, () => asks > 0)
    if (asks > 0) break
  }
  standing.lift()
  muted.lift()
  reunite(raft)
  if (isForced && asks === 0) throw heldUp(raft, { follower, leader, arrived, term })
  return firstNotForced({
    'a server that nobody hears stands again and again': helds.length >= REQUESTS,
    'a leader is lost in a term beyond those': isForced,
  })
}

function heldUp(
  raft: RaftCluster,
  { follower, leader, arrived, term }: Record<'follower' | 'leader' | 'arrived' | 'term', number>,
): CheckFailure {
  return new CheckFailure(
    `S${follower} has asked nobody for a vote within ${formatMs(arrived * EVERY_MS)} since it lost S${leader}, the leader of its term ${term}`,
    {
      rule: 'labs/raft/README.md, Part 2A: Reset the election timer when you grant a vote, when the current leader is heard, and when you become candidate.',
      details: [
        `meanwhile ${arrived} requests for votes reached it, one each ${EVERY_MS} ms, all made in terms before; none of them can be granted`,
        ...raft.describeStates(),
      ],
    },
  )
}

const OFFICES = 5
const SETTLE_MS = 1_000
const IDLE_MS = 1_000
/** 6.5840 TestCount2B: RPCs of three servers in a second without commands. */
const IDLE_MAX = 60

const manyOffices = raftTest({
  part: '2A',
  name: 'TestManyOffices2A',
  title: 'Test (2A): the heartbeats of an office end with it',
  points: 1,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    await inRounds(t, { wanted: 1, most: 2 }, () => countHeartbeats(t, raft))
  },
})

/** Two servers take turns as leader; then one of them leads in quiet. */
async function countHeartbeats(t: TestContext, raft: RaftCluster): Promise<NotForced> {
  const [one, other] = t.shuffle(raft.servers) as [number, number, number]
  let isElected = true
  for (let i = 0; i < OFFICES; i++) {
    for (const server of [other, one]) isElected = (await elect(t, raft, server)) && isElected
  }
  await t.sleep(SETTLE_MS)
  const before = raft.state(one)
  const rpcs = (): number => raft.servers.reduce((sum, server) => sum + raft.rpcCount(server), 0)
  const known = rpcs()
  await t.sleep(IDLE_MS)
  const count = rpcs() - known
  const isQuiet = before.isLeader && raft.servers.every((s) => raft.state(s).term === before.term)
  if (isElected && isQuiet && count > IDLE_MAX) {
    throw new CheckFailure(
      `${count} RPCs reached the servers in a second without commands, the limit is ${IDLE_MAX}`,
      {
        rule: 'labs/raft/README.md, Part 2A: A leader sends at most ten heartbeats per second to each other server.',
        details: [
          `S${one} has led since term ${before.term}, and ${OFFICES} times or more before; S${other} as often`,
          'so heartbeats of earlier offices seem to go on',
        ],
      },
    )
  }
  return firstNotForced({
    'two servers lead in turn': isElected,
    'one of them leads in quiet': isQuiet,
  })
}

export const timerScenarios = [oldRequests, manyOffices]
