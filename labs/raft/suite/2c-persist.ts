/**
 * Part 2C, persistence: the eight Go tests of 6.5840 from `TestPersist12C` to
 * `TestUnreliableChurn2C`, with the stricter checks that `labs/README.md` lists. A restarted server
 * has nothing but what it saved, and the service above it starts empty, so it must be given every
 * command again from index 1.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import { formatMs } from '../../../harness/tester/process.ts'
import type { RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { RULE } from '../../../harness/tester/rules.ts'
import { ELECTION_MS } from './2a-election.ts'
import { raftTest } from './openings.ts'

const persist1 = raftTest({
  part: '2C',
  name: 'TestPersist12C',
  title: 'Test (2C): basic persistence',
  points: 8,
  servers: 3,
  origin: 'go',
  async body(_t, raft) {
    await raft.one(11, 3, true)
    for (const server of raft.servers) raft.start(server)
    for (const server of raft.servers) raft.connect(server)
    await raft.one(12, 3, true)

    const leader1 = await raft.checkOneLeader()
    raft.disconnect(leader1)
    raft.start(leader1)
    raft.connect(leader1)
    await raft.one(13, 3, true)

    const leader2 = await raft.checkOneLeader()
    raft.disconnect(leader2)
    const index = await raft.one(14, 2, true)
    raft.start(leader2)
    raft.connect(leader2)
    await raft.wait(index, 3)

    const third = ((await raft.checkOneLeader()) + 1) % 3
    raft.disconnect(third)
    await raft.one(15, 2, true)
    raft.start(third)
    raft.connect(third)
    await raft.one(16, 3, true)
  },
})

const persist2 = raftTest({
  part: '2C',
  name: 'TestPersist22C',
  title: 'Test (2C): more persistence',
  points: 9,
  servers: 5,
  origin: 'go',
  async body(t, raft) {
    let command = 11
    for (let round = 0; round < 5; round++) {
      await raft.one(command++, 5, true)
      const leader = await raft.checkOneLeader()
      const [one, two, three, four] = [1, 2, 3, 4].map((step) => (leader + step) % 5) as [
        number,
        number,
        number,
        number,
      ]
      raft.disconnect(one)
      raft.disconnect(two)
      await raft.one(command++, 3, true)

      // Two servers that miss an entry are no majority, and must not lead.
      for (const server of [leader, three, four]) raft.disconnect(server)
      raft.start(one)
      raft.start(two)
      const watch = raft.forbidLeaders([one, two], 'only two of five servers are connected')
      raft.connect(one)
      raft.connect(two)
      await t.sleep(ELECTION_MS)
      watch.end()

      // With a third that has the entry, they can agree on the next one behind it. Should another
      // command be applied in its place, the monitors notice.
      raft.start(three)
      raft.connect(three)
      await raft.one(command++, 3, true)
      raft.connect(four)
      raft.connect(leader)
    }
    await raft.one(1000, 5, true)
  },
})

const persist3 = raftTest({
  part: '2C',
  name: 'TestPersist32C',
  title: 'Test (2C): partitioned leader and one follower crash, leader restarts',
  points: 8,
  servers: 3,
  origin: 'go',
  async body(_t, raft) {
    await raft.one(101, 3, true)
    const leader = await raft.checkOneLeader()
    const behind = (leader + 2) % 3
    raft.disconnect(behind)
    const index = await raft.one(102, 2, true)
    raft.crash(leader)
    raft.crash((leader + 1) % 3)
    raft.connect(behind)
    const watch = raft.forbidLeaders(
      [behind],
      `it was cut off when index ${index} was committed, and the next command is not agreed on yet`,
      'Raft §5.4.1: a candidate wins only if its log is at least as up-to-date as those of a majority',
    )
    raft.start(leader)
    raft.connect(leader)
    await raft.one(103, 2, true)
    watch.end()
    raft.start((leader + 1) % 3)
    raft.connect((leader + 1) % 3)
    await raft.one(104, 3, true)
  },
})

/** 6.5840: figures of the two chaos tests named after the paper's Figure 8. */
const FIGURE8 = { rounds: 1_000, longPause: 0.1, longMsMax: 499, shortMsMax: 12, upMin: 3 }

async function pauseAtRandom(t: TestContext): Promise<void> {
  const isLong = t.isHit(FIGURE8.longPause)
  await t.sleep(t.random(0, isLong ? FIGURE8.longMsMax : FIGURE8.shortMsMax))
}

