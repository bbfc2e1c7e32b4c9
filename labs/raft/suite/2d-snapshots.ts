/**
 * Part 2D, log compaction: the seven Go tests of 6.5840 from `TestSnapshotBasic2D` to
 * `TestSnapshotInit2D`, with the stricter checks that `labs/README.md` lists. The service takes a
 * snapshot after index 9, 19, 29, ... from inside its handling of that index.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import { formatBytes } from '../../../harness/tester/format-bytes.ts'
import type { LabTest, TestContext } from '../../../harness/tester/lab-test.ts'
import type { RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { SNAPSHOT_INTERVAL } from '../../../harness/tester/raft-server.ts'
import { RULE } from '../../../harness/tester/rules.ts'
import { raftTest } from './openings.ts'

/** 6.5840: most bytes of Raft state a server may have saved once things are calm. */
const LOG_BYTES_MAX = 2_000

/** What happens to a server in each round; nothing unless told. */
interface Variant {
  readonly disconnects?: boolean
  readonly crashes?: boolean
}

/** 6.5840. */
const ROUNDS = 30

/** Rounds in which a server may miss so much that only a snapshot can help it. */
async function snapshotRounds(
  t: TestContext,
  raft: RaftCluster,
  { disconnects = false, crashes = false }: Variant,
): Promise<void> {
  let restoredStarts = 0
  await raft.one(raft.randomCommand(), 3, true)
  let leader = await raft.checkOneLeader()
  for (let round = 0; round < ROUNDS; round++) {
    const isLeaderAway = round % 3 === 1
    const victim = isLeaderAway ? leader : (leader + 1) % 3
    const sender = isLeaderAway ? (leader + 1) % 3 : leader
    if (disconnects) raft.disconnect(victim)
    if (crashes) raft.crash(victim)
    if (disconnects || crashes) await raft.one(raft.randomCommand(), 2, true)

    // The sender may have lost office; then whoever leads among the others gets the commands.
    const commands = t.random(5, 14)
    for (let i = 0; i < commands; i++) submitToLeader(raft, sender)
    await raft.one(raft.randomCommand(), disconnects || crashes ? 2 : 3, true)
    checkLogSize(raft)

    if (disconnects) raft.connect(victim)
    if (crashes) {
      if (raft.saved(victim).snapshotSize > 0) restoredStarts++
      raft.start(victim)
      raft.connect(victim)
    }
    if (disconnects || crashes) {
      await raft.one(raft.randomCommand(), 3, true)
      leader = await raft.checkOneLeader()
    }
  }
  checkSnapshotsUsed(raft, { disconnects, crashes }, restoredStarts)
}

/** To the preferred server, or to the one that accepts. */
function submitToLeader(raft: RaftCluster, preferred: number): void {
  const command = raft.randomCommand()
  if (raft.submit(preferred, command).isLeader) return
  for (const server of raft.servers) {
    const isAble = server !== preferred && raft.isConnected(server)
    if (isAble && raft.submit(server, command).isLeader) return
  }
}

const DISCARDS = 'Raft §7: the server discards the log entries that a snapshot covers'

function checkLogSize(raft: RaftCluster): void {
  const server = raft.servers.find((at) => raft.saved(at).counted.raftStateSize >= LOG_BYTES_MAX)
  if (server === undefined) return
  const { raftStateSize, snapshotSize } = raft.saved(server).counted
  throw new CheckFailure(
    `S${server} has saved ${formatBytes(raftStateSize)} of Raft state, the limit is ${formatBytes(LOG_BYTES_MAX)}`,
    {
      rule: DISCARDS,
      details: [
        snapshotSize === 0
          ? `S${server}  has saved no snapshot`
          : `S${server}  has saved a snapshot of index ${raft.snapshotIndex(server)} with it`,
        ...raft.describeStates(),
      ],
    },
  )
}

/** M7: a save never forgets the snapshot, and the state stays small all along. */
function watchSaves(t: TestContext, raft: RaftCluster): void {
  const snapshotSizes = new Map<number, number>()
  raft.saveListeners.add((server, raftState, snapshot) => {
    const before = snapshotSizes.get(server) ?? 0
    if (snapshot.length === 0 && before > 0) {
      t.world.fail(
        new CheckFailure(
          `S${server} saved its state without the snapshot of ${formatBytes(before)} it had`,
          { rule: RULE.saveBoth },
        ),
      )
    }
    snapshotSizes.set(server, snapshot.length)
    // What counts is never more, and takes its time to be told.
    const size = raftState.length > 2 * LOG_BYTES_MAX ? t.world.weigh(raftState) : 0
    if (size > 2 * LOG_BYTES_MAX) {
      t.world.fail(
        new CheckFailure(
          `S${server} saved ${formatBytes(size)} of Raft state; at most ${formatBytes(2 * LOG_BYTES_MAX)}, twice the limit for quiet times, are allowed at any moment`,
          { rule: DISCARDS },
        ),
      )
    }
  })
}

