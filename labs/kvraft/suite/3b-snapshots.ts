/**
 * Part 3B, the key-value service with snapshots: the nine Go tests of 6.5840 from
 * `TestSnapshotRPC3B` to `TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable3B`, with the
 * stricter checks that `labs/README.md` lists.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import { formatBytes } from '../../../harness/tester/format-bytes.ts'
import { type LabTest, labTest } from '../../../harness/tester/lab-test.ts'
import { RULE } from '../../../harness/tester/rules.ts'
import { checkSnapshotTaken, genericTest, range, speedTest, type Variant } from './generic.ts'

/** 6.5840: bytes of Raft state above which a server should take a snapshot. */
const MAX_RAFT_STATE = 1_000

const snapshotRpc = labTest({
  part: '3B',
  name: 'TestSnapshotRPC3B',
  title: 'Test: InstallSnapshot RPC (3B)',
  points: 8,
  servers: 3,
  origin: 'go',
  async body(t) {
    const kv = t.kvCluster({ servers: 3, maxRaftState: MAX_RAFT_STATE })
    const everywhere = kv.makeClerk()
    await everywhere.put('a', 'A')
    await everywhere.check('a', 'A')

    // A majority goes so far ahead that it has thrown away what the third server needs next.
    kv.group.partition([0, 1], [2])
    const ahead = kv.makeClerk([0, 1])
    for (const at of range(50)) await ahead.put(String(at), String(at))
    await t.sleep(1_000)
    await ahead.put('b', 'B')
    kv.checkSizes()
    for (const server of [0, 1]) {
      const { raftStateSize, snapshotSize } = kv.group.saved(server)
      if (snapshotSize > 0) continue
      throw new CheckFailure(
        `S${server} has saved no snapshot after ${kv.operations} operations with maxRaftState ${MAX_RAFT_STATE}`,
        {
          rule: RULE.snapshotInTime,
          details: [`S${server}  has saved ${formatBytes(raftStateSize)} of Raft state`],
        },
      )
    }

    // Now the third is needed for a majority.
    kv.group.partition([0, 2], [1])
    const withThird = kv.makeClerk([0, 2])
    await withThird.put('c', 'C')
    await withThird.put('d', 'D')
    await withThird.check('a', 'A')
    await withThird.check('b', 'B')
    for (const at of range(50)) await withThird.check(String(at), String(at))

    kv.group.partition([0, 1, 2], [])
    await everywhere.put('e', 'E')
    await everywhere.check('c', 'C')
    await everywhere.check('e', 'E')
    await everywhere.check('1', '1')

    // Each pair of servers must have it all.
    for (const server of kv.group.servers) {
      kv.group.crash(server)
      await everywhere.check('49', '49')
      await everywhere.check('e', 'E')
      kv.group.start(server)
      kv.group.connectAll()
    }
  },
})

/** 6.5840: most bytes of a snapshot that holds one short key and one client. */
const SNAPSHOT_BYTES_MAX = 500

const snapshotSize = labTest({
  part: '3B',
  name: 'TestSnapshotSize3B',
  title: 'Test: snapshot size is reasonable (3B)',
  points: 8,
  servers: 3,
  origin: 'go',
  async body(t) {
    const kv = t.kvCluster({ servers: 3, maxRaftState: MAX_RAFT_STATE })
    const clerk = kv.makeClerk()
    for (let round = 0; round < 200; round++) {
      await clerk.put('x', '0')
      await clerk.check('x', '0')
      await clerk.put('x', '1')
      await clerk.check('x', '1')
    }
    kv.checkSizes()
    checkSnapshotTaken(kv)
    const size = kv.group.snapshotSize()
    if (size <= SNAPSHOT_BYTES_MAX) return
    throw new CheckFailure(
      `a saved snapshot has ${formatBytes(size)}, with one key and one client; ${SNAPSHOT_BYTES_MAX} are allowed`,
      {
        rule: 'labs/kvraft/README.md, Part 3B: With one key and one client, a snapshot has at most 500 bytes.',
      },
    )
  },
})

const speed = labTest({
  part: '3B',
  name: 'TestSpeed3B',
  title: 'Test: ops complete fast enough (3B)',
  points: 8,
  servers: 3,
  origin: 'go',
  body: (t) => speedTest(t, MAX_RAFT_STATE),
})

function generic3B(name: string, title: string, points: number, variant: Variant): LabTest {
  return labTest({
    part: '3B',
    name,
    title: `Test: ${title} (3B)`,
    points,
    servers: variant.servers,
    origin: 'go',
    body: (t) => genericTest(t, { ...variant, maxRaftState: MAX_RAFT_STATE }),
  })
}

export const kvSnapshotTests: readonly LabTest[] = [
  snapshotRpc,
  snapshotSize,
  speed,
  generic3B('TestSnapshotRecover3B', 'restarts, snapshots, one client', 8, {
    clients: 1,
    servers: 5,
    crashes: true,
  }),
  generic3B('TestSnapshotRecoverManyClients3B', 'restarts, snapshots, many clients', 8, {
    clients: 20,
    servers: 5,
    crashes: true,
  }),
  generic3B('TestSnapshotUnreliable3B', 'unreliable net, snapshots, many clients', 8, {
    clients: 5,
    servers: 5,
    isUnreliable: true,
  }),
  generic3B(
    'TestSnapshotUnreliableRecover3B',
    'unreliable net, restarts, snapshots, many clients',
    8,
    { clients: 5, servers: 5, isUnreliable: true, crashes: true },
  ),
  generic3B(
    'TestSnapshotUnreliableRecoverConcurrentPartition3B',
    'unreliable net, restarts, partitions, snapshots, many clients',
    8,
    { clients: 5, servers: 5, isUnreliable: true, crashes: true, partitions: true },
  ),
  generic3B(
    'TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable3B',
    'unreliable net, restarts, partitions, snapshots, random keys, many clients',
    8,
    {
      clients: 15,
      servers: 7,
      isUnreliable: true,
      crashes: true,
      partitions: true,
      randomKeys: true,
    },
  ),
]
