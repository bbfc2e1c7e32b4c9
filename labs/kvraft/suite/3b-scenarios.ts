/**
 * Part 3B, scenarios of our own: what a snapshot must hold, and servers that know the past only
 * from one. As in part 3A, every operation must return, and the whole history is judged at the end.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import { formatBytes } from '../../../harness/tester/format-bytes.ts'
import type { KvClerk } from '../../../harness/tester/kv-clerk.ts'
import type { KvCluster } from '../../../harness/tester/kv-cluster.ts'
import { type LabTest, labTest, type TestContext } from '../../../harness/tester/lab-test.ts'
import { RULE } from '../../../harness/tester/rules.ts'
import { firstNotForced, inRounds, until } from '../../raft/suite/steering.ts'
import { checkSnapshotTaken, elementOf, range } from './generic.ts'
import {
  checkComplete,
  crashInTurn,
  elect,
  IN_TIME_MS,
  newestLeader,
  partitionAtRandom,
  restart,
  SharedLoad,
  strand,
  waitAtOldLeader,
  without,
} from './steering.ts'

/** 6.5840: bytes of Raft state above which a server should take a snapshot. */
const MAX_RAFT_STATE = 1_000

/** Ours: a log that nobody cuts is twice as long after this as a test allows. */
const FILL = { puts: 80, valueBytes: 200, keys: 4 }

/**
 * Has whoever is connected drop all of the log that was there before; leaves `f0` and so on known.
 */
async function fillLog(kv: KvCluster, clerk: KvClerk): Promise<void> {
  for (const at of range(FILL.puts)) await clerk.put(`f${at % FILL.keys}`, fillerOf(at))
  kv.checkSizes()
}

function fillerOf(at: number): string {
  return `${at} `.padEnd(FILL.valueBytes, 'x')
}

async function checkFilled(clerk: KvClerk): Promise<void> {
  for (const key of range(FILL.keys)) {
    await clerk.check(`f${key}`, fillerOf(FILL.puts - FILL.keys + key))
  }
}

const duplicateAfterRestart = labTest({
  part: '3B',
  name: 'TestDuplicateAfterRestart3B',
  title: 'Test: a request from before the snapshot takes effect once, after a restart (3B)',
  points: 4,
  servers: 3,
  origin: 'ours',
  async body(t) {
    const kv = t.kvCluster({ servers: 3, maxRaftState: MAX_RAFT_STATE })
    const clerk = kv.makeClerk()
    const reader = kv.makeClerk()
    let expected = ''
    for (const round of range(3)) {
      await clerk.append('k', elementOf(0, 2 * round))
      const element = elementOf(0, 2 * round + 1)
      const stranded = await strand(t, kv, clerk, reader, element)
      expected += elementOf(0, 2 * round) + element
      await fillLog(kv, reader)
      kv.group.crashAll()
      await t.sleep(100)
      kv.group.startAll()
      kv.group.connectAll()
      stranded.lift()
      await checkComplete(t, kv, [stranded.request], 'all servers were restarted')
      await reader.check('k', expected)
      await checkFilled(reader)
    }
  },
})

const duplicateAfterInstall = labTest({
  part: '3B',
  name: 'TestDuplicateAfterInstall3B',
  title: 'Test: a server that knows a request only from a snapshot does not repeat it (3B)',
  points: 4,
  servers: 3,
  origin: 'ours',
  async body(t) {
    const kv = t.kvCluster({ servers: 3, maxRaftState: MAX_RAFT_STATE })
    const clerk = kv.makeClerk()
    const reader = kv.makeClerk()
    let made = 0
    await inRounds(t, { wanted: 2, most: 3 }, async () => {
      const [before, during] = [elementOf(0, made++), elementOf(0, made++)]
      await clerk.append('k', before)
      const leader = await newestLeader(t, kv)
      const behind = without(kv, leader)[made % 4 === 0 ? 0 : 1] as number
      kv.group.partition(without(kv, behind), [behind])
      const stranded = await strand(t, kv, clerk, reader, during)
      await fillLog(kv, reader)

      kv.group.connectAll()
      const isCaughtUp = await catchUp(t, kv, behind)
      // The entries behind the snapshot follow; without them it could not be elected.
      await t.sleep(300)
      const isElected = stranded.isDone && (await elect(t, kv, behind))
      // Only the server that was behind can hear the clerk.
      const others = without(kv, behind)
      clerk.disconnect(others)
      stranded.lift()
      await until(t, 1_000, () => isAnswered(kv, clerk), 5)
      clerk.connect(others)
      await checkComplete(t, kv, [stranded.request], 'all servers were connected')
      const value = await reader.get('k')
      if (value.split(during).length === 2) {
        return firstNotForced({
          'an append whose replies are lost takes effect': stranded.isDone,
          [LEADS_FROM_BEHIND]: isElected,
        })
      }
      throw notOnce(clerk.name, during, value, [
        `S${behind}  had been cut off when that was first carried out`,
        `S${behind}  has saved ${isCaughtUp ? 'a' : 'no'} new snapshot since, and was ${isElected ? '' : 'not '}elected`,
        `S${behind}  was then the only one that ${clerk.name} reached for a second`,
      ])
    })
    await checkFilled(reader)
  },
})

