/**
 * How the directed scenarios steer a cluster: who may be heard, who is to be elected, which message
 * is late. All of it goes by links, times, getState() and the commands of the test itself, never by
 * the names or fields of a solution. What could not be forced is left undone; the scenario then
 * tries again, and the result names the step.
 */
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { Packet, RaftCluster, RouteTable } from '../../../harness/tester/raft-cluster.ts'

/**
 * A message takes at most a virtual millisecond on a reliable network; a handler may dawdle a
 * little.
 */
export const ARRIVED_MS = 5
/** Some rounds of replication, heartbeats included. */
export const REPLICATE_MS = 500
/** By then a leader has sent what it was handed. */
export const SEND_MS = 1_000
/** By then it has committed what a majority can store. */
export const COMMIT_MS = 3_000
/**
 * A call whose request was lost, or to a dead peer, may take 7 s, and a solution may wait for it
 * before it calls that peer again.
 */
export const STALE_CALL_MS = 8_000

/** Waits until something holds; false when it does not within that time. */
export async function until(
  t: TestContext,
  withinMs: number,
  holds: () => boolean,
  stepMs = 1,
): Promise<boolean> {
  const endMs = t.world.sim.nowMs + withinMs
  while (!holds()) {
    if (t.world.sim.nowMs >= endMs) return false
    await t.sleep(stepMs)
  }
  return true
}

/**
 * Has one connected server elected: until it leads in the newest term, nobody else can ask anybody
 * for anything. False when it does not come to that.
 */
export async function elect(
  t: TestContext,
  raft: RaftCluster,
  server: number,
  withinMs = 15_000,
): Promise<boolean> {
  const muted = mute(raft, (from) => from !== server)
  const isElected = await until(t, withinMs, () => {
    const { term, isLeader } = raft.state(server)
    return isLeader && connected(raft).every((other) => raft.state(other).term <= term)
  })
  muted.lift()
  return isElected
}

/**
 * Ours: a dozen elections, for a candidate that learns of the voter's higher terms only from
 * refusals.
 */
const CAMPAIGN_MS = 10_000

/**
 * Lets one server ask another for its vote, in a newer term than the other knows, twice; nobody
 * else can ask. Whether it wins is for the test to judge.
 */
export async function campaign(
  t: TestContext,
  raft: RaftCluster,
  candidate: number,
  voter: number,
): Promise<void> {
  let asked = 0
  const listen = (server: number, term: number): void => {
    if (server === candidate && term > raft.state(voter).term) asked++
  }
  const muted = mute(raft, (from) => from !== candidate)
  raft.stateListeners.add(listen)
  await until(t, CAMPAIGN_MS, () => asked >= 2)
  await t.sleep(ARRIVED_MS)
  raft.stateListeners.delete(listen)
  muted.lift()
}

/** Matches what one sends another: its requests, or its replies. */
export function isLeg(
  leg: Packet['leg'],
  from: Packet['from'] | undefined,
  to: Packet['to'] | undefined,
): (packet: Packet) => boolean {
  return (packet) => packet.leg === leg && packet.from === from && packet.to === to
}

/** Does a message hold a command of the test? */
export function carries({ text }: Packet, command: number): boolean {
  return text.includes(String(command))
}

/** Loses the requests of some servers. They still answer. */
export function mute(raft: RaftCluster, isMuted: (from: number) => boolean): { lift(): void } {
  return raft.routes.drop(
    ({ from, to, leg }) => leg === 'request' && from !== to && isMuted(from as number),
  )
}

/** Loses everything that one server sends to another. */
export function cut(raft: RaftCluster, from: number, to: number): { lift(): void } {
  return raft.routes.drop((packet) => packet.from === from && packet.to === to)
}

/**
 * Waits until a message of some kind has been sent, for a while at most, and has arrived; false
 * when none was.
 */
export async function untilSent(
  t: TestContext,
  routes: RouteTable,
  isMeant: (packet: Packet) => boolean,
  withinMs: number,
): Promise<boolean> {
  let isSent = false
  const watching = routes.watch(isMeant, () => {
    isSent = true
  })
  await until(t, withinMs, () => isSent)
  watching.lift()
  await t.sleep(20)
  return isSent
}

