/**
 * Part 2A, scenarios of our own: they force what the Go tests meet only by luck. They steer links,
 * messages and times and read getState(); how a solution names its RPCs or keeps its state is its
 * own business.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import { formatMs } from '../../../harness/tester/process.ts'
import type { RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { minority } from './2a-minority.ts'
import { slowLinks } from './2a-slow-links.ts'
import { timerScenarios } from './2a-timers.ts'
import { votesOnce } from './2a-votes.ts'
import { raftTest } from './openings.ts'
import { isFirstElected, newRivals, ONE_LEADS, RIVALS_MEET } from './rivals.ts'
import {
  firstNotForced,
  inRounds,
  isLeg,
  isStillLeader,
  type NotForced,
  STALE_CALL_MS,
  until,
} from './steering.ts'

/** A message takes at most a virtual millisecond on a reliable network. */
const ARRIVED_MS = 3
const ROUNDS = 8
const WANTED = 2

/** By then another one leads. */
const LEADER_MS = 5_000
const STILL_TAKES = 'a leader that was cut off still takes itself for one when another leads'

/** Longer than most election timeouts. */
const QUIET_MS = 2_000

const candidateYields = raftTest({
  part: '2A',
  name: 'TestCandidateYields2A',
  title: 'Test (2A): a candidate yields to the leader of its term',
  points: 7,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    await inRounds(t, { wanted: WANTED, most: ROUNDS }, async () => {
      const rivals = newRivals(t, raft)
      const isMet = await rivals.meet(t)
      rivals.first.asked.lift()
      const isWon = isMet && (await isFirstElected(t, rivals))
      rivals.end()
      const { first, second } = rivals
      const isHeard = isWon && (await checkYields(t, raft, first.server, second.server))
      return firstNotForced({
        [RIVALS_MEET]: isMet,
        [ONE_LEADS]: isWon,
        'a candidate hears from the leader of its term, and both are still in it': isHeard,
      })
    })
    await raft.checkOneLeader()
  },
})

/**
 * Once the loser has heard from the leader of its term, it must not stand again while it hears
 * more. False when it did not hear, or one of them had left the term.
 */
async function checkYields(
  t: TestContext,
  raft: RaftCluster,
  winner: number,
  loser: number,
): Promise<boolean> {
  const { term } = raft.state(winner)
  let heard = false
  const watch = raft.routes.watch(isLeg('request', winner, loser), () => {
    heard = true
  })
  await until(t, QUIET_MS, () => heard)
  watch.lift()
  await t.sleep(ARRIVED_MS)
  const stillSame = raft.state(loser).term === term && raft.state(winner).isLeader
  if (!heard || !stillSame) return false
  const peace = watchPeace(t, raft, winner, loser, term)
  await t.sleep(QUIET_MS)
  const after = raft.state(loser).term
  peace.end()
  if (after === term) return true
  throw notYielded(peace, { winner, loser, term, after })
}

/** What could be seen of a leader and the candidate that had heard from it. */
interface Peace {
  /** Messages from the leader to the candidate while it was in its term. */
  readonly heartbeats: number
  /** Who was in a later term first, and when. */
  readonly first: { readonly server: number; readonly atMs: number } | undefined
  end(): void
}

function watchPeace(
  t: TestContext,
  raft: RaftCluster,
  winner: number,
  loser: number,
  term: number,
): Peace {
  let heartbeats = 0
  let first: Peace['first']
  const listen = (server: number, newTerm: number): void => {
    if (newTerm > term) first ??= { server, atMs: t.world.sim.nowMs }
  }
  raft.stateListeners.add(listen)
  const counted = raft.routes.watch(isLeg('request', winner, loser), () => {
    if (first === undefined) heartbeats++
  })
  return {
    get heartbeats() {
      return heartbeats
    },
    get first() {
      return first
    },
    end() {
      raft.stateListeners.delete(listen)
      counted.lift()
    },
  }
}