const figure8 = raftTest({
  part: '2C',
  name: 'TestFigure82C',
  title: 'Test (2C): Figure 8',
  points: 9,
  servers: 5,
  origin: 'go',
  async body(t, raft) {
    await raft.one(raft.randomCommand(), 1, true)
    let up = 5
    for (let round = 0; round < FIGURE8.rounds; round++) {
      let leader = -1
      for (const server of raft.servers) {
        if (raft.isRunning(server) && raft.submit(server, raft.randomCommand()).isLeader) {
          leader = server
        }
      }
      await pauseAtRandom(t)
      if (leader >= 0) {
        raft.crash(leader)
        up--
      }
      const server = t.random(0, 4)
      if (up >= FIGURE8.upMin || raft.isRunning(server)) continue
      raft.start(server)
      raft.connect(server)
      up++
    }
    for (const server of raft.servers) {
      if (raft.isRunning(server)) continue
      raft.start(server)
      raft.connect(server)
    }
    await raft.one(raft.randomCommand(), 5, true)
  },
})

const unreliableAgree = raftTest({
  part: '2C',
  name: 'TestUnreliableAgree2C',
  title: 'Test (2C): unreliable agreement',
  points: 9,
  servers: 5,
  origin: 'go',
  isUnreliable: true,
  async body(_t, raft) {
    const background: Promise<number>[] = []
    const commands: number[] = []
    for (let round = 1; round < 50; round++) {
      for (let j = 0; j < 4; j++) {
        commands.push(100 * round + j)
        background.push(raft.one(100 * round + j, 1, true))
      }
      commands.push(10_000 + round)
      await raft.one(10_000 + round, 1, true)
    }
    raft.isUnreliable = false
    await Promise.all(background)
    const last = await raft.one(20_000, 5, true)
    const applied = new Set(range(1, last).map((index) => raft.applied(index)))
    const lost = commands.find((command) => !applied.has(command))
    if (lost !== undefined) {
      throw new CheckFailure(
        `${lost} was agreed on, but is not among what was applied up to index ${last}, where 20000 is`,
        {
          rule: 'Raft Fig. 3, Leader Completeness: a committed entry is in the logs of the leaders of all later terms',
        },
      )
    }
  },
})

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at)
}

const figure8Unreliable = raftTest({
  part: '2C',
  name: 'TestFigure8Unreliable2C',
  title: 'Test (2C): Figure 8 (unreliable)',
  points: 9,
  servers: 5,
  origin: 'go',
  isUnreliable: true,
  async body(t, raft) {
    await raft.one(raft.randomCommand(), 1, true)
    let up = 5
    for (let round = 0; round < FIGURE8.rounds; round++) {
      if (round === 200) raft.hasLongReordering = true
      let leader = -1
      for (const server of raft.servers) {
        const { isLeader } = raft.submit(server, raft.randomCommand())
        if (isLeader && raft.isConnected(server)) leader = server
      }
      await pauseAtRandom(t)
      if (leader >= 0 && t.isHit(0.5)) {
        raft.disconnect(leader)
        up--
      }
      const server = t.random(0, 4)
      if (up >= FIGURE8.upMin || raft.isConnected(server)) continue
      raft.connect(server)
      up++
    }
    for (const server of raft.servers) {
      if (!raft.isConnected(server)) raft.connect(server)
    }
    await raft.one(raft.randomCommand(), 5, true)
  },
})

/** 6.5840: figures of churn. */
const CHURN = {
  rounds: 20,
  pauseMs: 700,
  clients: 3,
  disconnect: 0.2,
  restart: 0.5,
  crash: 0.2,
  /** Ours: a leader within five seconds, and a command committed within two more. */
  steadyMs: 7_000,
  pollsMs: [10, 20, 50, 100, 200],
}
const CHURN_SEEN_MS = CHURN.pollsMs.reduce((sum, ms) => sum + ms, 0)

/** What has come of the commands of a client. */
interface Outcome {
  /** Commands that a leader has accepted. */
  accepted: number
  /** Those that the client has seen applied where they were accepted. */
  seen: number
}

