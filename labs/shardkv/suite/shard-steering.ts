/**
 * How the directed scenarios of 4B steer shards and groups: moves that are to be seen, messages
 * between groups that are late, groups that cannot commit. By addresses, links and times only,
 * never by the names of a solution.
 */
import type { KvClerk } from '../../../harness/tester/kv-clerk.ts'
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { Packet } from '../../../harness/tester/raft-cluster.ts'
import { ownerOf, type ShardCluster, shardOf } from '../../../harness/tester/shard-cluster.ts'
import { untilSent } from '../../raft/suite/steering.ts'
import { inTime } from '../../shardctrler/suite/steering.ts'
import { ShardData } from './shard-data.ts'

/**
 * Ours: a group asks the controller about ten times a second; after that time it has, for certain.
 */
export const NOTICED_MS = 600

/** Whether a message goes from one of these groups to another of them. */
export function between(shards: ShardCluster, ...groups: number[]): (packet: Packet) => boolean {
  const addresses = groups.map((group) => shards.group(group).addresses)
  const groupOf = (name: Packet['from']): number => {
    return addresses.findIndex((members) => members.includes(name))
  }
  return ({ from, to }) => {
    const [sender, receiver] = [groupOf(from), groupOf(to)]
    return sender >= 0 && receiver >= 0 && sender !== receiver
  }
}

/** Whether a message goes from servers of one group to those of another. */
export function fromTo(
  shards: ShardCluster,
  sender: number,
  receiver: number,
): (packet: Packet) => boolean {
  const [senders, receivers] = [shards.group(sender), shards.group(receiver)]
  return ({ from, to }) => senders.addresses.includes(from) && receivers.addresses.includes(to)
}

/** Groups have joined, and every key has a value; one key in each shard. */
export async function fill(
  t: TestContext,
  shards: ShardCluster,
  clerk: KvClerk,
  ...groups: number[]
): Promise<ShardData> {
  await shards.join(...groups)
  const data = new ShardData(t, 10)
  await inTime(t, 'puts after the first join', data.putAll(clerk, 8))
  return data
}

/** Keys that a group owns by the newest configuration. */
export async function keysOwnedBy(
  shards: ShardCluster,
  data: ShardData,
  group: number,
): Promise<string[]> {
  const config = await shards.admin.query(-1)
  return data.keys.filter((key) => ownerOf(config, key) === shards.gidOf(group))
}

/** The admin gives a key's shard to a group. */
export function moveKey(shards: ShardCluster, key: string, group: number): Promise<void> {
  return shards.move(shardOf(key), group)
}

/**
 * The configuration changes while groups 0 and 1 are cut off from each other: they know of the
 * change, and no shard can go over until what is returned is lifted.
 */
export async function changeWhileCut(
  t: TestContext,
  shards: ShardCluster,
  change: () => Promise<void>,
): Promise<{ lift(): void }> {
  const cut = shards.routes.drop(between(shards, 0, 1))
  await change()
  await t.sleep(NOTICED_MS)
  return cut
}

/** Gives it to a group, and waits until it is served there: an append tells. */
export async function moveAndAppend(
  t: TestContext,
  shards: ShardCluster,
  data: ShardData,
  clerk: KvClerk,
  { key, group, value }: { key: string; group: number; value: string },
): Promise<void> {
  await moveKey(shards, key, group)
  // What was said before the old owner knew may be heard of by it only.
  await t.sleep(NOTICED_MS)
  await inTime(t, `an append to "${key}" after its shard moved`, data.append(clerk, key, value))
}

/** All keys can be read by now, and hold what was written. */
export async function checkAllInTime(
  t: TestContext,
  data: ShardData,
  clerk: KvClerk,
  since: string,
): Promise<void> {
  await inTime(t, `gets of all keys after ${since}`, data.checkAll(clerk))
}

/**
 * A leader goes on sending and is not heard to be acknowledged: what it puts into the log stays
 * uncommitted, and nobody deposes it. The log moves on when this is lifted.
 */
export function stall(shards: ShardCluster, group: number, leader: number): { lift(): void } {
  const { addresses } = shards.group(group)
  const name = addresses[leader]
  return shards.routes.drop(({ from, to, leg }) => {
    return leg === 'reply' && to === name && from !== to && addresses.includes(from)
  })
}

/** These clerks or servers of a group hear nothing from the controllers. */
export function unaware(shards: ShardCluster, names: readonly Packet['from'][]): { lift(): void } {
  const { addresses } = shards.ctrlers
  return shards.routes.drop(({ from, to, leg }) => {
    return leg === 'request' && names.includes(from) && addresses.includes(to)
  })
}

/** No server of a group hears any other of it; who leads may think so for long. */
export function isolateAll(shards: ShardCluster, group: number): { lift(): void } {
  const { addresses } = shards.group(group)
  return shards.routes.drop(({ from, to }) => {
    return from !== to && addresses.includes(from) && addresses.includes(to)
  })
}

/** One server of a group is cut off from the others of it, and from nobody else. */
export function isolate(shards: ShardCluster, group: number, server: number): { lift(): void } {
  const { addresses } = shards.group(group)
  const name = addresses[server]
  return shards.routes.drop(({ from, to }) => {
    const isOwn = addresses.includes(from) && addresses.includes(to)
    return isOwn && from !== to && (from === name || to === name)
  })
}

/** What `talkToDeposed` has brought about; both are to be lifted. */
export interface Deposed {
  /** Its own group does not hear it. */
  readonly alone: { lift(): void }
  /** The other group reaches nobody else of its own. */
  readonly elsewhere: { lift(): void }
  readonly leads: boolean
  /** What was to be sent has been sent. */
  readonly isReached: boolean
}

/**
 * Groups 0 and 1 have to do with each other after a change, and one of them is known to the other
 * by a leader alone that has been deposed and does not know. Gives when a message that is `meant`
 * has been sent from or to it.
 */
export async function talkToDeposed(
  t: TestContext,
  shards: ShardCluster,
  which: number,
  change: () => Promise<void>,
  isMeant: (packet: Packet, leader: string) => boolean,
): Promise<Deposed> {
  const group = shards.group(which)
  const isBetween = between(shards, 0, 1)
  const cut = await changeWhileCut(t, shards, change)
  const leader = await group.checkLeader()
  const name = group.addresses[leader] as string
  const alone = isolate(shards, which, leader)
  // Others of its group elect one of them.
  await t.sleep(1_200)
  const elsewhere = shards.routes.drop((packet) => {
    return isBetween(packet) && packet.from !== name && packet.to !== name
  })
  cut.lift()
  const leads = group.state(leader).isLeader
  const isSent = (packet: Packet): boolean => isBetween(packet) && isMeant(packet, name)
  const isReached = await untilSent(t, shards.routes, isSent, REACHED_MS)
  return { alone, elsewhere, leads, isReached }
}

/** Ours: groups that can reach each other have by then. */
const REACHED_MS = 3_000

export function restartGroups(shards: ShardCluster, ...groups: number[]): void {
  for (const group of groups) shards.group(group).crashAll()
  for (const group of groups) shards.group(group).startAll()
}
