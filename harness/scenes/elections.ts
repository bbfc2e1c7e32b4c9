/** Scenes of elections: an undisturbed one, a split vote, two halves that one server connects. */
import { elect, isLeg } from '../../labs/raft/suite/steering.ts'
import type { Held, RaftCluster } from '../tester/raft-cluster.ts'
import { awaitApplied, awaitLeader, names, raftScene, running, without } from './raft-scene.ts'
import type { Stage } from './stage.ts'

function inTerm(raft: RaftCluster, term: number): number[] {
  return running(raft).filter((server) => raft.state(server).term >= term)
}

export const election = raftScene({
  id: 'election',
  name: 'Election',
  title: 'An undisturbed election',
  about:
    'Three servers start, one of them is elected, and its heartbeats keep it in office. Raft §5.2.',
  servers: 3,
  seed: 1,
  picture: { hasHeartbeats: true },
  async play(stage, raft) {
    await stage.tell(
      'All start as followers, in term 0. Each has drawn a time, here between 300 and 500 ms, for which it will wait for a leader.',
    )
    await stage.until('a server stands', 600, () => inTerm(raft, 1).length > 0)
    const [candidate = -1] = inTerm(raft, 1)
    stage.must(!raft.state(candidate).isLeader, 'it asks before it leads')
    await stage.tell(
      `S${candidate} has drawn the shortest time. It goes on to term 1 as a candidate, votes for itself, saves that, and asks the others for their votes.`,
    )
    const { leader, term } = await awaitLeader(stage, raft)
    stage.must(leader === candidate && term === 1, 'it is elected in term 1')
    await stage.tell(
      `Its own vote and the first one it is given are two of three, a majority: S${leader} leads term 1, and says so at once with an empty AppendEntries to each.`,
    )
    await stage.t.sleep(330)
    const states = raft.servers.map((server) => raft.state(server))
    stage.must(
      states.every((state, at) => state.term === 1 && state.isLeader === (at === leader)),
      'nobody else stands',
    )
    await stage.tell(
      'A heartbeat every 100 ms makes the others draw their time anew before it is over. As long as they come, nobody else stands.',
    )
  },
})

/** Requests from one server to another, each pair kept back by itself. */
function holdPairs(raft: RaftCluster): Map<string, Held> {
  const pairs = raft.servers.flatMap((from) => without(raft, from).map((to) => [from, to] as const))
  return new Map(
    pairs.map(([from, to]) => [`${from} ${to}`, raft.routes.hold(isLeg('request', from, to))]),
  )
}

/** Two stand in one term before anybody hears of either; who they are. */
async function twoStand(stage: Stage, raft: RaftCluster): Promise<[number, number]> {
  await stage.until('two servers stand', 600, () => inTerm(raft, 1).length === 2)
  const [first, second] = inTerm(raft, 1) as [number, number]
  await stage.tell(
    `S${first} and S${second} have both run out of patience before either heard of the other, and stand in the same term 1. Each votes for itself; what they ask is still on its way.`,
  )
  return [first, second]
}

export const splitVote = raftScene({
  id: 'split-vote',
  name: 'Split vote',
  title: 'A split vote',
  about:
    'Two candidates share the votes, so nobody is elected; chance decides the next try. Raft §5.2.',
  servers: 5,
  seed: 1,
  picture: {},
  async play(stage, raft) {
    raft.crash(4)
    const held = holdPairs(raft)
    await stage.tell(
      'S4 is down, four of five servers are left. Whoever is to lead still needs three votes: a majority of the whole cluster.',
    )
    const [first, second] = await twoStand(stage, raft)
    const [third, fourth] = without(raft, first, second, 4) as [number, number]
    held.get(`${first} ${third}`)?.lift()
    held.get(`${second} ${fourth}`)?.lift()
    await stage.t.sleep(3)
    for (const one of held.values()) one.lift()
    await stage.t.sleep(5)
    stage.must(inTerm(raft, 1).length === 4, 'all four are in term 1')
    stage.must(raft.claimants().length === 0, 'nobody leads term 1')
    await stage.tell(
      `S${third} has voted for S${first}, S${fourth} for S${second}. Whoever asks second is refused: there is one vote per server and term. Two against two, and term 1 has no leader.`,
    )
    const { leader, term } = await awaitLeader(stage, raft, running(raft), 1)
    stage.must(term === 2, 'the next term has a leader')
    await stage.tell(
      `All four have drawn new times. That of S${leader} is over first; it stands in term 2, where every vote is free again, and has three before anybody else stands.`,
    )
    await stage.t.sleep(120)
    stage.must(raft.claimants().join() === String(leader), 'it stays')
    await stage.tell(
      `S${leader} leads term 2. Equal times for all would have split the vote again and again.`,
    )
  },
})