/** Says who left the term first: the candidate, or another one that took it along. */
function notYielded(
  { heartbeats, first }: Peace,
  { winner, loser, term, after }: Record<'winner' | 'loser' | 'term' | 'after', number>,
): CheckFailure {
  const isByItself = first === undefined || first.server === loser
  const message = isByItself
    ? `S${loser} went on to term ${after} although it had heard from S${winner}, the leader of its term ${term}`
    : `S${first.server} was the first to leave term ${term}, in which S${winner} led, and S${loser} followed to term ${after}`
  const when = first === undefined ? [] : [`S${first.server}  left it at ${formatMs(first.atMs)}`]
  return new CheckFailure(message, {
    rule: isByItself
      ? 'Raft §5.2: a candidate that receives AppendEntries from the leader of its term returns to follower state'
      : 'Raft §5.2: heartbeats from the leader keep followers from starting an election',
    details: [`S${winner}  sent ${heartbeats} more requests to S${loser} in term ${term}`, ...when],
  })
}

const stepDown = raftTest({
  part: '2A',
  name: 'TestStepDown2A',
  title: 'Test (2A): a higher term in a reply ends leadership',
  points: 6,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    await inRounds(t, { wanted: 1, most: ROUNDS }, () => learnByReply(t, raft))
    await raft.checkOneLeader()
  },
})

/**
 * The old leader is back while it still takes itself for one. It can ask and gets answers, but
 * nobody's requests reach it.
 */
async function learnByReply(t: TestContext, raft: RaftCluster): Promise<NotForced> {
  const oldLeader = await raft.checkOneLeader()
  const { term: oldTerm } = raft.state(oldLeader)
  raft.disconnect(oldLeader)
  const isLed = (): boolean => {
    return raft.servers.some((server) => {
      const { term, isLeader } = raft.state(server)
      return isLeader && term > oldTerm
    })
  }
  // At once: a leader that hears no majority gives up by itself, and stands anew.
  await until(t, LEADER_MS, isLed)
  const term = Math.max(...raft.servers.map((server) => raft.state(server).term))
  const isForced = isLed() && isStillLeader(raft, { leader: oldLeader, term: oldTerm })

  const deaf = raft.routes.drop(
    ({ from, to, leg }) => leg === 'request' && to === oldLeader && from !== oldLeader,
  )
  raft.connect(oldLeader)
  const seen = { requests: 0, replies: 0 }
  const counted = raft.routes.watch(
    ({ from, to, leg }) => (leg === 'request' ? from : to) === oldLeader,
    ({ leg }) => {
      if (leg === 'request') seen.requests++
      else seen.replies++
    },
  )
  let hasGivenUp = false
  const hasLearned = await until(t, STALE_CALL_MS, () => {
    const state = raft.state(oldLeader)
    hasGivenUp ||= state.term < term && !state.isLeader
    return state.term >= term
  })
  if (!hasLearned) throw notSteppedDown(raft, oldLeader, term, seen)
  counted.lift()
  deaf.lift()
  return firstNotForced({ [STILL_TAKES]: isForced && !hasGivenUp })
}

/** Says whether it asked and was told: who knows the newer term may also have kept silent. */
function notSteppedDown(
  raft: RaftCluster,
  oldLeader: number,
  term: number,
  { requests, replies }: { readonly requests: number; readonly replies: number },
): CheckFailure {
  const state = raft.state(oldLeader)
  const still = `S${oldLeader} ${state.isLeader ? 'still leads' : 'is still'} in term ${state.term}`
  if (requests === 0) {
    return new CheckFailure(`${still}, and has sent nothing for ${formatMs(STALE_CALL_MS)}`, {
      rule: 'Raft §5.2: a leader sends heartbeats to all followers, and who hears of no leader begins an election',
    })
  }
  if (replies === 0) {
    const asked = `it has sent ${requests} requests to servers of term ${term}`
    return new CheckFailure(
      `${still}: ${asked} within ${formatMs(STALE_CALL_MS)}, and none was replied to`,
      {
        rule: 'Raft Fig. 2, AppendEntries and RequestVote receiver 1: reply false if term < currentTerm, with currentTerm for the leader to update itself',
      },
    )
  }
  return new CheckFailure(
    `${still} after ${replies} replies of servers that stand in term ${term} or later`,
    {
      rule: 'Raft Fig. 2, All Servers: if an RPC response contains term T > currentTerm, set currentTerm = T and convert to follower',
    },
  )
}

export const electionScenarios = [
  votesOnce,
  candidateYields,
  stepDown,
  minority,
  slowLinks,
  ...timerScenarios,
]
