/**
 * Part 2B, log replication: the ten Go tests of 6.5840 from `TestBasicAgree2B` to `TestCount2B`,
 * with the stricter checks that `labs/README.md` lists. A reliable network; indexes start at 1. The
 * monitors watch beneath every test that no entry is applied without a majority.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import { labTest, type TestContext } from '../../../harness/tester/lab-test.ts'
import type { RaftCluster, Started } from '../../../harness/tester/raft-cluster.ts'
import { ELECTION_MS } from './2a-election.ts'
import { backup, checkNeverApplied } from './2b-backup.ts'

const basicAgree = labTest({
  part: '2B',
  name: 'TestBasicAgree2B',
  title: 'Test (2B): basic agreement',
  points: 8,
  servers: 3,
  origin: 'go',
  async body(t) {
    const raft = t.raftCluster({ servers: 3 })
    for (let index = 1; index <= 3; index++) {
      if (raft.nCommitted(index).count > 0) {
        throw new CheckFailure(`some have committed index ${index} before start()`)
      }
      checkIndex(await raft.one(index * 100, 3, false), index)
    }
  },
})

function checkIndex(index: number, expected: number): void {
  if (index === expected) return
  throw new CheckFailure(`got index ${index} but expected ${expected}`, {
    rule: 'labs/raft/README.md, start(): the first command gets index 1, the next one 2',
  })
}

/**
 * Most bytes of command that may go to the followers: all of it to each, and half as much again.
 */
const RPC_BYTES = { commands: 10, commandBytes: 5_000, goSlack: 50_000 }

const rpcBytes = labTest({
  part: '2B',
  name: 'TestRPCBytes2B',
  title: 'Test (2B): RPC byte count',
  points: 8,
  servers: 3,
  origin: 'go',
  async body(t) {
    const raft = t.raftCluster({ servers: 3 })
    await raft.one(99, 3, false)
    const bytesBefore = t.world.network.totalBytes
    const sent = new Map<string, number>()
    const markers: string[] = []
    t.world.network.observer = {
      requestSent(end, _svcMeth, args) {
        if (end.from === end.server) return
        for (const marker of markers) {
          if (args.includes(marker)) sent.set(marker, (sent.get(marker) ?? 0) + 1)
        }
      },
      replyArrived() {},
      callFailed() {},
    }
    for (let index = 2; index <= RPC_BYTES.commands + 1; index++) {
      const marker = `<${index}:${t.random(0, 2 ** 31)}>`
      markers.push(marker)
      checkIndex(await raft.one(marker.padEnd(RPC_BYTES.commandBytes, 'x'), 3, false), index)
    }
    const copies = [...sent.values()].reduce((sum, count) => sum + count, 0)
    checkBytes(t, t.world.network.totalBytes - bytesBefore, copies * RPC_BYTES.commandBytes)
  },
})

function checkBytes(t: TestContext, totalBytes: number, payloadBytes: number): void {
  const payloadMax = 3 * RPC_BYTES.commands * RPC_BYTES.commandBytes
  const needed = 2 * RPC_BYTES.commands * RPC_BYTES.commandBytes
  const rule =
    'labs/raft/README.md, 2B: each command is sent to each peer just once, unless it is lost'
  if (totalBytes > payloadMax + RPC_BYTES.goSlack) {
    throw new CheckFailure(`too many RPC bytes; got ${totalBytes}, expected ${payloadMax}`, {
      rule,
    })
  }
  if (payloadBytes > payloadMax) {
    throw new CheckFailure(
      `${payloadBytes} bytes of commands went to followers, who needed ${needed}; at most ${payloadMax} is allowed`,
      { rule },
    )
  }
  if (payloadBytes > needed) {
    t.world.warn(`${payloadBytes} bytes of commands went to followers, who needed ${needed}`)
  }
}

const followerFailure = labTest({
  part: '2B',
  name: 'TestFollowerFailure2B',
  title: 'Test (2B): test progressive failure of followers',
  points: 7,
  servers: 3,
  origin: 'go',
  async body(t) {
    const raft = t.raftCluster({ servers: 3 })
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
        `S${leader1} led in term ${term1} and lost only a follower, but now S${leader2} leads`,
        { rule: 'Raft §5.2: heartbeats from the leader keep followers from starting an election' },
      )
    }
    raft.disconnect((leader2 + 1) % 3)
    raft.disconnect((leader2 + 2) % 3)
    const { index } = raft.mustSubmit(leader2, 104)
    if (index !== 4) throw new CheckFailure(`expected index 4, got ${index}`)
    await t.sleep(2 * ELECTION_MS)
    raft.checkNotCommitted(index)

    // What could not be decided alone is decided once everybody is back.
    for (const server of raft.servers) raft.connect(server)
    await raft.one(105, 3, true)
  },
})