/** An append that has returned is not in the value, or several times. */
function notOnce(
  client: string,
  element: string,
  value: string,
  story: readonly string[],
): CheckFailure {
  const times = value.split(element).length - 1
  return new CheckFailure(
    `key "k" holds ${element} ${times} times, though ${client} has appended it once and was answered`,
    {
      details: [...story, `received  ${JSON.stringify(value.slice(-VALUE_SHOWN))}`],
      rule: times === 0 ? RULE.exactlyOnce : SENT_AGAIN,
    },
  )
}

/** Letters of a value that are shown, from its end. */
const VALUE_SHOWN = 120
const SENT_AGAIN =
  'labs/kvraft/README.md, Part 3B: a request from before the snapshot may be sent again after it'

const LEADS_FROM_BEHIND = 'a server that had been behind is elected'

/** Waits until a server has saved a snapshot that it did not have; false when it does not. */
async function catchUp(t: TestContext, kv: KvCluster, server: number): Promise<boolean> {
  const before = kv.group.saved(server).readSnapshot()
  const isNew = (): boolean => {
    return Buffer.compare(before, kv.group.saved(server).readSnapshot()) !== 0
  }
  return until(t, IN_TIME_MS, isNew, 10)
}

function isAnswered(kv: KvCluster, clerk: KvClerk): boolean {
  return kv.history.operations.every(({ client, returnStamp }) => {
    return client !== clerk.name || returnStamp !== undefined
  })
}

const sameIndex = labTest({
  part: '3B',
  name: 'TestSameIndex3B',
  title: 'Test: a snapshot that jumps over the index a request waits for is no answer (3B)',
  points: 2,
  servers: 3,
  origin: 'ours',
  async body(t) {
    const kv = t.kvCluster({ servers: 3, maxRaftState: MAX_RAFT_STATE })
    const main = kv.makeClerk()
    await main.put('known', 'value')
    let round = 0
    await inRounds(t, { wanted: 4, most: 5 }, () => {
      const waitingFor = ++round % 2 === 0 ? 'one append' : 'gets and appends'
      return waitAtOldLeader(t, kv, main, (successor) => fillLog(kv, successor), waitingFor)
    })
  },
})

const laggingLeads = labTest({
  part: '3B',
  name: 'TestLaggingServerLeads3B',
  title: 'Test: a server that caught up by a snapshot leads, and restarts (3B)',
  points: 4,
  servers: 3,
  origin: 'ours',
  async body(t) {
    const kv = t.kvCluster({ servers: 3, maxRaftState: MAX_RAFT_STATE })
    const clerk = kv.makeClerk()
    let expected = ''
    let round = 0
    const append = async (): Promise<void> => {
      const element = elementOf(round, expected.length)
      expected += element
      const appended = clerk.append('k', element)
      await checkComplete(t, kv, [appended], 'it was called, with a majority connected')
    }
    await inRounds(t, { wanted: 2, most: 3 }, async () => {
      round++
      await append()
      const leader = await newestLeader(t, kv)
      const [behind, third] = without(kv, leader) as [number, number]
      kv.group.partition([leader, third], [behind])
      await append()
      await fillLog(kv, clerk)

      // Without the server that is behind there is no majority any more.
      kv.group.crash(third)
      kv.group.connectAll()
      await append()
      kv.group.start(third)
      kv.group.connectAll()
      const isElected = await elect(t, kv, behind)
      kv.group.crash(leader)
      await append()
      await clerk.check('k', expected)
      await checkFilled(clerk)
      restart(kv, behind)
      kv.group.connectAll()
      await append()
      kv.group.start(leader)
      kv.group.connectAll()
      await clerk.check('k', expected)
      return firstNotForced({ [LEADS_FROM_BEHIND]: isElected })
    })
  },
})

