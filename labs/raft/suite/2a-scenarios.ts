/**
 * Part 2A, scenarios of our own: they force what the Go tests meet only by luck. They steer links,
 * messages and times and read getState(); how a solution names its RPCs or keeps its state is its
 * own business.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import { labTest, type TestContext } from '../../../harness/tester/lab-test.ts'
import { formatMs } from '../../../harness/tester/process.ts'
import type { Packet, RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { minority } from './2a-minority.ts'
import { slowLinks } from './2a-slow-links.ts'
import { firstNotForced, inRounds, type NotForced } from './steering.ts'

/** Two servers that cannot hear each other and ask the third for its vote in the same term. */
interface Rivals {
  readonly rivals: readonly [number, number]
  readonly voter: number
  /** The term both campaign in. */
  readonly term: number
  /** Lets the rivals hear each other again. */
  reunite(): void
}

/** A message takes at most a virtual millisecond on a reliable network. */
const ARRIVED_MS = 3
/** Long enough for a leader's first heartbeat. */
const HEARD_MS = 5
const ROUNDS = 6
const MEETINGS = 3
const ROUND_MS_MAX = 3_000

/**
 * Begins with three new servers and keeps the voter's replies back until both rivals stand in the
 * voter's term; then both learn at once how it voted. With `asking` each also gets what the other
 * had sent it until then, its request for a vote. Undefined if their terms never met.
 */
async function makeRivals(
  t: TestContext,
  raft: RaftCluster,
  asking: boolean,
): Promise<Rivals | undefined> {
  const [a, b, voter] = t.shuffle(raft.servers) as [number, number, number]
  raft.renew()
  const isBetween = ({ from, to, leg }: Packet): boolean =>
    leg === 'request' && ((from === a && to === b) || (from === b && to === a))
  const asked = asking ? raft.routes.hold(isBetween) : undefined
  const apart = raft.routes.drop(isBetween)
  const toA = raft.routes.hold(({ from, to, leg }) => leg === 'reply' && from === voter && to === a)
  const toB = raft.routes.hold(({ from, to, leg }) => leg === 'reply' && from === voter && to === b)
  for (const server of raft.servers) raft.connect(server)

  let together = 0
  for (let waitedMs = 0; waitedMs < ROUND_MS_MAX && together < 2; waitedMs += 2) {
    await t.sleep(2)
    const { term } = raft.state(voter)
    const isMet = toA.size > 0 && toB.size > 0
    const isSameTerm = raft.state(a).term === term && raft.state(b).term === term
    together = isMet && isSameTerm ? together + 1 : 0
  }
  toA.lift()
  toB.lift()
  asked?.seal()
  if (together === 2) {
    asked?.release()
    return { rivals: [a, b], voter, term: raft.state(voter).term, reunite: () => apart.lift() }
  }
  apart.lift()
  return undefined
}

/**
 * Begins with three new servers. One is elected and heard by the voter; only then the request of a
 * rival in the same term reaches the voter.
 */
async function askAfterHeartbeat(t: TestContext, raft: RaftCluster): Promise<NotForced> {
  const [a, b, voter] = t.shuffle(raft.servers) as [number, number, number]
  raft.renew()
  const apart = raft.routes.drop(
    ({ from, to }) => (from === a && to === b) || (from === b && to === a),
  )
  let first: number | undefined
  const asked = raft.routes.hold(({ from, to, leg }) => {
    if (leg !== 'request' || to !== voter || from === voter) return false
    first ??= from as number
    return from !== first
  })
  for (const server of raft.servers) raft.connect(server)
  let heardMs = 0
  for (let waitedMs = 0; waitedMs < ROUND_MS_MAX && heardMs < HEARD_MS; waitedMs++) {
    await t.sleep(1)
    const { term, isLeader } = raft.state(first ?? a)
    const isSameTerm = raft.servers.every((server) => raft.state(server).term === term)
    heardMs = isLeader && isSameTerm && asked.size > 0 ? heardMs + 1 : 0
  }
  asked.lift()
  await t.sleep(ARRIVED_MS)
  apart.lift()
  return firstNotForced({
    'a rival asks for a vote that another got in the same term, and that one leads':
      heardMs >= HEARD_MS,
  })
}

const RIVALS_MEET =
  'two candidates stand in the term of a third server before either has heard its answer'