const leaderFailure = labTest({
  part: '2B',
  name: 'TestLeaderFailure2B',
  title: 'Test (2B): test failure of leaders',
  points: 7,
  servers: 3,
  origin: 'go',
  async body(t) {
    const raft = t.raftCluster({ servers: 3 })
    await raft.one(101, 3, false)
    const leader1 = await raft.checkOneLeader()
    raft.disconnect(leader1)
    await raft.one(102, 2, false)
    await t.sleep(ELECTION_MS)
    await raft.one(103, 2, false)

    const leader2 = await raft.checkOneLeader()
    raft.disconnect(leader2)
    for (const server of raft.servers) {
      const { index, isLeader } = raft.submit(server, 104 + server / 10)
      if (server === leader2 && !(isLeader && index === 4)) {
        throw new CheckFailure(`S${leader2} leads and must accept a command at index 4`)
      }
      if (server !== leader1 && server !== leader2 && isLeader) {
        throw new CheckFailure(`S${server} accepted a command although it is no leader`)
      }
    }
    await t.sleep(2 * ELECTION_MS)
    raft.checkNotCommitted(4)
  },
})

const failAgree = labTest({
  part: '2B',
  name: 'TestFailAgree2B',
  title: 'Test (2B): agreement after follower reconnects',
  points: 7,
  servers: 3,
  origin: 'go',
  async body(t) {
    const raft = t.raftCluster({ servers: 3 })
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
      if (raft.nCommitted(index).count === 3) continue
      throw new CheckFailure(`S${away} came back, but not all servers have applied index ${index}`)
    }
  },
})

const failNoAgree = labTest({
  part: '2B',
  name: 'TestFailNoAgree2B',
  title: 'Test (2B): no agreement if too many followers disconnect',
  points: 7,
  servers: 5,
  origin: 'go',
  async body(t) {
    const raft = t.raftCluster({ servers: 5 })
    await raft.one(10, 5, false)
    const leader = await raft.checkOneLeader()
    const away = [1, 2, 3].map((step) => (leader + step) % 5)
    for (const server of away) raft.disconnect(server)
    const { index } = raft.mustSubmit(leader, 20)
    if (index !== 2) throw new CheckFailure(`expected index 2, got ${index}`)
    await t.sleep(2 * ELECTION_MS)
    raft.checkNotCommitted(index)

    for (const server of away) raft.connect(server)
    const leader2 = await raft.checkOneLeader()
    const second = raft.mustSubmit(leader2, 30, 'leader2')
    if (second.index < 2 || second.index > 3) {
      throw new CheckFailure(`unexpected index ${second.index}`)
    }
    await raft.one(1000, 5, true)
  },
})

/** 6.5840: tests that a change of term may spoil are tried so often. */
const TRIES = 5
const RETRY_PAUSE_MS = 3_000

