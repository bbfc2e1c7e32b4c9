/**
 * How the directed scenarios of lab 3 steer servers and clerks: who leads, who waits, who may be
 * elected, and a load on shared keys. All of it goes by links, times and getState(), never by the
 * names of a solution.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import type { KvClerk } from '../../../harness/tester/kv-clerk.ts'
import type { KvCluster } from '../../../harness/tester/kv-cluster.ts'
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import { listNames } from '../../../harness/tester/monitor-world.ts'
import { formatMs } from '../../../harness/tester/process.ts'
import { RULE } from '../../../harness/tester/rules.ts'
import {
  askedAgain,
  firstNotForced,
  LEADS_ALONE,
  type NotForced,
  until,
} from '../../raft/suite/steering.ts'
import { elementOf, range } from './generic.ts'

/** Ours: some elections and some rounds of a patient clerk. */
export const IN_TIME_MS = 6_000

/** Ours: some dozen elections, for a candidate that has to overtake the others' terms first. */
const CAMPAIGN_MS = 15_000

/**
 * Waits for operations that must return by now; `since` says what the test did when the wait began:
 * `all servers were connected`.
 */
export async function checkComplete(
  t: TestContext,
  kv: KvCluster,
  operations: readonly Promise<unknown>[],
  since: string,
): Promise<void> {
  const startMs = t.world.sim.nowMs
  let open = operations.length
  for (const operation of operations) void operation.then(() => open--)
  if (await until(t, IN_TIME_MS, () => open === 0, 5)) return
  const which = operations.length === 1 ? 'an operation has' : `${open} operations have`
  throw new CheckFailure(`${which} not returned ${IN_TIME_MS / 1_000} s after ${since}`, {
    details: [`that was at ${formatMs(startMs)}`, ...kv.describe()],
    rule: `${RULE.available}; ${RULE.comesToAnEnd}`,
  })
}

/** The leader of the newest term among some servers; waits for one. */
export async function newestLeader(
  t: TestContext,
  kv: KvCluster,
  among: readonly number[] = kv.group.servers,
): Promise<number> {
  const find = (): number | undefined => {
    const running = among.filter((server) => kv.group.isRunning(server))
    const newest = Math.max(...running.map((server) => kv.group.state(server).term))
    return running.find((server) => {
      const { term, isLeader } = kv.group.state(server)
      return isLeader && term === newest
    })
  }
  await until(t, IN_TIME_MS, () => find() !== undefined, 10)
  const leader = find()
  if (leader !== undefined) return leader
  const names = listNames(among.map((server) => `S${server}`))
  throw new CheckFailure(
    `none of ${names} has said that it leads in the newest term among them, at any look for ${IN_TIME_MS / 1_000} s`,
    { rule: RULE.leaderInTime, details: kv.group.describeStates() },
  )
}

/**
 * Has one server elected: until it leads in the newest term, no other server can ask for anything.
 * False when it does not come to that.
 */
export async function elect(t: TestContext, kv: KvCluster, server: number): Promise<boolean> {
  const muted = kv.routes.drop(({ from, to, leg }) => {
    return leg === 'request' && typeof from === 'number' && from !== to && from !== server
  })
  const isElected = await until(t, CAMPAIGN_MS, () => {
    const running = kv.group.servers.filter((other) => kv.group.isRunning(other))
    const { term, isLeader } = kv.group.state(server)
    return isLeader && running.every((other) => kv.group.state(other).term <= term)
  })
  muted.lift()
  return isElected
}

/** All servers but these. */
export function without(kv: KvCluster, ...servers: number[]): number[] {
  return kv.group.servers.filter((server) => !servers.includes(server))
}

/** Shuts a server down and starts it again from what it saved. */
export function restart(kv: KvCluster, server: number): void {
  kv.group.crash(server)
  kv.group.start(server)
}

/**
 * An append that has taken effect, of a clerk that has not heard of it and cannot be heard until
 * `lift`.
 */
export interface Stranded {
  readonly request: Promise<void>
  /** False when it could not be brought about. */
  readonly isDone: boolean
  lift(): void
}

/** Sends an append and loses all replies; once it can be seen, the clerk is cut off altogether. */
export async function strand(
  t: TestContext,
  kv: KvCluster,
  clerk: KvClerk,
  reader: KvClerk,
  element: string,
): Promise<Stranded> {
  const deaf = kv.routes.drop(({ to, leg }) => leg === 'reply' && to === clerk.name)
  const request = clerk.append('k', element)
  const isDone = await isSeen(t, reader, 'k', element)
  const mute = kv.routes.drop(({ from, leg }) => leg === 'request' && from === clerk.name)
  const lift = (): void => {
    deaf.lift()
    mute.lift()
  }
  return { request, isDone, lift }
}

