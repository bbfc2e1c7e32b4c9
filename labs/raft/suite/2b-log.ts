/**
 * Part 2B, log replication: the ten Go tests of 6.5840 from `TestBasicAgree2B` to `TestCount2B`,
 * with the stricter checks that `labs/README.md` lists. A reliable network; indexes start at 1. The
 * monitors watch beneath every test that no entry is applied without a majority.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import { listNames } from '../../../harness/tester/monitor-world.ts'
import type { RaftCluster, Started } from '../../../harness/tester/raft-cluster.ts'
import { RULE } from '../../../harness/tester/rules.ts'
import { ELECTION_MS } from './2a-election.ts'
import { backup } from './2b-backup.ts'
import { count, rpcBytes } from './2b-counts.ts'
import {
  changedTooOften,
  checkIndex,
  checkNeverApplied,
  RETRY_PAUSE_MS,
  TRIES,
} from './agreed-log.ts'
import { raftTest } from './openings.ts'

const basicAgree = raftTest({
  part: '2B',
  name: 'TestBasicAgree2B',
  title: 'Test (2B): basic agreement',
  points: 8,
  servers: 3,
  origin: 'go',
  async body(_t, raft) {
    for (let index = 1; index <= 3; index++) {
      const appliedBy = raft.appliedBy(index).map((server) => `S${server}`)
      if (appliedBy.length > 0) {
        throw new CheckFailure(
          `${listNames(appliedBy)} applied index ${index} before a command for it was handed in`,
          { rule: RULE.firstIndex, details: raft.describeApplied(index) },
        )
      }
      checkIndex(raft, 'the command agreed on', await raft.one(index * 100, 3, false), index)
    }
  },
})

const followerFailure = raftTest({
  part: '2B',
  name: 'TestFollowerFailure2B',
  title: 'Test (2B): test progressive failure of followers',
  points: 7,
  servers: 3,
  origin: 'go',
  async body(t, raft) {
    await raft.one(101, 3, false)
    const leader1 = await raft.checkOneLeader()
    const term1 = raft.state(leader1).term
    raft.disconnect((leader1 + 1) % 3)
    await raft.one(102, 2, false)
    await t.sleep(ELECTION_MS)
    await raft.one(103, 2, false)

    const leader2 = await raft.checkOneLeader()
    if (leader2 !== leader1 || raft.state(leader2).term !== term1) {
      throw new CheckFailure(
        `S${leader1} led in term ${term1} and lost only a follower, but now S${leader2} leads in term ${raft.life(leader2).term}`,
        {
          rule: 'Raft §5.2: heartbeats from the leader keep followers from starting an election',
          details: raft.describeStates(),
        },
      )
    }
    raft.disconnect((leader2 + 1) % 3)
    raft.disconnect((leader2 + 2) % 3)
    const { index } = raft.mustSubmit(leader2, 104)
    checkIndex(raft, `start(104) at S${leader2}`, index, 4)
    await t.sleep(2 * ELECTION_MS)
    raft.checkNotCommitted(index)

    // What could not be decided alone is decided once everybody is back.
    for (const server of raft.servers) raft.connect(server)
    await raft.one(105, 3, true)
  },
})

const leaderFailure = raftTest({
  part: '2B',
  name: 'TestLeaderFailure2B',
  title: 'Test (2B): test failure of leaders',
  points: 7,
  servers: 3,
  origin: 'go',
  async body(t, raft) {
    await raft.one(101, 3, false)
    const leader1 = await raft.checkOneLeader()
    raft.disconnect(leader1)
    await raft.one(102, 2, false)
    await t.sleep(ELECTION_MS)
    await raft.one(103, 2, false)

    const leader2 = await raft.checkOneLeader()
    raft.disconnect(leader2)
    for (const server of raft.servers) {
      const command = 104 + server / 10
      if (server === leader2) {
        const { index } = raft.mustSubmit(server, command)
        checkIndex(raft, `start(${command}) at S${server}`, index, 4)
        continue
      }
      const { isLeader, term } = raft.submit(server, command)
      if (server !== leader1 && isLeader) {
        throw new CheckFailure(
          `S${server} accepted a command in term ${term}, but S${leader2} has just said that it leads, in term ${raft.life(leader2).term}`,
          {
            rule: 'Raft §5.1: a leader that discovers that its term is out of date reverts to follower',
            details: raft.describeStates(),
          },
        )
      }
    }
    await t.sleep(2 * ELECTION_MS)
    raft.checkNotCommitted(4)
  },
})

const failAgree = raftTest({
  part: '2B',
  name: 'TestFailAgree2B',
  title: 'Test (2B): agreement after follower reconnects',
  points: 7,
  servers: 3,
  origin: 'go',
  async body(t, raft) {
    await raft.one(101, 3, false)
    const leader = await raft.checkOneLeader()
    const away = (leader + 1) % 3
    raft.disconnect(away)
    await raft.one(102, 2, false)
    await raft.one(103, 2, false)
    await t.sleep(ELECTION_MS)
    await raft.one(104, 2, false)
    await raft.one(105, 2, false)

    raft.connect(away)
    await raft.one(106, 3, true)
    await t.sleep(ELECTION_MS)
    const last = await raft.one(107, 3, true)
    for (let index = 1; index <= last; index++) {
      const appliedBy = raft.appliedBy(index)
      if (appliedBy.length === 3) continue
      const lacking = raft.servers.filter((server) => !appliedBy.includes(server))
      throw new CheckFailure(
        `S${away} came back, but index ${index} has not been applied by ${listNames(lacking.map((server) => `S${server}`))}`,
        {
          rule: RULE.retries,
          details: [...raft.describeApplied(index), ...raft.describeStates()],
        },
      )
    }
  },
})

const failNoAgree = raftTest({
  part: '2B',
  name: 'TestFailNoAgree2B',
  title: 'Test (2B): no agreement if too many followers disconnect',
  points: 7,
  servers: 5,
  origin: 'go',
  async body(t, raft) {
    await raft.one(10, 5, false)
    const leader = await raft.checkOneLeader()
    const away = [1, 2, 3].map((step) => (leader + step) % 5)
    for (const server of away) raft.disconnect(server)
    const { index } = raft.mustSubmit(leader, 20)
    checkIndex(raft, `start(20) at S${leader}`, index, 2)
    await t.sleep(2 * ELECTION_MS)
    raft.checkNotCommitted(index)

    for (const server of away) raft.connect(server)
    const leader2 = await raft.checkOneLeader()
    const second = raft.mustSubmit(leader2, 30)
    if (second.index < 2 || second.index > 3) {
      throw new CheckFailure(
        `start(30) at S${leader2} got index ${second.index}, but 2 is the next, or 3 behind start(20)`,
        {
          rule: RULE.firstIndex,
          details: [...raft.describeApplied(2), ...raft.describeApplied(3)],
        },
      )
    }
    await raft.one(1000, 5, true)
  },
})

const concurrentStarts = raftTest({
  part: '2B',
  name: 'TestConcurrentStarts2B',
  title: 'Test (2B): concurrent Start()s',
  points: 7,
  servers: 3,
  origin: 'go',
  async body(t, raft) {
    for (let tried = 0; tried < TRIES; tried++) {
      if (tried > 0) {
        t.world.warn('the leader or its term changed although nothing was disturbed')
        await t.sleep(RETRY_PAUSE_MS)
      }
      if (await tryConcurrentStarts(t, raft)) return
    }
    throw changedTooOften(raft)
  },
})

/** False when the term changed meanwhile, so that it proves nothing. */
async function tryConcurrentStarts(t: TestContext, raft: RaftCluster): Promise<boolean> {
  const leader = await raft.checkOneLeader()
  const first = raft.submit(leader, 1)
  if (!first.isLeader) return false

  // Five starts from different turns, some between the messages of the first.
  const commands = [100, 101, 102, 103, 104]
  const started: Started[] = await Promise.all(
    commands.map(async (command, at) => {
      if (at > 1) await t.sleep(t.random(0, 2))
      return raft.submit(leader, command)
    }),
  )
  if (started.some(({ isLeader, term }) => !isLeader || term !== first.term)) return false
  if (raft.servers.some((server) => raft.state(server).term !== first.term)) return false

  const indexes = started.map(({ index }) => index).sort((a, b) => a - b)
  if (indexes.some((index, at) => index !== first.index + 1 + at)) {
    throw new CheckFailure(
      `five concurrent start()s at S${leader} after index ${first.index} got the indexes ${indexes.join(', ')}`,
      { rule: 'Raft Fig. 3, Leader Append-Only: a leader appends each command after the last' },
    )
  }
  const decided = new Set<unknown>()
  for (const index of indexes) {
    const waited = await raft.wait(index, 3, first.term)
    if (waited.kind === 'term-changed') return false
    decided.add(waited.command)
  }
  const missing = commands.find((command) => !decided.has(command))
  if (missing !== undefined) {
    throw new CheckFailure(
      `${missing} was accepted by S${leader} in term ${first.term}, but is not among what was applied at the indexes ${indexes.join(', ')}`,
      { rule: RULE.start, details: indexes.flatMap((index) => raft.describeApplied(index)) },
    )
  }
  return true
}

const rejoin = raftTest({
  part: '2B',
  name: 'TestRejoin2B',
  title: 'Test (2B): rejoin of partitioned leader',
  points: 8,
  servers: 3,
  origin: 'go',
  async body(_t, raft) {
    const first = await raft.one(101, 3, true)
    const leader1 = await raft.checkOneLeader()
    raft.disconnect(leader1)
    const doomed = [1021, 1031, 1041]
    doomed.forEach((command, at) => {
      const { index } = raft.mustSubmit(leader1, command)
      checkIndex(raft, `start(${command}) at S${leader1}`, index, first + 1 + at)
    })

    await raft.one(103, 2, true)
    const leader2 = await raft.checkOneLeader()
    raft.disconnect(leader2)
    raft.connect(leader1)
    await raft.one(104, 2, true)
    raft.connect(leader2)
    await raft.one(105, 3, true)
    checkNeverApplied(raft, doomed)
  },
})

export const logTests = [
  basicAgree,
  rpcBytes,
  followerFailure,
  leaderFailure,
  failAgree,
  failNoAgree,
  concurrentStarts,
  rejoin,
  backup,
  count,
]
