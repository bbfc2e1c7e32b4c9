/**
 * Two rivals that cannot hear each other, and a voter that both ask in the same term. Where a
 * server asks first whether it may stand (pre-vote), both are told that they may before the voter
 * knows of the new term. Whether a server stands is told by its term and by what it sends then; it
 * can have that term from nobody else, for until it stands it hears only what was said before.
 */
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { Held, Packet, RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { cut, isLeg, mute, reunite, until } from './steering.ts'

/** The step that `makeFirstVote` is for. */
export const FIRST_VOTE =
  'a server answers one candidate, in a new term, before its rival stands in that term'

/** The step that `Rivals.meet` is for. */
export const RIVALS_MEET =
  'two candidates stand in one term before a third server has answered either'

/** The step that `isFirstElected` is for. */
export const ONE_LEADS = 'one of two candidates of one term leads while the other still stands'

/** Shorter than any election timeout; a server that restarts so often never stands for election. */
const PASSIVE_MS = 100
const VOTE_MS = 4_000
/** Most rivals stand by then, if they ask nobody before. */
const MEET_MS = 600
/** By then who stood without being elected has given up. */
const OVER_MS = 1_000
/** From a request to its answer, or to what the answer changes. */
export const ANSWER_MS = 20
/** A server that hears no leader asks within that time. */
export const ASK_MS = 1_500

type Rule = { lift(): void }

/** One of the two: what it asks since it stands, and what it was answered before. */
class Rival {
  readonly server: number
  /** What it asks the voter since it stands. */
  readonly asked: Held
  /** What it asks its rival since it stands. */
  readonly askedRival: Held
  /** What it was answered before it stands, so with pre-vote that it may. */
  readonly permits: Held
  readonly #raft: RaftCluster
  readonly #before: number
  readonly #askedWhom = new Set<unknown>()
  readonly #rules: Rule[]
  #isClosed = false

  constructor(raft: RaftCluster, server: number, voter: number, before: number) {
    this.#raft = raft
    this.#before = before
    this.server = server
    const isOwn = ({ from, leg }: Packet): boolean => leg === 'request' && from === server
    const isAsking = (packet: Packet): boolean => isOwn(packet) && this.stands
    const isAnswer = ({ to, leg }: Packet): boolean => leg === 'reply' && to === server
    const seen = raft.routes.watch(isAsking, ({ to }) => this.#askedWhom.add(to))
    this.asked = raft.routes.hold((packet) => packet.to === voter && isAsking(packet))
    this.askedRival = raft.routes.hold(
      (packet) => packet.to !== voter && packet.to !== server && isAsking(packet),
    )
    this.permits = raft.routes.hold((packet) => isAnswer(packet) && !this.stands)
    const closed = raft.routes.drop(
      (packet) => this.#isClosed && !this.stands && (isOwn(packet) || isAnswer(packet)),
    )
    this.#rules = [seen, closed]
  }

  /** In a term that it made itself. */
  get stands(): boolean {
    return this.#raft.state(this.server).term > this.#before
  }

  hasAsked(whom: number): boolean {
    return this.#askedWhom.has(whom)
  }

  /** From now on it is told nothing more, but for what is kept back, until it stands. */
  close(): void {
    this.permits.seal()
    this.#isClosed = true
  }

  /** Ends all rules and loses what is kept back. */
  end(): void {
    for (const held of [this.asked, this.askedRival, this.permits]) held.seal()
    for (const rule of this.#rules) rule.lift()
  }
}

export class Rivals {
  /** The one that stands first; as long as nobody does, any. */
  first: Rival
  second: Rival
  readonly voter: number
  /** Does a server ask whether it may stand? */
  hasPreVote = false
  /** How often the voter itself has asked anybody anything; all of it is lost. */
  voterAsked = 0
  readonly #raft: RaftCluster
  readonly #before: number
  readonly #muted: Rule[]
  readonly #apart: Rule[]

  /** Both are to stand in a later term than `before`, which nobody has passed. */
  constructor(raft: RaftCluster, [a, b, voter]: readonly number[], before: number) {
    this.#raft = raft
    this.#before = before
    this.voter = voter as number
    const isVoters = ({ from, leg }: Packet): boolean => leg === 'request' && from === voter
    const seen = raft.routes.watch(isVoters, () => this.voterAsked++)
    this.#muted = [seen, mute(raft, (from) => from === voter)]
    this.first = new Rival(raft, a as number, this.voter, before)
    this.second = new Rival(raft, b as number, this.voter, before)
    const pairs = [[a, b] as [number, number], [b, a] as [number, number]]
    this.#apart = pairs.map(([from, to]) => raft.routes.drop(isLeg('request', from, to)))
  }

  /** The term of the first one. */
  get term(): number {
    return this.#raft.state(this.first.server).term
  }

  get isSameTerm(): boolean {
    return this.#raft.state(this.second.server).term === this.term
  }

  get isFirstLeading(): boolean {
    return this.#raft.state(this.first.server).isLeader
  }

  /**
   * Waits until one stands, its request to the voter kept back, and the other can follow. A voter
   * that leads may be left alone, for it does not stand.
   */
  async stand(t: TestContext, voterIs: 'passive' | 'left alone' = 'passive'): Promise<boolean> {
    const both = [this.first, this.second]
    const isPermitted = (): boolean => both.every(({ permits }) => permits.size > 0)
    const isAsked = (): boolean => both.some(({ asked }) => asked.size > 0)
    const isReady = (): boolean => isAsked() || isPermitted()
    if (voterIs === 'passive') await this.keepPassiveUntil(t, isReady)
    else await until(t, VOTE_MS, isReady)
    this.hasPreVote = !isAsked() && isPermitted()
    if (this.second.asked.size > 0) [this.first, this.second] = [this.second, this.first]
    this.second.close()
    this.first.permits.lift()
    return until(t, ANSWER_MS, () => this.first.asked.size > 0)
  }

  /**
   * Waits until both stand in one term, the requests of both kept back. A restart of the voter
   * would lose them; the meeting fails when it stands itself meanwhile.
   */
  async meet(t: TestContext): Promise<boolean> {
    if (!(await this.stand(t))) return false
    this.second.permits.release()
    const isDisturbed = (): boolean => this.#raft.state(this.voter).term > this.#before
    await until(t, MEET_MS, () => this.second.asked.size > 0 || isDisturbed())
    return this.second.asked.size > 0 && this.isSameTerm && !isDisturbed()
  }

  /** Restarts the voter now and then; it may have promised nothing that it has not saved. */
  keepPassiveUntil(t: TestContext, holds: () => boolean): Promise<boolean> {
    return keepPassive(t, this.#raft, this.voter, holds)
  }

  /** Waits until something holds, and the second one does not stand yet. */
  async keepSecondBack(t: TestContext, withinMs: number, holds: () => boolean): Promise<boolean> {
    // With pre-vote it does not, and in another life nobody would tell it that it may.
    if (this.hasPreVote) return until(t, withinMs, holds)
    return keepPassive(t, this.#raft, this.second.server, holds, withinMs)
  }

  /** From now on the first one hears what the voter asks, and nobody else does. */
  hearVoter(): void {
    for (const rule of this.#muted) rule.lift()
    this.#apart.push(this.#raft.routes.drop(isLeg('request', this.voter, this.second.server)))
  }

  /** The voter hears only one message of the first one's office. */
  hearOnce(): void {
    let heard = 0
    const isOfOffice = ({ from, to, leg }: Packet): boolean => {
      const isHeard = leg === 'request' && from === this.first.server && to === this.voter
      return isHeard && this.isFirstLeading
    }
    this.#apart.push(this.#raft.routes.drop((packet) => isOfOffice(packet) && ++heard > 1))
  }

  /** Lets them hear each other again, except for what is kept back. */
  join(): void {
    for (const rule of this.#apart) rule.lift()
  }

  /** Ends all rules and loses what is kept back. */
  end(): void {
    this.join()
    for (const rule of this.#muted) rule.lift()
    this.first.end()
    this.second.end()
  }
}

/** Both stand, and the first one's request has been let go. */
export async function isFirstElected(t: TestContext, rivals: Rivals): Promise<boolean> {
  const isLed = await until(t, ANSWER_MS, () => rivals.isFirstLeading)
  return isLed && rivals.isSameTerm
}

/** Begins with three new servers, for parts in which nothing need be saved. */
export function newRivals(t: TestContext, raft: RaftCluster): Rivals {
  return makeRivals(t, raft, () => raft.renew())
}

/** Some heartbeats: a leader's own first entry is then on its follower. */
const KEPT_MS = 250

/**
 * The same, but where a leader begins its term with an entry of its own (Raft §8), both rivals have
 * one that the voter lacks. So it refuses the one message that it hears of the first one's office,
 * and its log does not keep it from voting for the second one.
 */
export async function laggingRivals(t: TestContext, raft: RaftCluster): Promise<Rivals> {
  const [one, other, voter] = t.shuffle(raft.servers) as [number, number, number]
  raft.renew()
  raft.crash(voter)
  for (const server of [one, other]) raft.connect(server)
  await until(t, VOTE_MS, () => raft.state(one).isLeader || raft.state(other).isLeader)
  await t.sleep(KEPT_MS)
  const [leader, heir] = raft.state(one).isLeader ? [one, other] : [other, one]
  const { term } = raft.state(leader)
  const stands = (): boolean => raft.state(heir).term > term
  const hasYielded = (): boolean => {
    const state = raft.state(leader)
    return !state.isLeader && state.term === raft.state(heir).term
  }
  // The heir stands; who leads gives way and comes to that term, and nobody is elected.
  const isToVoter = isLeg('request', heir, voter)
  const permits = raft.routes.hold(isLeg('reply', voter, heir))
  const rules = [
    permits,
    mute(raft, (from) => from !== heir),
    raft.routes.drop((packet) => isToVoter(packet) && stands()),
    raft.routes.drop(isLeg('reply', leader, heir)),
  ]
  await keepPassive(t, raft, voter, () => !raft.state(leader).isLeader, OVER_MS)
  permits.lift()
  await keepPassive(t, raft, voter, () => stands() && hasYielded())
  const before = Math.max(...raft.servers.map((server) => raft.state(server).term))
  const rivals = new Rivals(raft, [leader, heir, voter], before)
  rivals.hearOnce()
  for (const rule of rules) rule.lift()
  return rivals
}

function restartedRivals(t: TestContext, raft: RaftCluster): Rivals {
  return makeRivals(t, raft, (servers) => {
    for (const server of servers) raft.start(server)
  })
}

/** `begin` leaves three servers running, of which none is connected. */
function makeRivals(
  t: TestContext,
  raft: RaftCluster,
  begin: (servers: readonly number[]) => void,
): Rivals {
  const servers = t.shuffle(raft.servers)
  begin(servers)
  const before = Math.max(...servers.map((server) => raft.state(server).term))
  const rivals = new Rivals(raft, servers, before)
  for (const server of servers) raft.connect(server)
  return rivals
}

export interface FirstVote {
  readonly rivals: Rivals
  readonly first: number
  readonly second: number
  readonly voter: number
  /** The term of the vote. */
  readonly term: number
  /** The vote, and whatever else the voter has answered to the first one since. */
  readonly held: Held
  /** Ends all rules and loses what is held. */
  end(): void
}

/**
 * Restarts all three servers; one stands, and is given the vote, which is held back. What its rival
 * asks from now on arrives. Undefined if it did not come to a vote. With `crash` the voter crashes
 * right behind its reply.
 */
export async function makeFirstVote(
  t: TestContext,
  raft: RaftCluster,
  then: 'crash' | 'live',
): Promise<FirstVote | undefined> {
  const rivals = restartedRivals(t, raft)
  const isStanding = await rivals.stand(t)
  const { voter, term } = rivals
  const [first, second] = [rivals.first.server, rivals.second.server]
  const held = raft.routes.hold(({ from, to, leg }) => {
    if (leg !== 'reply' || from !== voter || to !== first) return false
    if (then === 'crash' && held.size === 0) {
      raft.crashAt(voter, { at: 'after-reply', count: 1 })
    }
    return true
  })
  const rules: Rule[] = []
  const end = (): void => {
    for (const rule of rules) rule.lift()
    rivals.end()
    held.seal()
  }
  if (isStanding) rivals.first.asked.lift()
  await until(t, ANSWER_MS, () => held.size > 0)
  if (held.size === 0 || raft.state(second).term >= term) {
    end()
    reunite(raft)
    return undefined
  }
  // The first one may ask again; a second answer would save what the first had not.
  if (then === 'crash') rules.push(cut(raft, first, voter))
  rivals.second.asked.lift()
  rivals.second.askedRival.seal()
  return { rivals, first, second, voter, term, held, end }
}

/**
 * After a first vote in pre-vote style, has both stand once more, in the next term. What the first
 * one asks is kept back; the second one may ask.
 */
export async function meetAgain(
  t: TestContext,
  raft: RaftCluster,
  { rivals, first, second, voter, term }: FirstVote,
): Promise<Rivals> {
  const away = [cut(raft, first, voter)]
  rivals.second.permits.release()
  await until(t, ANSWER_MS, () => rivals.isSameTerm)
  away.push(cut(raft, second, voter))
  const overMs = t.world.sim.nowMs + OVER_MS
  await rivals.keepPassiveUntil(t, () => t.world.sim.nowMs >= overMs)
  rivals.end()
  const again = new Rivals(raft, [first, second, voter], term)
  for (const rule of away) rule.lift()
  await again.meet(t)
  return again
}

/** Keeps a server from standing for election until something holds, by restarting it. */
export async function keepPassive(
  t: TestContext,
  raft: RaftCluster,
  voter: number,
  holds: () => boolean,
  withinMs = VOTE_MS,
): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < withinMs; waitedMs++) {
    if (holds()) return true
    if (!raft.isRunning(voter) || waitedMs % PASSIVE_MS === 0) {
      raft.start(voter)
      raft.connect(voter)
    }
    await t.sleep(1)
  }
  return false
}
