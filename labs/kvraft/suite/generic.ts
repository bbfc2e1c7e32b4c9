/**
 * The generic test of 6.5840 lab 3: clients append to and read keys in three phases of five
 * seconds, with any mix of lost messages, partitions, crashes and snapshots. Every operation is
 * recorded and judged.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import type { KvClerk } from '../../../harness/tester/kv-clerk.ts'
import type { KvCluster } from '../../../harness/tester/kv-cluster.ts'
import type { TestContext } from '../../../harness/tester/lab-test.ts'

export interface Variant {
  readonly clients: number
  readonly servers: number
  readonly isUnreliable?: boolean
  readonly crashes?: boolean
  readonly partitions?: boolean
  readonly maxRaftState?: number
  /** All clients use all keys, and some put; otherwise each has a key of its own. */
  readonly randomKeys?: boolean
}

/** 6.5840: figures of the generic test. */
const GENERIC = {
  phases: 3,
  phaseMs: 5_000,
  electionMs: 1_000,
  epochMsMin: 1_000,
  epochMsMax: 1_199,
  append: 0.5,
  putOfRest: 0.1,
}
/**
 * Fewest operations of a client in a phase without faults: 500 ms each, fifteen times the speed
 * limit.
 */
const FLOOR = 10

/** A flag that background tasks look at. */
interface Stop {
  isSet: boolean
}

export async function genericTest(t: TestContext, variant: Variant): Promise<void> {
  const { clients, servers, maxRaftState = -1, isUnreliable = false } = variant
  const kv = t.kvCluster({ servers, maxRaftState, isUnreliable })
  const main = kv.makeClerk()
  for (let phase = 0; phase < GENERIC.phases; phase++) {
    const stop: Stop = { isSet: false }
    const before = kv.operations
    const running = range(clients).map((me) => runClient(t, kv, me, variant, stop))
    if (variant.partitions) await t.sleep(GENERIC.electionMs)
    const partitioner = variant.partitions ? runPartitioner(t, kv, stop) : undefined
    await t.sleep(GENERIC.phaseMs)
    stop.isSet = true
    if (partitioner !== undefined) {
      await partitioner
      kv.group.connectAll()
      await t.sleep(GENERIC.electionMs)
    }
    if (variant.crashes) {
      kv.group.shutdownAll()
      await t.sleep(GENERIC.electionMs)
      kv.group.startAll()
      kv.group.connectAll()
    }
    const counts = await Promise.all(running)
    checkProgress(variant, counts, kv.operations - before)
    for (const [me, count] of counts.entries()) {
      const value = await main.get(String(me))
      if (!variant.randomKeys) checkOwnKey(me, count, value)
    }
    kv.checkSizes()
  }
  checkSnapshotTaken(kv)
}

/** One client; answers how many elements it wrote in this phase. */
async function runClient(
  t: TestContext,
  kv: KvCluster,
  me: number,
  variant: Variant,
  stop: Stop,
): Promise<number> {
  const clerk = kv.makeClerk()
  let count = 0
  let last = ''
  if (!variant.randomKeys) await clerk.put(String(me), '')
  while (!stop.isSet) {
    const key = String(variant.randomKeys ? t.random(0, variant.clients - 1) : me)
    if (t.isHit(GENERIC.append)) {
      await clerk.append(key, elementOf(me, count))
      last += elementOf(me, count)
      count++
    } else if (variant.randomKeys && t.isHit(GENERIC.putOfRest)) {
      await clerk.put(key, elementOf(me, count))
      count++
    } else if (variant.randomKeys) {
      await clerk.get(key)
    } else {
      await clerk.check(key, last)
    }
  }
  clerk.close()
  return count
}

/** Throws the servers into two random sides, again and again. */
async function runPartitioner(t: TestContext, kv: KvCluster, stop: Stop): Promise<void> {
  while (!stop.isSet) {
    const side1: number[] = []
    const side2: number[] = []
    for (const server of kv.group.servers) (t.isHit(0.5) ? side1 : side2).push(server)
    kv.group.partition(side1, side2)
    await t.sleep(t.random(GENERIC.epochMsMin, GENERIC.epochMsMax))
  }
}

