/**
 * Part 2B, what agreement may cost: `TestRPCBytes2B` and `TestCount2B` of 6.5840, with the stricter
 * checks that `labs/README.md` lists.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import { formatBytes } from '../../../harness/tester/format-bytes.ts'
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { RULE } from '../../../harness/tester/rules.ts'
import { ELECTION_MS } from './2a-election.ts'
import { changedTooOften, checkIndex, RETRY_PAUSE_MS, TRIES } from './agreed-log.ts'
import { raftTest } from './openings.ts'

/**
 * Most bytes of command that may go to the followers: all of it to each, and half as much again.
 */
const RPC_BYTES = { commands: 10, commandBytes: 5_000, goSlack: 50_000 }

export const rpcBytes = raftTest({
  part: '2B',
  name: 'TestRPCBytes2B',
  title: 'Test (2B): RPC byte count',
  points: 8,
  servers: 3,
  origin: 'go',
  async body(t, raft) {
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
      const command = marker.padEnd(RPC_BYTES.commandBytes, 'x')
      checkIndex(raft, 'the command agreed on', await raft.one(command, 3, false), index)
    }
    const copies = [...sent.values()].reduce((sum, count) => sum + count, 0)
    checkBytes(t, t.world.network.totalBytes - bytesBefore, copies * RPC_BYTES.commandBytes)
  },
})

function checkBytes(t: TestContext, totalBytes: number, payloadBytes: number): void {
  const payloadMax = 3 * RPC_BYTES.commands * RPC_BYTES.commandBytes
  const needed = 2 * RPC_BYTES.commands * RPC_BYTES.commandBytes
  const totalMax = payloadMax + RPC_BYTES.goSlack
  const sent = `${formatBytes(payloadBytes)} of commands were sent to other servers, who needed ${formatBytes(needed)}`
  if (totalBytes > totalMax) {
    throw new CheckFailure(
      `too many RPC bytes: ${formatBytes(totalBytes)} for ten commands of ${formatBytes(RPC_BYTES.commandBytes)}, the limit is ${formatBytes(totalMax)}`,
      {
        rule: payloadBytes > needed ? SENT_ONCE : LIMIT,
        details: [sent, 'the rest is all else in requests and replies'],
      },
    )
  }
  // The course has no limit of its own for the commands among them.
  if (payloadBytes > payloadMax && t.world.isByOurHandout) {
    throw new CheckFailure(`${sent}; the limit is ${formatBytes(payloadMax)}`, { rule: SENT_ONCE })
  }
  if (payloadBytes > needed) t.world.warn(sent)
}

const LIMIT = '6.5840 TestRPCBytes2B: three times the commands, and 50,000 bytes for the rest'
const SENT_ONCE =
  'labs/raft/README.md, Part 2B: Do not send an entry again while its first sending may still arrive'

/** 6.5840: RPCs a first election, ten entries and an idle second may take. */
const COUNT = { electionMax: 30, perEntry: 3, entries: 10, slackEntries: 1 + 3, idleMax: 3 * 20 }
/** What ten heartbeats a second to each of two followers come to, with two to spare. */
const IDLE_STRICT = 2 * (10 + 2)

export const count = raftTest({
  part: '2B',
  name: 'TestCount2B',
  title: "Test (2B): RPC counts aren't too high",
  points: 8,
  servers: 3,
  origin: 'go',
  async body(t, raft) {
    await raft.checkOneLeader()
    const forElection = totalRpcs(raft)
    if (forElection > COUNT.electionMax || forElection < 1) throw wrongElection(raft, forElection)
    let after = -1
    for (let tried = 0; tried < TRIES && after < 0; tried++) {
      if (tried > 0) await t.sleep(RETRY_PAUSE_MS)
      after = await countForEntries(t, raft)
    }
    if (after < 0) throw changedTooOften(raft)

    const before = describeTerms(raft)
    await t.sleep(ELECTION_MS)
    const idle = totalRpcs(raft) - after
    if (idle > COUNT.idleMax) {
      throw new CheckFailure(
        `${idle} RPCs reached the servers in a second without commands, the limit is ${COUNT.idleMax}`,
        {
          rule: TEN_HEARTBEATS,
          details: [describeElections(before, describeTerms(raft))],
        },
      )
    }
    if (idle > IDLE_STRICT) {
      t.world.warn(`${idle} RPCs in a second of idleness; ten heartbeats to each follower make 20`)
    }
  },
})

const TEN_HEARTBEATS =
  'labs/raft/README.md, Part 2A: A leader sends at most ten heartbeats per second to each other server.'

function wrongElection(raft: RaftCluster, rpcs: number): CheckFailure {
  if (rpcs < 1) {
    return new CheckFailure('there is a leader, but no RPC has reached any server', {
      rule: 'Raft §5.2: a candidate wins with votes from a majority of the whole cluster',
      details: raft.describeStates(),
    })
  }
  return new CheckFailure(
    `${rpcs} RPCs reached the servers before there was a leader, or just behind; the limit is ${COUNT.electionMax}`,
    { rule: TEN_HEARTBEATS, details: raft.describeStates() },
  )
}

/** What is idle for one who counts may be an election. */
function describeElections(before: string, now: string): string {
  return before === now
    ? 'no server changed its term in it'
    : `${before} before it; ${now} behind it`
}

/** `S0 in term 1, S1 in term 1` */
function describeTerms(raft: RaftCluster): string {
  return raft.servers.map((server) => `S${server} in term ${raft.life(server).term}`).join(', ')
}

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
    checkIndex(raft, `start(${command}) at S${leader}`, started.index, first + i)
  }
  for (let i = 1; i <= COUNT.entries; i++) {
    const waited = await raft.wait(first + i, 3, term)
    if (waited.kind === 'term-changed') return -1
    if (waited.command !== commands[i - 1]) {
      throw new CheckFailure(
        `S${leader} accepted ${commands[i - 1]} at index ${first + i} in term ${term}, but another command was applied there`,
        { rule: RULE.start, details: raft.describeApplied(first + i) },
      )
    }
  }
  if (raft.servers.some((server) => raft.state(server).term !== term)) return -1
  const after = totalRpcs(raft)
  const max = (COUNT.entries + COUNT.slackEntries) * COUNT.perEntry
  if (after - before > max) {
    throw new CheckFailure(
      `${after - before} RPCs reached the servers while a burst of ${commands.length + 1} commands was agreed on, the limit is ${max}`,
      {
        rule: 'labs/raft/README.md, Part 2B: start() may be called many times in a row: send what came together in one RPC, not one RPC each.',
      },
    )
  }
  return after
}

function totalRpcs(raft: RaftCluster): number {
  return raft.servers.reduce((sum, server) => sum + raft.rpcCount(server), 0)
}