const votesOnce = labTest({
  part: '2A',
  name: 'TestVoteOnce2A',
  title: 'Test (2A): one vote per server and term',
  points: 8,
  servers: 3,
  origin: 'ours',
  async body(t) {
    const raft = t.raftCluster({ servers: 3 })
    // The monitor of leaders fails the run if both rivals win: by two votes of the voter, or
    // because a candidate, which counts itself, gives its vote to the other as well. Nor does a
    // heartbeat of the leader free the vote that has made it leader.
    const rounds = { wanted: MEETINGS, most: ROUNDS }
    for (const asking of [false, true]) {
      await inRounds(t, rounds, async () => {
        const met = await makeRivals(t, raft, asking)
        await t.sleep(50)
        met?.reunite()
        return firstNotForced({ [RIVALS_MEET]: met !== undefined })
      })
    }
    await inRounds(t, rounds, () => askAfterHeartbeat(t, raft))
    await raft.checkOneLeader()
  },
})

/** Longer than most election timeouts. */
const QUIET_MS = 2_000

const candidateYields = labTest({
  part: '2A',
  name: 'TestCandidateYields2A',
  title: 'Test (2A): a candidate yields to the leader of its term',
  points: 8,
  servers: 3,
  origin: 'ours',
  async body(t) {
    const raft = t.raftCluster({ servers: 3 })
    const missing: string[] = []
    let forced = 0
    for (let round = 0; round < ROUNDS; round++) {
      const met = await makeRivals(t, raft, false)
      if (met === undefined) {
        missing.push(RIVALS_MEET)
        continue
      }
      const winner = await findWinner(t, raft, met.rivals)
      met.reunite()
      if (winner === undefined) {
        missing.push('one of two candidates of one term leads while the other still stands')
        continue
      }
      const loser = met.rivals[0] === winner ? met.rivals[1] : met.rivals[0]
      if (await checkYields(t, raft, winner, loser)) forced++
      else missing.push('a candidate hears from the leader of its term, and both are still in it')
    }
    t.showed(forced > 0 ? [] : missing)
    await raft.checkOneLeader()
  },
})

/** The rival that leads within a moment, the other still standing in the same term. */
async function findWinner(
  t: TestContext,
  raft: RaftCluster,
  rivals: readonly [number, number],
): Promise<number | undefined> {
  for (let waitedMs = 0; waitedMs < 20; waitedMs++) {
    await t.sleep(1)
    const winner = rivals.find((server) => raft.state(server).isLeader)
    if (winner === undefined) continue
    const isSameTerm = raft.state(rivals[0]).term === raft.state(rivals[1]).term
    return isSameTerm ? winner : undefined
  }
  return undefined
}

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
  const watch = raft.routes.watch(
    ({ from, to, leg }) => leg === 'request' && from === winner && to === loser,
    () => {
      heard = true
    },
  )
  for (let waitedMs = 0; waitedMs < QUIET_MS && !heard; waitedMs++) await t.sleep(1)
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
  const counted = raft.routes.watch(
    ({ from, to, leg }) => leg === 'request' && from === winner && to === loser,
    () => {
      if (first === undefined) heartbeats++
    },
  )
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

/**
 * A call to a dead peer may take 7 s, and a solution may wait for it before it calls that peer
 * again.
 */
const STALE_CALL_MS = 8_000

const stepDown = labTest({
  part: '2A',
  name: 'TestStepDown2A',
  title: 'Test (2A): a higher term in a reply ends leadership',
  points: 6,
  servers: 3,
  origin: 'ours',
  async body(t) {
    const raft = t.raftCluster({ servers: 3 })
    const oldLeader = await raft.checkOneLeader()
    raft.disconnect(oldLeader)
    const newLeader = await raft.checkOneLeader()
    const { term } = raft.state(newLeader)

    // The old leader can ask and gets answers, but nobody's requests reach it.
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
    for (let waitedMs = 0; raft.state(oldLeader).term < term; waitedMs += 20) {
      if (waitedMs >= STALE_CALL_MS) throw notSteppedDown(raft, oldLeader, term, seen)
      await t.sleep(20)
    }
    counted.lift()
    deaf.lift()
    await raft.checkOneLeader()
  },
})

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
    return new CheckFailure(`${still}, and has sent nothing for 8,000 ms`, {
      rule: 'Raft §5.2: a leader sends heartbeats to all followers, and who hears of no leader begins an election',
    })
  }
  if (replies === 0) {
    const asked = `it has sent ${requests} requests to servers of term ${term}`
    return new CheckFailure(`${still}: ${asked} within 8,000 ms, and none was replied to`, {
      rule: 'Raft Fig. 2, AppendEntries and RequestVote receiver 1: reply false if term < currentTerm, with currentTerm for the leader to update itself',
    })
  }
  return new CheckFailure(
    `${still} after ${replies} replies of servers that stand in term ${term} or later`,
    {
      rule: 'Raft Fig. 2, All Servers: if an RPC response contains term T > currentTerm, set currentTerm = T and convert to follower',
    },
  )
}

export const electionScenarios = [votesOnce, candidateYields, stepDown, minority, slowLinks]