async function churn(t: TestContext, raft: RaftCluster, isUnreliable: boolean): Promise<void> {
  const client = { isStopped: false }
  const clients = range(0, CHURN.clients - 1).map((me) => runClient(t, raft, me, client))
  const steadiness = new Steadiness(raft)
  for (let round = 0; round < CHURN.rounds; round++) {
    if (t.isHit(CHURN.disconnect)) raft.disconnect(t.random(0, 4))
    if (t.isHit(CHURN.restart)) bringBack(raft, t.random(0, 4))
    if (t.isHit(CHURN.crash)) raft.crash(t.random(0, 4))
    await t.sleep(CHURN.pauseMs)
    steadiness.addRound()
  }
  await t.sleep(ELECTION_MS)
  raft.isUnreliable = false
  for (const server of raft.servers) bringBack(raft, server)
  client.isStopped = true
  const outcomes = await Promise.all(clients)
  await t.sleep(ELECTION_MS)

  // What a client has seen applied stays where it is: should another command be applied there, or
  // be missing on a server, the monitors and the wait notice.
  const last = await raft.one(raft.randomCommand(), 5, true)
  for (const index of range(1, last)) await raft.wait(index, 5)
  if (outcomes.some(({ seen }) => seen > 0)) return
  const accepted = outcomes.reduce((sum, outcome) => sum + outcome.accepted, 0)
  const message = `no client saw a command applied within ${CHURN_SEEN_MS} ms of its start(), in 14 s of churn`
  // With bad luck no majority is ever there for long enough.
  if (isUnreliable || steadiness.longestMs < CHURN.steadyMs) return t.world.warn(message)
  throw new CheckFailure(message, {
    details: [
      `the same majority was up and connected for ${formatMs(steadiness.longestMs)} of it`,
      accepted === 0 ? 'no server accepted a command' : `start() accepted ${accepted} commands`,
    ],
    rule: accepted === 0 ? RULE.leaderInTime : RULE.onMajority,
  })
}

/** For how long the same majority has been up and connected. */
class Steadiness {
  longestMs = 0
  readonly #raft: RaftCluster
  /** For how many rounds on end each server has been there. */
  readonly #rounds: number[]

  constructor(raft: RaftCluster) {
    this.#raft = raft
    this.#rounds = raft.servers.map(() => 0)
  }

  addRound(): void {
    const raft = this.#raft
    for (const server of raft.servers) {
      const isThere = raft.isRunning(server) && raft.isConnected(server)
      this.#rounds[server] = isThere ? (this.#rounds[server] ?? 0) + 1 : 0
    }
    const longestFirst = [...this.#rounds].sort((a, b) => b - a)
    const ofMajority = longestFirst[Math.floor(longestFirst.length / 2)] ?? 0
    this.longestMs = Math.max(this.longestMs, ofMajority * CHURN.pauseMs)
  }
}

function bringBack(raft: RaftCluster, server: number): void {
  if (!raft.isRunning(server)) raft.start(server)
  raft.connect(server)
}

/** Submits commands to everybody and counts those it saw committed. */
async function runClient(
  t: TestContext,
  raft: RaftCluster,
  me: number,
  client: { isStopped: boolean },
): Promise<Outcome> {
  const outcome = { accepted: 0, seen: 0 }
  while (!client.isStopped) {
    const command = raft.randomCommand()
    let index = -1
    for (const server of raft.servers) {
      const started = raft.submit(server, command)
      if (started.isLeader) index = started.index
    }
    if (index < 0) {
      await t.sleep(79 + 17 * me)
      continue
    }
    outcome.accepted++
    for (const pollMs of CHURN.pollsMs) {
      if (raft.nCommitted(index).count > 0) {
        if (raft.applied(index) === command) outcome.seen++
        break
      }
      await t.sleep(pollMs)
    }
  }
  return outcome
}

const reliableChurn = raftTest({
  part: '2C',
  name: 'TestReliableChurn2C',
  title: 'Test (2C): churn',
  points: 9,
  servers: 5,
  origin: 'go',
  body: (t, raft) => churn(t, raft, false),
})

const unreliableChurn = raftTest({
  part: '2C',
  name: 'TestUnreliableChurn2C',
  title: 'Test (2C): unreliable churn',
  points: 9,
  servers: 5,
  origin: 'go',
  isUnreliable: true,
  body: (t, raft) => churn(t, raft, true),
})

export const persistTests = [
  persist1,
  persist2,
  persist3,
  figure8,
  unreliableAgree,
  figure8Unreliable,
  reliableChurn,
  unreliableChurn,
]
