/**
 * Part 2A, leader election: the Go tests of 6.5840 `TestInitialElection2A` to
 * `TestManyElections2A`, with the stricter checks that `labs/README.md` lists. A reliable network
 * in which a call to an unreachable server may take seven seconds to fail.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import { labTest } from '../../../harness/tester/lab-test.ts'
import type { RaftCluster } from '../../../harness/tester/raft-cluster.ts'

/** 6.5840: the tests' generous allowance for an election. */
export const ELECTION_MS = 1_000

const initialElection = labTest({
  part: '2A',
  name: 'TestInitialElection2A',
  title: 'Test (2A): initial election',
  points: 25,
  servers: 3,
  origin: 'go',
  async body(t) {
    const raft = t.raftCluster({ servers: 3 })
    const leader = await raft.checkOneLeader()
    await t.sleep(50)
    const term1 = raft.checkTerms()
    if (term1 < 1) throw new CheckFailure(`term is ${term1}, but should be at least 1`)

    // Settled a second after the first look, nothing may change any more.
    await t.sleep(ELECTION_MS)
    const term2 = raft.checkTerms()
    const leader2 = await raft.checkOneLeader()
    await t.sleep(ELECTION_MS)
    const term3 = raft.checkTerms()
    const leader3 = await raft.checkOneLeader()
    if (term2 !== term1 || leader2 !== leader) {
      t.world.warn('term or leader changed in the first second even though there were no failures')
    }
    if (term3 === term2 && leader3 === leader2) return
    throw new CheckFailure(
      `the leader changed without any failure: S${leader2} in term ${term2}, then S${leader3} in term ${term3}`,
      { rule: 'Raft §5.2: heartbeats from the leader keep followers from starting an election' },
    )
  },
})

const reElection = labTest({
  part: '2A',
  name: 'TestReElection2A',
  title: 'Test (2A): election after network failure',
  points: 25,
  servers: 3,
  origin: 'go',
  async body(t) {
    const raft = t.raftCluster({ servers: 3 })
    const leader1 = await raft.checkOneLeader()
    const term1 = raft.state(leader1).term

    // The leader is cut off: another one is elected, in a later term.
    raft.disconnect(leader1)
    const successor = await raft.checkOneLeader()
    const termAfter = raft.state(successor).term
    if (termAfter <= term1) {
      throw new CheckFailure(
        `S${successor} leads in term ${termAfter}, but S${leader1} led in term ${term1} before it`,
        { rule: 'Raft §5.2: to begin an election a server increments its current term' },
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
    if (waitedMs >= 8_000) {
      const claimants = raft.claimants().map((server) => `S${server}`)
      throw new CheckFailure(
        `servers that claim to be leader 8 s after all were connected: ${claimants}`,
        {
          rule: 'Raft §5.1: a leader that discovers that its term is out of date reverts to follower',
        },
      )
    }
    await sleep(100)
  }
}

const manyElections = labTest({
  part: '2A',
  name: 'TestManyElections2A',
  title: 'Test (2A): multiple elections',
  points: 20,
  servers: 7,
  origin: 'go',
  async body(t) {
    const raft = t.raftCluster({ servers: 7 })
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