const restartEach = labTest({
  part: '3B',
  name: 'TestRestartEach3B',
  title: 'Test: each server restarts from its own snapshot, each pair serves (3B)',
  points: 4,
  servers: 3,
  origin: 'ours',
  async body(t) {
    const kv = t.kvCluster({ servers: 3, maxRaftState: MAX_RAFT_STATE })
    const clerk = kv.makeClerk()
    let expected = ''
    for (const round of range(2)) {
      for (const server of t.shuffle(kv.group.servers)) {
        expected += elementOf(round, server)
        await clerk.append('k', elementOf(round, server))
        const filling = fillLog(kv, clerk)
        // Half of the time it goes down in the instant in which it has saved a snapshot.
        if (round === 1) await catchUp(t, kv, server)
        restart(kv, server)
        kv.group.connectAll()
        await filling
      }
      for (const server of kv.group.servers) {
        kv.group.crash(server)
        await clerk.check('k', expected)
        await checkFilled(clerk)
        kv.group.start(server)
        kv.group.connectAll()
      }
    }
  },
})

/** Ours: operations after which the size of a snapshot is known, and how many follow. */
const TABLE = { clients: 4, first: 100, more: 500, slackBytes: 100 }

const tableSize = labTest({
  part: '3B',
  name: 'TestDuplicateTableSize3B',
  title: 'Test: a snapshot grows with the clients, not with their operations (3B)',
  points: 4,
  servers: 3,
  origin: 'ours',
  async body(t) {
    const kv = t.kvCluster({ servers: 3, maxRaftState: MAX_RAFT_STATE })
    const clerks = range(TABLE.clients).map(() => kv.makeClerk())
    const operate = async (count: number): Promise<void> => {
      for (const at of range(count / TABLE.clients)) {
        // Values of one length: what is stored stays as large as it is.
        const value = elementOf(1_000 + at, 1_000)
        await Promise.all(clerks.map((clerk, me) => clerk.put(`k${me}`, value)))
        await Promise.all(clerks.map((clerk, me) => clerk.check(`k${me}`, value)))
      }
    }
    await operate(TABLE.first)
    checkSnapshotTaken(kv)
    const before = kv.group.snapshotSize()
    const operationsBefore = kv.operations
    await operate(TABLE.more)
    kv.checkSizes()
    const after = kv.group.snapshotSize()
    if (after <= 1.5 * before + TABLE.slackBytes) return
    throw new CheckFailure(
      `the largest snapshot has grown from ${formatBytes(before)} to ${formatBytes(after)}`,
      {
        details: [
          `${kv.operations - operationsBefore} operations lay between: ${TABLE.clients} clients put and read the same keys, with values of one length`,
        ],
        rule: 'labs/kvraft/README.md, Part 3A: What you remember grows with the clients, not with the requests.',
      },
    )
  },
})

// Keys that clients share

interface Sharing {
  readonly name: string
  readonly title: string
  readonly servers: number
  readonly isUnreliable: boolean
  readonly disturb: (t: TestContext, kv: KvCluster) => Promise<void>
}

function sharing({ name, title, servers, isUnreliable, disturb }: Sharing): LabTest {
  return labTest({
    part: '3B',
    name,
    title: `Test: ${title} (3B)`,
    points: 3,
    servers,
    origin: 'ours',
    async body(t) {
      const kv = t.kvCluster({ servers, maxRaftState: MAX_RAFT_STATE, isUnreliable })
      const reader = kv.makeClerk()
      const running = new SharedLoad(t, kv, { clients: 5, keys: 3, pauseMsMax: 60 })
      await disturb(t, kv)
      await running.stop(reader)
      await t.sleep(1_000)
      kv.checkSizes()
    },
  })
}

const sharedTests: readonly LabTest[] = [
  sharing({
    name: 'TestSharedKeysSnapshots3B',
    title: 'clients that share keys, snapshots, partitions, restarts, unreliable net',
    servers: 5,
    isUnreliable: true,
    async disturb(t, kv) {
      for (const rounds of [2, 1, 2]) {
        kv.hasLongReordering = rounds === 1
        await partitionAtRandom(t, kv, rounds)
        await t.sleep(t.random(300, 900))
        kv.group.crashAll()
        await t.sleep(t.random(10, 300))
        kv.group.startAll()
        kv.group.connectAll()
        await t.sleep(t.random(300, 900))
      }
    },
  }),
  sharing({
    name: 'TestRollingCrashes3B',
    title: 'one server after the other crashes under load, snapshots',
    servers: 3,
    isUnreliable: false,
    disturb: (t, kv) => crashInTurn(t, kv, 8),
  }),
]

export const kvSnapshotScenarios: readonly LabTest[] = [
  duplicateAfterRestart,
  duplicateAfterInstall,
  sameIndex,
  laggingLeads,
  restartEach,
  tableSize,
  ...sharedTests,
]
