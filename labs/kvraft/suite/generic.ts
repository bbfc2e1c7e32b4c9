/**
 * The generic test of 6.5840 lab 3: clients append to and read keys in three phases of five
 * seconds, with any mix of lost messages, partitions, crashes and snapshots. Every operation is
 * recorded and judged.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import { formatBytes } from '../../../harness/tester/format-bytes.ts'
import type { KvClerk } from '../../../harness/tester/kv-clerk.ts'
import type { KvCluster } from '../../../harness/tester/kv-cluster.ts'
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import { formatMs } from '../../../harness/tester/process.ts'
import { RULE } from '../../../harness/tester/rules.ts'

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
      kv.group.crashAll()
      await t.sleep(GENERIC.electionMs)
      kv.group.startAll()
      kv.group.connectAll()
    }
    const counts = await Promise.all(running)
    checkProgress(variant, counts, kv.operations - before)
    for (const [me, count] of counts.entries()) {
      const value = await main.get(String(me))
      if (!variant.randomKeys) checkElements(String(me), value, new Map([[me, count]]))
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
  const phase = `a phase of ${formatMs(GENERIC.phaseMs)}`
  throw hasFaults
    ? new CheckFailure(`none of ${counts.length} clients finished an operation in ${phase}`, {
        rule: RULE.comesToAnEnd,
      })
    : new CheckFailure(
        `client ${slow} finished only ${counts[slow]} writes in ${phase} without any fault`,
        { rule: SPEED_RULE, details: [`at least ${FLOOR} are wanted`] },
      )
}

/** Once the log has outgrown its limit for certain, some server must have taken a snapshot. */
export function checkSnapshotTaken(kv: KvCluster): void {
  if (kv.maxRaftState < 0 || kv.group.snapshotSize() > 0) return
  throw new CheckFailure(
    `no server has saved a snapshot, after ${kv.operations} operations with maxRaftState ${kv.maxRaftState}`,
    {
      rule: RULE.snapshotInTime,
      details: [`up to ${formatBytes(kv.group.logSize())} of Raft state are saved`],
    },
  )
}

/** What client `me` appends as its count-th element. */
export function elementOf(me: number, count: number): string {
  return `x ${me} ${count} y`
}

/**
 * A value that some clients appended to: each element once, each client's in order, nothing else.
 * `counts` has the number of elements by client.
 */
export function checkElements(
  key: string,
  value: string,
  counts: ReadonlyMap<number, number>,
): void {
  const next = new Map([...counts.keys()].map((me) => [me, 0]))
  let length = 0
  for (const { 0: element, index } of value.matchAll(/x \d+ \d+ y/g)) {
    const [, me, at] = element.split(' ').map(Number) as [number, number, number]
    const expected = next.get(me)
    const isExpected = at < (counts.get(me) ?? 0) && element === elementOf(me, at)
    if (expected === undefined || !isExpected) {
      throw wrongElement(key, value, index, `${element}, none of the appends that are expected`)
    }
    if (at < expected) throw wrongElement(key, value, index, `${element} a second time`)
    if (at > expected) throw outOfOrder(key, value, index, element, elementOf(me, expected))
    next.set(me, expected + 1)
    length += element.length
  }
  for (const [me, count] of counts) {
    const found = next.get(me) ?? 0
    if (found < count) throw missingElement(key, value, elementOf(me, found), count)
  }
  if (value.length === length) return
  throw new CheckFailure(`key "${key}" holds text that is no element`, {
    rule: RULE.exactlyOnce,
    details: [
      `received  ${JSON.stringify(value.replaceAll(/x \d+ \d+ y/g, ''))} between the elements`,
    ],
  })
}

function wrongElement(key: string, value: string, index: number, what: string): CheckFailure {
  return new CheckFailure(`key "${key}" holds ${what}`, {
    rule: RULE.exactlyOnce,
    details: [describeAround(value, index)],
  })
}

/** An element stands where an earlier one of the same client should: that is missing, or late. */
function outOfOrder(
  key: string,
  value: string,
  index: number,
  element: string,
  earlier: string,
): CheckFailure {
  const isLate = value.indexOf(earlier, index) >= 0
  return isLate
    ? wrongElement(key, value, index, `${element} before ${earlier}, which was appended first`)
    : wrongElement(key, value, index, `${element}, but not ${earlier}, which was appended before`)
}

function missingElement(key: string, value: string, element: string, count: number): CheckFailure {
  return new CheckFailure(`key "${key}" lacks ${element}, whose append had returned`, {
    rule: RULE.exactlyOnce,
    details: [`its client appended ${count} elements in all`, describeAround(value, value.length)],
  })
}

/** Letters of a value that are shown before and behind a place. */
const AROUND = 60

function describeAround(value: string, index: number): string {
  const [start, end] = [Math.max(0, index - AROUND), Math.min(value.length, index + AROUND)]
  const part = JSON.stringify(value.slice(start, end))
  return `received  ${start > 0 ? '... ' : ''}${part}${end < value.length ? ' ...' : ''}`
}

const SPEED_RULE =
  'labs/kvraft/README.md, Part 3A: An operation takes at most 33 ms on average, where nothing fails.'

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
      `${SPEED.operations} appends of one client took ${tookMs.toFixed(1)} ms each, the limit is ${limit} ms`,
      { rule: SPEED_RULE },
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