/** -1 for S0 and S1, 0 for S2, 1 for S3 and S4. */
function sideOf(server: unknown): number {
  return Math.sign(Number(server) - 2)
}

/** How long it must stay in office to be called stable. */
const STABLE_MS = 700

export const bridge = raftScene({
  id: 'bridge',
  name: 'Bridge',
  title: 'A bridge: one server hears both sides',
  about:
    'Two halves reach each other only over one server. Those who do not hear the leader depose it again and again, until the one leads that is heard by all. Raft §5.2, §5.4.1.',
  servers: 5,
  seed: 16,
  picture: {},
  async play(stage, raft) {
    const { t } = stage
    stage.must(await elect(t, raft, 0), 'S0 is elected first')
    await raft.one('x=1', 5, false)
    raft.routes.drop(({ from, to }) => Math.abs(sideOf(from) - sideOf(to)) === 2)
    let { term } = raft.state(0)
    await stage.tell(
      `S0 leads term ${term}, and all five agree. Now S0 and S1 lose S3 and S4; only S2 still reaches everybody.`,
    )
    for (let changes = 0; ; changes++) {
      stage.must(changes < 6, 'S2 is elected before long')
      const { leader, ...next } = await awaitLeader(stage, raft, raft.servers, term)
      term = next.term
      if (leader === BRIDGE) break
      raft.submit(leader, `x=${changes + 2}`)
      const near = raft.servers.filter((server) => Math.abs(sideOf(server) - sideOf(leader)) < 2)
      await awaitApplied(stage, raft, near, changes + 2)
      await stage.tell(describeElected(leader, term, changes + 2))
      await stage.until('it is deposed', 3_000, () => !raft.state(leader).isLeader)
      await stage.tell(describeDeposed(raft, leader, changes + 2))
    }
    await stage.tell(`S${BRIDGE} stands, and is elected in term ${term}. All others hear it.`)
    await t.sleep(STABLE_MS)
    stage.must(raft.claimants().join() === String(BRIDGE), 'it stays')
    const index = raft.maxIndex + 1
    raft.submit(BRIDGE, 'y=1')
    await awaitApplied(stage, raft, raft.servers, index)
    await stage.tell(
      'Its heartbeats reach everybody, so nobody stands. The next command is on all five.',
    )
  },
})

const BRIDGE = 2

function describeElected(leader: number, term: number, index: number): string {
  const mate = { 0: 1, 1: 0, 3: 4, 4: 3 }[leader]
  const others = names(sideOf(leader) < 0 ? [3, 4] : [0, 1])
  return `S${leader} is elected in term ${term}: with S${mate} and S${BRIDGE} it has a majority. They agree on index ${index}. ${others} hear nothing of it.`
}

function describeDeposed(raft: RaftCluster, leader: number, index: number): string {
  const far = sideOf(leader) < 0 ? [3, 4] : [0, 1]
  const term = Math.max(...far.map((server) => raft.state(server).term))
  const [stander] = far.filter((server) => raft.state(server).term === term)
  return `S${stander} hears of no leader and stands in term ${term}. It lacks index ${index}, so S${BRIDGE} does not vote for it; but S${BRIDGE} goes on to the newer term, and so does S${leader}, which leads no more.`
}