/**
 * Waits until an append can be seen, whether its clerk knows of it or not; false when it cannot.
 */
async function isSeen(
  t: TestContext,
  reader: KvClerk,
  key: string,
  element: string,
): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    if ((await reader.get(key)).includes(element)) return true
    await t.sleep(30)
  }
  return false
}

/**
 * Requests wait at a leader that is cut off while others fill the same indexes: `moveOn`, with a
 * clerk that reaches the others only. Then the old leader learns of it; what it says is judged with
 * the history. The key `known` must exist. Appends that wait are to key `k`; when it is one alone,
 * its clerk has just asked again.
 */
export async function waitAtOldLeader(
  t: TestContext,
  kv: KvCluster,
  reader: KvClerk,
  moveOn: (successor: KvClerk) => Promise<void>,
  waitingFor: 'gets and appends' | 'one append' = 'gets and appends',
): Promise<NotForced> {
  const leader = await newestLeader(t, kv)
  const isOne = waitingFor === 'one append'
  const stranded = range(isOne ? 1 : 4).map(() => kv.makeClerk([leader]))
  for (const clerk of stranded) await clerk.get('known')
  const others = without(kv, leader)
  kv.group.partition(others, [leader])
  const isAppender = (me: number): boolean => isOne || me % 2 === 1
  const waiting = stranded.map((clerk, me) => {
    return isAppender(me) ? clerk.append('k', elementOf(me, kv.operations)) : clerk.get('known')
  })
  await moveOn(kv.makeClerk(others))
  const isForced = kv.group.state(leader).isLeader

  // An append has just been asked for again, or waits all the time; so do most of the others.
  // What the old leader says when it learns of the others still arrives.
  const appenders = stranded.filter((_, me) => isAppender(me))
  await askedAgain(t, kv.routes, appenders, leader)
  // It hears of its successor from nobody else, so what it missed follows at once.
  const muted = kv.routes.drop(({ from, to, leg }) => {
    return leg === 'request' && from === leader && typeof to === 'number' && to !== leader
  })
  kv.group.connectAll()
  await t.sleep(300)
  muted.lift()
  for (const clerk of stranded) clerk.connect(others)
  await checkComplete(t, kv, waiting, 'all servers were connected')
  await reader.get('k')
  return firstNotForced({ [LEADS_ALONE]: isForced })
}

// A load on shared keys

export interface Load {
  readonly clients: number
  readonly keys: number
  /** Longest pause between two operations of a client. */
  readonly pauseMsMax: number
}

/** Clients that get, append to and put keys they share, until told to stop. */
export class SharedLoad {
  readonly #t: TestContext
  readonly #kv: KvCluster
  readonly #load: Load
  readonly #running: Promise<void>[]
  #isStopped = false

  constructor(t: TestContext, kv: KvCluster, load: Load) {
    this.#t = t
    this.#kv = kv
    this.#load = load
    this.#running = range(load.clients).map((me) => this.#runClient(me, kv.makeClerk()))
  }

  /** Waits for what is under way, and reads every key once more. */
  async stop(reader: KvClerk): Promise<void> {
    this.#isStopped = true
    await checkComplete(this.#t, this.#kv, this.#running, 'the last disturbance')
    for (const key of range(this.#load.keys)) await reader.get(`k${key}`)
  }

  async #runClient(me: number, clerk: KvClerk): Promise<void> {
    const t = this.#t
    for (let count = 0; !this.#isStopped; count++) {
      const key = `k${t.random(0, this.#load.keys - 1)}`
      const choice = t.random(0, 99)
      if (choice < 45) await clerk.append(key, elementOf(me, count))
      else if (choice < 90) await clerk.get(key)
      else await clerk.put(key, elementOf(me, count))
      await t.sleep(t.random(0, this.#load.pauseMsMax))
    }
    clerk.close()
  }
}

/**
 * Crashes one server after the other, the leader every second time, and brings each back before the
 * next.
 */
export async function crashInTurn(t: TestContext, kv: KvCluster, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const leader = kv.group.leader()
    const server = round % 2 === 0 && leader !== undefined ? leader : t.pick(kv.group.servers)
    kv.group.crash(server)
    await t.sleep(t.random(50, 900))
    kv.group.start(server)
    kv.group.connectAll()
    await t.sleep(t.random(50, 500))
  }
}

/** Throws the servers into two random sides a few times, then connects them again. */
export async function partitionAtRandom(
  t: TestContext,
  kv: KvCluster,
  rounds: number,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const shuffled = t.shuffle(kv.group.servers)
    const size = t.random(1, Math.floor(kv.group.size / 2))
    kv.group.partition(shuffled.slice(0, size), shuffled.slice(size))
    await t.sleep(t.random(300, 1_200))
  }
  kv.group.connectAll()
}