const concurrentStarts = labTest({
  part: '2B',
  name: 'TestConcurrentStarts2B',
  title: 'Test (2B): concurrent Start()s',
  points: 7,
  servers: 3,
  origin: 'go',
  async body(t) {
    const raft = t.raftCluster({ servers: 3 })
    for (let tried = 0; tried < TRIES; tried++) {
      if (tried > 0) {
        t.world.warn('the term changed although nothing was disturbed')
        await t.sleep(RETRY_PAUSE_MS)
      }
      if (await tryConcurrentStarts(t, raft)) return
    }
    throw new CheckFailure('term changed too often')
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
      `five concurrent start()s after index ${first.index} got the indexes ${indexes.join(', ')}`,
      { rule: 'labs/raft/README.md, start(): each accepted command gets the next index' },
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
    throw new CheckFailure(`cmd ${missing} missing in ${[...decided].join(', ')}`)
  }
  return true
}

const rejoin = labTest({
  part: '2B',
  name: 'TestRejoin2B',
  title: 'Test (2B): rejoin of partitioned leader',
  points: 8,
  servers: 3,
  origin: 'go',
  async body(t) {
    const raft = t.raftCluster({ servers: 3 })
    await raft.one(101, 3, true)
    const leader1 = await raft.checkOneLeader()
    raft.disconnect(leader1)
    const doomed = [1021, 1031, 1041]
    doomed.forEach((command, at) => {
      const { index } = raft.mustSubmit(leader1, command, 'the partitioned leader')
      checkIndex(index, at + 2)
    })

    await raft.one(103, 2, true)
    const leader2 = await raft.checkOneLeader()
    if (leader2 === leader1) throw new CheckFailure(`S${leader1} leads although it is cut off`)
    raft.disconnect(leader2)
    raft.connect(leader1)
    await raft.one(104, 2, true)
    raft.connect(leader2)
    await raft.one(105, 3, true)
    checkNeverApplied(raft, doomed)
  },
})

/** 6.5840: RPCs a first election, ten entries and an idle second may take. */
const COUNT = { electionMax: 30, perEntry: 3, entries: 10, slackEntries: 1 + 3, idleMax: 3 * 20 }
/** What ten heartbeats a second to each of two followers come to, with two to spare. */
const IDLE_STRICT = 2 * (10 + 2)

const count = labTest({
  part: '2B',
  name: 'TestCount2B',
  title: "Test (2B): RPC counts aren't too high",
  points: 8,
  servers: 3,
  origin: 'go',
  async body(t) {
    const raft = t.raftCluster({ servers: 3 })
    await raft.checkOneLeader()
    const forElection = totalRpcs(raft)
    if (forElection > COUNT.electionMax || forElection < 1) {
      throw new CheckFailure(`too many or few RPCs (${forElection}) to elect initial leader`)
    }
    let after = -1
    for (let tried = 0; tried < TRIES && after < 0; tried++) {
      if (tried > 0) await t.sleep(RETRY_PAUSE_MS)
      after = await countForEntries(t, raft)
    }
    if (after < 0) throw new CheckFailure('term changed too often')

    await t.sleep(ELECTION_MS)
    const idle = totalRpcs(raft) - after
    if (idle > COUNT.idleMax) {
      throw new CheckFailure(`too many RPCs (${idle}) for 1 second of idleness`, {
        rule: 'labs/raft/README.md, 2A: at most ten heartbeats per second',
      })
    }
    if (idle > IDLE_STRICT) {
      t.world.warn(`${idle} RPCs in a second of idleness; ten heartbeats to each follower make 20`)
    }
  },
})

/** RPCs in all after a burst of commands was agreed on; -1 when the term changed meanwhile. */
async function countForEntries(t: TestContext, raft: RaftCluster): Promise<number> {
  const leader = await raft.checkOneLeader()
  const before = totalRpcs(raft)
  const { index: first, term, isLeader } = raft.submit(leader, 1)
  if (!isLeader) return -1
  const commands: number[] = []
  for (let i = 1; i <= COUNT.entries + 1; i++) {
    const command = t.random(0, 2 ** 31 - 1)
    commands.push(command)
    const started = raft.submit(leader, command)
    if (!started.isLeader || started.term !== term) return -1
    if (started.index !== first + i) throw new CheckFailure('start() failed')
  }
  for (let i = 1; i <= COUNT.entries; i++) {
    const waited = await raft.wait(first + i, 3, term)
    if (waited.kind === 'term-changed') return -1
    if (waited.command !== commands[i - 1]) {
      throw new CheckFailure(
        `wrong value ${String(waited.command)} committed for index ${first + i}; expected ${commands.join(', ')}`,
      )
    }
  }
  if (raft.servers.some((server) => raft.state(server).term !== term)) return -1
  const after = totalRpcs(raft)
  const max = (COUNT.entries + COUNT.slackEntries) * COUNT.perEntry
  if (after - before > max) {
    throw new CheckFailure(`too many RPCs (${after - before}) for ${COUNT.entries} entries`, {
      rule: `labs/raft/README.md, 2B: at most ${max} RPCs for a burst of twelve commands`,
    })
  }
  return after
}

function totalRpcs(raft: RaftCluster): number {
  return raft.servers.reduce((sum, server) => sum + raft.rpcCount(server), 0)
}

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
