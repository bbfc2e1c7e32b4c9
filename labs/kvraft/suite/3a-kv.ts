/**
 * Part 3A, the key-value service without snapshots: the fourteen Go tests of 6.5840 from
 * `TestBasic3A` to `TestPersistPartitionUnreliableLinearizable3A`, with the stricter checks that
 * `labs/README.md` lists.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import type { KvCluster } from '../../../harness/tester/kv-cluster.ts'
import { type LabTest, labTest, type TestContext } from '../../../harness/tester/lab-test.ts'
import { listNames } from '../../../harness/tester/monitor-world.ts'
import { RULE } from '../../../harness/tester/rules.ts'
import { checkElements, elementOf, genericTest, range, speedTest, type Variant } from './generic.ts'

function generic3A(name: string, title: string, points: number, variant: Variant): LabTest {
  return labTest({
    part: '3A',
    name,
    title: `Test: ${title} (3A)`,
    points,
    servers: variant.servers,
    origin: 'go',
    body: (t) => genericTest(t, variant),
  })
}

const speed = labTest({
  part: '3A',
  name: 'TestSpeed3A',
  title: 'Test: ops complete fast enough (3A)',
  points: 5,
  servers: 3,
  origin: 'go',
  body: (t) => speedTest(t, -1),
})

const unreliableOneKey = labTest({
  part: '3A',
  name: 'TestUnreliableOneKey3A',
  title: 'Test: concurrent append to same key, unreliable (3A)',
  points: 5,
  servers: 3,
  origin: 'go',
  async body(t) {
    const kv = t.kvCluster({ servers: 3, maxRaftState: -1, isUnreliable: true })
    const main = kv.makeClerk()
    await main.put('k', '')
    await Promise.all(
      range(5).map(async (me) => {
        const clerk = kv.makeClerk()
        for (const at of range(10)) await clerk.append('k', elementOf(me, at))
      }),
    )
    checkElements('k', await main.get('k'), new Map(range(5).map((me) => [me, 10])))
  },
})

/** What an operation on the wrong side of a partition has come to. */
interface Pending {
  /** `C2 get("1")` */
  readonly what: string
  isDone: boolean
  /** What a get has given. */
  value?: string
}

function watch(what: string, operation: Promise<unknown>): Pending {
  const pending: Pending = { what, isDone: false }
  void operation.then((value) => {
    pending.isDone = true
    if (typeof value === 'string') pending.value = value
  })
  return pending
}

const onePartition = labTest({
  part: '3A',
  name: 'TestOnePartition3A',
  title: 'Test: progress in majority, no progress in minority, completion after heal (3A)',
  points: 5,
  servers: 5,
  origin: 'go',
  async body(t) {
    const kv = t.kvCluster({ servers: 5, maxRaftState: -1 })
    const everywhere = kv.makeClerk()
    await everywhere.put('1', '13')
    const { majority, minority } = await kv.makePartition()
    kv.group.partition(majority, minority)

    // Progress in majority.
    const inMajority = kv.makeClerk(majority)
    const putter = kv.makeClerk(minority)
    const getter = kv.makeClerk(minority)
    await inMajority.put('1', '14')
    await inMajority.check('1', '14')

    // No progress in minority.
    const waiting = [
      watch(`${putter.name}'s put("1", "15")`, putter.put('1', '15')),
      watch(`${getter.name}'s get("1")`, getter.get('1')),
    ]
    await t.sleep(1_000)
    checkPending(kv, waiting, minority)
    await inMajority.check('1', '14')
    await inMajority.put('1', '16')
    await inMajority.check('1', '16')
    checkPending(kv, waiting, minority)

    // Completion after heal.
    kv.group.connectAll()
    putter.connect(minority.concat(majority))
    getter.connect(minority.concat(majority))
    await completesAfterHeal(t, kv, waiting)
    await everywhere.check('1', '15')
  },
})

function checkPending(
  kv: KvCluster,
  waiting: readonly Pending[],
  minority: readonly number[],
): void {
  const done = waiting.filter(({ isDone }) => isDone)
  if (done.length === 0) return
  const names = listNames(minority.map((server) => `S${server}`))
  const which = listNames(done.map(({ what }) => what))
  throw new CheckFailure(`${which} returned, though the clerk reaches only ${names}`, {
    rule: 'labs/kvraft/README.md, Part 3A: A server without a majority answers no operation with a result.',
    details: [
      ...done.flatMap(({ what, value }) => {
        return value === undefined ? [] : [`${what} gave ${JSON.stringify(value)}`]
      }),
      `${names}  reach each other, but none of the other servers`,
      ...kv.group.describeStates(),
    ],
  })
}

/** 6.5840: a second to settle and three more to complete. */
const HEAL_MS = 4_000

async function completesAfterHeal(
  t: TestContext,
  kv: KvCluster,
  waiting: readonly Pending[],
): Promise<void> {
  const isComplete = (): boolean => waiting.every(({ isDone }) => isDone)
  for (let waitedMs = 0; waitedMs < HEAL_MS && !isComplete(); waitedMs += 10) await t.sleep(10)
  if (isComplete()) return
  const open = listNames(waiting.filter(({ isDone }) => !isDone).map(({ what }) => what))
  throw new CheckFailure(
    `${open} did not return within ${HEAL_MS / 1_000} s after all ${kv.group.size} servers were connected`,
    { rule: RULE.comesToAnEnd, details: kv.describe() },
  )
}

const CRASHES = { crashes: true, servers: 5 }

export const kvTests: readonly LabTest[] = [
  generic3A('TestBasic3A', 'one client', 5, { clients: 1, servers: 5 }),
  speed,
  generic3A('TestConcurrent3A', 'many clients', 5, { clients: 5, servers: 5 }),
  generic3A('TestUnreliable3A', 'unreliable net, many clients', 5, {
    clients: 5,
    servers: 5,
    isUnreliable: true,
  }),
  unreliableOneKey,
  onePartition,
  generic3A('TestManyPartitionsOneClient3A', 'partitions, one client', 5, {
    clients: 1,
    servers: 5,
    partitions: true,
  }),
  generic3A('TestManyPartitionsManyClients3A', 'partitions, many clients', 5, {
    clients: 5,
    servers: 5,
    partitions: true,
  }),
  generic3A('TestPersistOneClient3A', 'restarts, one client', 5, { ...CRASHES, clients: 1 }),
  generic3A('TestPersistConcurrent3A', 'restarts, many clients', 5, { ...CRASHES, clients: 5 }),
  generic3A('TestPersistConcurrentUnreliable3A', 'unreliable net, restarts, many clients', 5, {
    ...CRASHES,
    clients: 5,
    isUnreliable: true,
  }),
  generic3A('TestPersistPartition3A', 'restarts, partitions, many clients', 5, {
    ...CRASHES,
    clients: 5,
    partitions: true,
  }),
  generic3A(
    'TestPersistPartitionUnreliable3A',
    'unreliable net, restarts, partitions, many clients',
    5,
    { ...CRASHES, clients: 5, partitions: true, isUnreliable: true },
  ),
  generic3A(
    'TestPersistPartitionUnreliableLinearizable3A',
    'unreliable net, restarts, partitions, random keys, many clients',
    5,
    {
      clients: 15,
      servers: 7,
      crashes: true,
      partitions: true,
      isUnreliable: true,
      randomKeys: true,
    },
  ),
]