/** Waits until one of some clerks has sent something to a server, for a while at most. */
export function askedAgain(
  t: TestContext,
  routes: RouteTable,
  clerks: readonly { readonly name: unknown }[],
  server: Packet['to'],
): Promise<boolean> {
  const isOfClerks = ({ from, to }: Packet): boolean => {
    return to === server && clerks.some(({ name }) => name === from)
  }
  return untilSent(t, routes, isOfClerks, 1_000)
}

export function connected(raft: RaftCluster): number[] {
  return raft.servers.filter((server) => raft.isConnected(server) && raft.isRunning(server))
}

/** Connects these servers and no others. A server that is down stays down. */
export function connectOnly(raft: RaftCluster, servers: readonly number[]): void {
  for (const server of raft.servers) {
    if (!servers.includes(server)) raft.disconnect(server)
  }
  for (const server of servers) {
    if (raft.isRunning(server) && !raft.isConnected(server)) raft.connect(server)
  }
}

/** Is a leader still in the office that it has begun in a term? */
export function isStillLeader(
  raft: RaftCluster,
  { leader, term }: { readonly leader: number; readonly term: number },
): boolean {
  const state = raft.state(leader)
  return state.isLeader && state.term === term
}

/** Starts a server anew from what it has saved, and connects it. */
export function restart(raft: RaftCluster, server: number): void {
  raft.start(server)
  raft.connect(server)
}

/** Brings everybody back. */
export function reunite(raft: RaftCluster): void {
  for (const server of raft.servers) {
    if (!raft.isRunning(server)) raft.start(server)
    raft.connect(server)
  }
}

/**
 * What a scenario has brought about so far, and the rule that it tries out with that; shown with
 * whatever failure it meets, be it another one. So it is told only what came about.
 */
export class Story {
  #lines: readonly string[] = []

  constructor(t: TestContext) {
    t.world.hints.push(() => [...this.#lines])
  }

  tell(done: string, rule?: string): void {
    this.#lines = [`before that: ${done}`, ...(rule === undefined ? [] : [`tried out: ${rule}`])]
  }

  /** What was told has nothing to do with what comes now. */
  end(): void {
    this.#lines = []
  }
}

/** Steps of a scenario that were not forced, as clauses; none where all of it came about. */
export type NotForced = readonly string[]

/** A step that is not forced: a leader that looks after its majority gives up by itself. */
export const LEADS_ALONE = 'a leader without a majority still takes itself for the leader'

/** The first step that did not come about; the later ones follow from it. */
export function firstNotForced(steps: Readonly<Record<string, boolean>>): NotForced {
  return Object.keys(steps)
    .filter((step) => steps[step] === false)
    .slice(0, 1)
}

/** A round of a test of three servers, behind which all are back and agree. */
export function thenAgree(
  raft: RaftCluster,
  round: () => Promise<NotForced>,
): () => Promise<NotForced> {
  return async () => {
    const notForced = await round()
    reunite(raft)
    await raft.one(raft.randomCommand(), 3, true)
    return notForced
  }
}

/** No round begins later, for it could not end before the test's limit of 120 s. */
const LAST_ROUND_MS = 80_000

/**
 * Tries a scenario in rounds, until it could be forced `wanted` times; a round answers which steps
 * were not. Where chance or a solution's ways always got in between, the test blames nobody, and
 * its result says what it could not show.
 */
export async function inRounds(
  t: TestContext,
  { wanted, most, story }: { wanted: number; most: number; story?: Story },
  round: () => Promise<NotForced>,
): Promise<void> {
  let forced = 0
  const missing: string[] = []
  for (let made = 0; made < most && forced < wanted; made++) {
    if (t.world.sim.nowMs > LAST_ROUND_MS) break
    // What a round before has told is not to be blamed for the failure of this one.
    story?.end()
    const notForced = await round()
    if (notForced.length === 0) forced++
    missing.push(...notForced)
  }
  t.showed(forced > 0 ? [] : missing)
}
