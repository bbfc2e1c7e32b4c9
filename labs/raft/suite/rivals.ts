/**
 * The beginning of two scenarios of 2C: two candidates that cannot hear each other, and a voter
 * that has just given the first one its vote. The reply with the vote is held back.
 */

import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { Held, RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { cut, mute, reunite, until } from './steering.ts'

/** The step that `makeFirstVote` is for. */
export const FIRST_VOTE =
  'a server answers one candidate, in a new term, before its rival stands in that term'

export interface FirstVote {
  readonly first: number
  readonly second: number
  readonly voter: number
  /** The term of the vote. */
  readonly term: number
  /** The vote, and whatever else the voter has answered to the first one since. */
  readonly held: Held
  /** Keeps the voter from standing itself until something holds, by restarting it now and then. */
  keepPassiveUntil(holds: () => boolean): Promise<boolean>
  /** Ends all rules and loses what is held. */
  end(): void
}

/** Shorter than any election timeout; a server that restarts so often never stands for election. */
const PASSIVE_MS = 100
/** The voter starts so much after the rivals, so that seldom it is the first to stand. */
const LATE_MS = 120
const VOTE_MS = 4_000
/** From a request for a vote to the answer. */
const ANSWER_MS = 20

/**
 * Restarts all three servers, one vote apart. Undefined if it did not come to a vote. With `crash`
 * the voter crashes right behind its reply.
 */
export async function makeFirstVote(
  t: TestContext,
  raft: RaftCluster,
  then: 'crash' | 'live',
): Promise<FirstVote | undefined> {
  const [a, b, voter] = t.shuffle(raft.servers) as [number, number, number]
  for (const server of raft.servers) raft.crash(server)
  const rules = [cut(raft, a, b), cut(raft, b, a), mute(raft, (from) => from === voter)]
  raft.start(voter)
  const before = raft.state(voter).term
  raft.crash(voter)

  let first: number | undefined
  const held = raft.routes.hold(({ from, to, leg }) => {
    if (leg !== 'reply' || from !== voter) return false
    if (first !== undefined) return to === first
    // Its term has risen over a request, so this is the answer to it.
    if (raft.state(voter).term <= before) return false
    first = to as number
    if (then === 'crash') raft.crashAt(voter, { at: 'after-reply', count: 1 })
    return true
  })
  const end = (): void => {
    for (const rule of rules) rule.lift()
    held.seal()
  }
  for (const rival of [a, b]) {
    raft.start(rival)
    raft.connect(rival)
  }
  await t.sleep(LATE_MS)
  const keepPassiveUntil = (holds: () => boolean) => keepPassive(t, raft, voter, holds)
  const hasStood = () => [a, b].some((rival) => raft.state(rival).term > before)
  await keepPassiveUntil(() => held.size > 0 || hasStood())
  await until(t, ANSWER_MS, () => held.size > 0)
  const [standing, other] = first === b ? [b, a] : [a, b]
  const { term } = raft.state(standing)
  if (held.size === 0 || raft.state(other).term >= term) {
    end()
    reunite(raft)
    return undefined
  }
  // The first one may ask again; a second answer would save what the first had not.
  if (then === 'crash') rules.push(cut(raft, standing, voter))
  return { first: standing, second: other, voter, term, held, keepPassiveUntil, end }
}

/** Keeps a server from standing for election until something holds, by restarting it. */
export async function keepPassive(
  t: TestContext,
  raft: RaftCluster,
  voter: number,
  holds: () => boolean,
): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < VOTE_MS; waitedMs++) {
    if (holds()) return true
    if (!raft.isRunning(voter) || waitedMs % PASSIVE_MS === 0) {
      raft.start(voter)
      raft.connect(voter)
    }
    await t.sleep(1)
  }
  return false
}
