/**
 * Part 2A, leader election: the Go tests of 6.5840 `TestInitialElection2A` to
 * `TestManyElections2A`, with the stricter checks that `labs/README.md` lists. A reliable network
 * in which a call to an unreachable server may take seven seconds to fail.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import { listNames } from '../../../harness/tester/monitor-world.ts'
import { formatMs } from '../../../harness/tester/process.ts'
import type { RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { RULE } from '../../../harness/tester/rules.ts'
import { raftTest } from './openings.ts'

/** 6.5840: the tests' generous allowance for an election. */
export const ELECTION_MS = 1_000

const BEGINS_A_TERM =
  'Raft §5.2: to begin an election a server increments its current term, which is 0 at first'

const initialElection = raftTest({
  part: '2A',
  name: 'TestInitialElection2A',
  title: 'Test (2A): initial election',
  points: 25,
  servers: 3,
  origin: 'go',
  async body(t, raft) {
    const leader = await raft.checkOneLeader()
    await t.sleep(50)
    const term1 = raft.checkTerms()
    if (term1 < 1) {
      throw new CheckFailure(`S${leader} was elected, but all servers are in term ${term1}`, {
        rule: BEGINS_A_TERM,
        details: raft.describeStates(),
      })
    }

    // Settled a second after the first look, nothing may change any more.
    await t.sleep(ELECTION_MS)
    const second = await look(t, raft)
    await t.sleep(ELECTION_MS)
    const third = await look(t, raft)
    if (second.term !== term1 || second.leader !== leader) {
      t.world.warn(
        `term or leader changed in the first second, without any failure: term ${term1} and leader S${leader}, then ${describeLook(second)}`,
      )
    }
    if (third.term === second.term && third.leader === second.leader) return
    throw new CheckFailure(
      `term or leader changed without any failure: ${describeLook(second)}, then ${describeLook(third)}`,
      {
        rule: 'Raft §5.2: heartbeats from the leader keep followers from starting an election',
        details: [second, third].map((seen) => {
          return `${describeLook(seen)}  seen from ${formatMs(seen.fromMs)} to ${formatMs(seen.toMs)}`
        }),
      },
    )
  },
})

/** A term that all servers agree on, and the leader found behind that. */
interface Look {
  readonly term: number
  readonly leader: number
  readonly fromMs: number
  readonly toMs: number
}

async function look(t: TestContext, raft: RaftCluster): Promise<Look> {
  const fromMs = t.world.sim.nowMs
  const term = raft.checkTerms()
  const leader = await raft.checkOneLeader()
  return { term, leader, fromMs, toMs: t.world.sim.nowMs }
}

function describeLook({ term, leader }: Look): string {
  return `term ${term} and leader S${leader}`
}

const reElection = raftTest({
  part: '2A',
  name: 'TestReElection2A',
  title: 'Test (2A): election after network failure',
  points: 25,
  servers: 3,
  origin: 'go',
  async body(t, raft) {
    const leader1 = await raft.checkOneLeader()
    const term1 = raft.state(leader1).term

    // The leader is cut off: another one is elected, in a later term.
    raft.disconnect(leader1)
    const successor = await raft.checkOneLeader()
    const termAfter = raft.state(successor).term
    if (termAfter <= term1) {
      throw new CheckFailure(
        `S${successor} leads in term ${termAfter}, but S${leader1} led in term ${term1} before it`,
        { rule: BEGINS_A_TERM, details: raft.describeStates() },
      )
    }

    // The old leader comes back and must not disturb the new one for good.
    raft.connect(leader1)
    await raft.checkOneLeader()
    await oneClaimantOnly(t.sleep.bind(t), raft)
    const leader2 = raft.claimants()[0] as number

    // Without a majority nobody can become leader.
    raft.disconnect(leader2)
    raft.disconnect((leader2 + 1) % 3)
    const lonely = (leader2 + 2) % 3
    const watch = raft.forbidLeaders([lonely], 'it is connected to nobody')
    await t.sleep(2 * ELECTION_MS)
    raft.checkNoLeader()
    watch.end()

    raft.connect((leader2 + 1) % 3)
    await raft.checkOneLeader()
    raft.connect(leader2)
    await raft.checkOneLeader()
    await oneClaimantOnly(t.sleep.bind(t), raft)
  },
})

/** A call to a dead peer may take 7 s; after that only one server may still think that it leads. */
async function oneClaimantOnly(
  sleep: (ms: number) => Promise<void>,
  raft: RaftCluster,
): Promise<void> {
  for (let waitedMs = 0; raft.claimants().length !== 1; waitedMs += 100) {
    if (waitedMs >= 8_000) throw notOneClaimant(raft)
    await sleep(100)
  }
}

function notOneClaimant(raft: RaftCluster): CheckFailure {
  const claimants = raft.claimants().map((server) => `S${server}`)
  const said =
    claimants.length === 0
      ? 'no server says that it leads'
      : `${listNames(claimants)} ${claimants.length === 2 ? 'both' : 'all'} say that they lead`
  return new CheckFailure(
    `${said}, 8 s and more after all were connected; there was never just one at any look since`,
    {
      rule:
        claimants.length === 0
          ? RULE.leaderInTime
          : 'Raft §5.1: a leader that discovers that its term is out of date reverts to follower',
      details: raft.describeStates(),
    },
  )
}

const manyElections = raftTest({
  part: '2A',
  name: 'TestManyElections2A',
  title: 'Test (2A): multiple elections',
  points: 20,
  servers: 7,
  origin: 'go',
  async body(t, raft) {
    let leader = await raft.checkOneLeader()
    for (let round = 1; round < 10; round++) {
      // Three different servers go; in every second round the leader is one of them.
      const others = t.shuffle(raft.servers.filter((server) => server !== leader))
      const away = round % 2 === 1 ? [leader, ...others.slice(0, 2)] : others.slice(0, 3)
      for (const server of away) raft.disconnect(server)
      leader = await raft.checkOneLeader()
      for (const server of away) raft.connect(server)
    }
    await raft.checkOneLeader()
  },
})

export const electionTests = [initialElection, reElection, manyElections]