/** The rounds must have put snapshots to use, or they have proved nothing. */
function checkSnapshotsUsed(
  raft: RaftCluster,
  { disconnects, crashes }: Variant,
  restoredStarts: number,
): void {
  const taken = raft.servers.some((server) => raft.life(server).snapshotsTaken > 0)
  const highest = `the highest index that was applied is ${raft.maxIndex}`
  if (!taken) {
    throw new CheckFailure(
      `no server has applied an index that ends in 9 in its present life, after ${ROUNDS} rounds`,
      { rule: RULE.retries, details: [highest, ...raft.describeStates()] },
    )
  }
  if (disconnects && raft.snapshotsDelivered === 0) {
    throw new CheckFailure(
      `in ${ROUNDS} rounds a server was cut off and missed commands, but none delivered a snapshot on applyCh`,
      {
        rule: 'Raft §7: the leader sends a snapshot when it has discarded the next entry it needs to send',
        details: [highest],
      },
    )
  }
  if (crashes && restoredStarts === 0) {
    throw new CheckFailure(
      `in ${ROUNDS} rounds a server was started again, but none had saved a snapshot`,
      { rule: RULE.saveBoth, details: [highest] },
    )
  }
}

/** A test of 2D with every save watched. */
function snapshotTest(
  shape: Pick<Parameters<typeof raftTest>[0], 'name' | 'title' | 'isUnreliable' | 'body'>,
): LabTest {
  return raftTest({
    ...shape,
    part: '2D',
    points: 10,
    servers: 3,
    origin: 'go',
    takesSnapshots: true,
    body(t, raft) {
      watchSaves(t, raft)
      return shape.body(t, raft)
    },
  })
}

const basic = snapshotTest({
  name: 'TestSnapshotBasic2D',
  title: 'Test (2D): snapshots basic',
  body: (t, raft) => snapshotRounds(t, raft, {}),
})

const install = snapshotTest({
  name: 'TestSnapshotInstall2D',
  title: 'Test (2D): install snapshots (disconnect)',
  body: (t, raft) => snapshotRounds(t, raft, { disconnects: true }),
})

const installUnreliable = snapshotTest({
  name: 'TestSnapshotInstallUnreliable2D',
  title: 'Test (2D): install snapshots (disconnect+unreliable)',
  isUnreliable: true,
  body: (t, raft) => snapshotRounds(t, raft, { disconnects: true }),
})

const installCrash = snapshotTest({
  name: 'TestSnapshotInstallCrash2D',
  title: 'Test (2D): install snapshots (crash)',
  body: (t, raft) => snapshotRounds(t, raft, { crashes: true }),
})

const installUnreliableCrash = snapshotTest({
  name: 'TestSnapshotInstallUnCrash2D',
  title: 'Test (2D): install snapshots (unreliable+crash)',
  isUnreliable: true,
  body: (t, raft) => snapshotRounds(t, raft, { crashes: true }),
})

/** Crashes all servers and starts them again. */
function restartAll(raft: RaftCluster): void {
  for (const server of raft.servers) raft.crash(server)
  for (const server of raft.servers) {
    raft.start(server)
    raft.connect(server)
  }
}

const LOG_STAYS =
  'Raft Fig. 3, Leader Completeness: a committed entry is in the logs of the leaders of all later terms'

const allCrash = snapshotTest({
  name: 'TestSnapshotAllCrash2D',
  title: 'Test (2D): crash and restart all servers',
  async body(t, raft) {
    await raft.one(raft.randomCommand(), 3, true)
    for (let round = 0; round < 5; round++) {
      const commands = t.random(5, 14)
      for (let i = 0; i < commands; i++) await raft.one(raft.randomCommand(), 3, true)
      const index1 = await raft.one(raft.randomCommand(), 3, true)
      restartAll(raft)
      const index2 = await raft.one(raft.randomCommand(), 3, true)
      if (index2 < index1 + 1) {
        throw new CheckFailure(
          `a command was agreed on at index ${index1}, and one after a restart of all servers at index ${index2}`,
          { rule: LOG_STAYS, details: raft.describeApplied(index2) },
        )
      }
    }
  },
})

const init = snapshotTest({
  name: 'TestSnapshotInit2D',
  title: 'Test (2D): snapshot initialization after crash',
  async body(_t, raft) {
    for (let i = 0; i < SNAPSHOT_INTERVAL + 2; i++) await raft.one(raft.randomCommand(), 3, true)
    restartAll(raft)
    await raft.one(raft.randomCommand(), 3, true)
    restartAll(raft)
    await raft.one(raft.randomCommand(), 3, true)
  },
})

export const snapshotTests = [
  basic,
  install,
  installUnreliable,
  installCrash,
  installUnreliableCrash,
  allCrash,
  init,
]