function checkProgress(variant: Variant, counts: readonly number[], operations: number): void {
  const hasFaults = variant.isUnreliable || variant.partitions
  const slow = counts.findIndex((count) => count < FLOOR)
  if (hasFaults ? operations > 0 : slow < 0) return
  throw new CheckFailure(
    hasFaults
      ? 'no operation at all finished in a phase of five seconds'
      : `client ${slow} finished only ${counts[slow]} writes in five seconds without any fault`,
    { rule: 'labs/kvraft/README.md: operations complete while a majority is up and connected' },
  )
}

/** Once the log has outgrown its limit for certain, some server must have taken a snapshot. */
export function checkSnapshotTaken(kv: KvCluster): void {
  if (kv.maxRaftState < 0 || kv.group.snapshotSize() > 0) return
  throw new CheckFailure('no server has ever saved a snapshot', {
    rule: 'labs/kvraft/README.md, 3B: take a snapshot when the saved Raft state nears maxRaftState',
  })
}

/** What client `me` appends as its count-th element. */
export function elementOf(me: number, count: number): string {
  return `x ${me} ${count} y`
}

/** A key with one writer holds that writer's elements, each once, in order, and nothing else. */
function checkOwnKey(me: number, count: number, value: string): void {
  const expected = range(count)
    .map((at) => elementOf(me, at))
    .join('')
  if (value === expected) return
  for (const at of range(count)) {
    const element = elementOf(me, at)
    const first = value.indexOf(element)
    if (first < 0) throw new CheckFailure(`${me} missing element ${element} in append result`)
    if (value.lastIndexOf(element) !== first) {
      throw new CheckFailure(`duplicate element ${element} in append result`)
    }
  }
  throw new CheckFailure(`wrong order of elements, or foreign ones, in the value of key "${me}"`)
}

/**
 * Values that several clients appended to: each element once, each client's in order, nothing else.
 */
export function checkSharedKey(value: string, counts: readonly number[]): void {
  const next = counts.map(() => 0)
  for (const element of value.match(/x \d+ \d+ y/g) ?? []) {
    const [, me, at] = element.split(' ').map(Number) as [number, number, number]
    const expected = next[me]
    if (expected === undefined || at > expected) {
      throw new CheckFailure(
        `${me} missing element ${elementOf(me, expected ?? 0)} in append result`,
      )
    }
    if (at < expected) throw new CheckFailure(`duplicate element ${element} in append result`)
    next[me] = expected + 1
  }
  const short = next.findIndex((count, me) => count !== counts[me])
  if (short >= 0) {
    const element = elementOf(short, next[short] as number)
    throw new CheckFailure(`${short} missing element ${element} in append result`)
  }
  const length = counts.reduce((sum, count, me) => sum + lengthOfElements(me, count), 0)
  if (value.length !== length) throw new CheckFailure('foreign characters in append result')
}

function lengthOfElements(me: number, count: number): number {
  return range(count).reduce((sum, at) => sum + elementOf(me, at).length, 0)
}

/** 6.5840: a thousand appends, at least three per heartbeat interval of 100 ms. */
const SPEED = { operations: 1_000, msPerOperation: 100 / 3 }

export async function speedTest(t: TestContext, maxRaftState: number): Promise<void> {
  const kv = t.kvCluster({ servers: 3, maxRaftState })
  const clerk = kv.makeClerk()
  await clerk.get('x')
  const startMs = t.world.sim.nowMs
  await appendMany(clerk)
  const tookMs = (t.world.sim.nowMs - startMs) / SPEED.operations
  await clerk.check(
    'x',
    range(SPEED.operations)
      .map((at) => elementOf(0, at))
      .join(''),
  )
  if (tookMs > SPEED.msPerOperation) {
    const limit = SPEED.msPerOperation.toFixed(1)
    throw new CheckFailure(
      `operations completed too slowly: ${tookMs.toFixed(1)} ms each, the limit is ${limit} ms`,
      { rule: 'labs/kvraft/README.md: at least three operations per heartbeat interval' },
    )
  }
  if (maxRaftState > 0) kv.checkSizes()
}

async function appendMany(clerk: KvClerk): Promise<void> {
  for (const at of range(SPEED.operations)) await clerk.append('x', elementOf(0, at))
}

/** 0 to count - 1. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at)
}
