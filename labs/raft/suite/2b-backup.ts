/**
 * Part 2B: `TestBackup2B` of 6.5840, in which a leader meets followers with long tails of entries
 * that can never be committed, and the check that none of them ever is.
 */
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import { formatMs } from '../../../harness/tester/process.ts'
import type { RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { ELECTION_MS } from './2a-election.ts'
import { checkNeverApplied } from './agreed-log.ts'
import { raftTest } from './openings.ts'

/** Above this a catch-up is slow enough to tell the student. Ours. */
const SLOW_BACKUP_MS = 2_000

export const backup = raftTest({
  part: '2B',
  name: 'TestBackup2B',
  title: 'Test (2B): leader backs up quickly over incorrect follower logs',
  points: 8,
  servers: 5,
  origin: 'go',
  async body(t, raft) {
    await raft.one(raft.randomCommand(), 5, true)

    // A leader with one follower gets fifty commands that cannot be committed.
    const leader1 = await raft.checkOneLeader()
    const [with1, away2, away3, away4] = [1, 2, 3, 4].map((step) => (leader1 + step) % 5)
    const others = [away2, away3, away4] as number[]
    for (const server of others) raft.disconnect(server)
    const doomed = submitMany(raft, leader1)
    await t.sleep(ELECTION_MS / 2)
    raft.disconnect(leader1)
    raft.disconnect(with1 as number)

    // The other three agree on fifty of their own.
    for (const server of others) raft.connect(server)
    for (let i = 0; i < 50; i++) await raft.one(raft.randomCommand(), 3, true)

    // Their leader and one of them get another fifty that cannot be committed.
    const leader2 = await raft.checkOneLeader()
    let other = away2 as number
    if (leader2 === other) other = (leader2 + 1) % 5
    raft.disconnect(other)
    doomed.push(...submitMany(raft, leader2))
    await t.sleep(ELECTION_MS / 2)
    for (const server of raft.servers) raft.disconnect(server)

    // The first leader comes back, then everybody.
    for (const server of [leader1, with1 as number, other]) raft.connect(server)
    const firstMs = t.world.sim.nowMs
    for (let i = 0; i < 50; i++) {
      await raft.one(raft.randomCommand(), 3, true)
      if (i === 0) warnIfSlow(t, firstMs)
    }
    for (const server of raft.servers) raft.connect(server)
    const lastMs = t.world.sim.nowMs
    await raft.one(raft.randomCommand(), 5, true)
    warnIfSlow(t, lastMs)
    checkNeverApplied(raft, doomed)
  },
})

function submitMany(raft: RaftCluster, leader: number): number[] {
  return Array.from({ length: 50 }, () => {
    const command = raft.randomCommand()
    raft.mustSubmit(leader, command)
    return command
  })
}

function warnIfSlow(t: TestContext, startMs: number): void {
  const tookMs = t.world.sim.nowMs - startMs
  if (tookMs <= ELECTION_MS + SLOW_BACKUP_MS) return
  t.world.warn(
    `agreement with servers that had fifty wrong entries took ${formatMs(tookMs)}, an election included; more than ${formatMs(ELECTION_MS + SLOW_BACKUP_MS)} is slow`,
  )
}
