/**
 * Whose the shards of lab 4 are. A group has what the newest configuration that it has applied
 * gives it, until it applies one that does not: so a shard has two owners while the new one is
 * ahead of the old, and none while it is behind. Pure.
 */
import type { TraceEvent } from '../sim/trace.ts'
import { keyOf, parseTold } from './history.ts'

/** One group holds one shard; `toMs` is the end of the run while it keeps it. */
export interface Holding {
  readonly shard: number
  readonly gid: number
  readonly fromMs: number
  toMs: number
}

/** A stretch in which a shard has not exactly one owner, though it had one before. */
export interface Trouble {
  readonly shard: number
  readonly owners: readonly number[]
  readonly fromMs: number
  readonly toMs: number
}

/** An operation that a group answered. */
export interface Served {
  readonly shard: number
  readonly gid: number
  readonly atMs: number
  /** Of the return. */
  readonly event: number
}

/** A configuration when it was first seen: applied by a group, or returned by a query. */
export interface Configuration {
  readonly num: number
  readonly shards: readonly number[]
  readonly atMs: number
  readonly event: number
  /** Another one with this number was seen before. */
  readonly isOther: boolean
  /** Most and fewest shards of a group, if it is known which groups there are. */
  readonly balance?: { readonly most: number; readonly fewest: number }
}

export interface Shards {
  readonly count: number
  readonly gids: readonly number[]
  readonly holdings: readonly Holding[]
  readonly troubles: readonly Trouble[]
  readonly served: readonly Served[]
  /** By number. */
  readonly configurations: readonly Configuration[]
}

export function makeShards(events: readonly TraceEvent[], endMs: number): Shards {
  const configurations = configurationsIn(events)
  const holdings = holdingsIn(events, endMs)
  const gids = new Set(configurations.flatMap(({ shards }) => shards).filter((gid) => gid !== 0))
  const count = configurations.reduce((most, { shards }) => Math.max(most, shards.length), 0)
  return {
    count,
    gids: [...gids].sort((a, b) => a - b),
    holdings,
    troubles: Array.from({ length: count }, (_, shard) => {
      return troublesOf(holdings.filter((holding) => holding.shard === shard))
    }).flat(),
    served: servedIn(events, count),
    configurations,
  }
}

/** Who holds a shard at a moment, in the order of their numbers. */
export function ownersAt(holdings: readonly Holding[], shard: number, atMs: number): number[] {
  const held = holdings.filter((one) => {
    return one.shard === shard && one.fromMs <= atMs && atMs < one.toMs
  })
  return held.map(({ gid }) => gid).sort((a, b) => a - b)
}

function holdingsIn(events: readonly TraceEvent[], endMs: number): readonly Holding[] {
  const all: Holding[] = []
  const open = new Map<string, Holding>()
  for (const { kind, who, atMs, shards } of events) {
    const gid = gidOf(who)
    if (kind !== 'config' || gid === undefined || !isShards(shards)) continue
    for (const [shard, owner] of shards.entries()) {
      const name = `${gid} ${shard}`
      const held = open.get(name)
      if (owner === gid && held === undefined) {
        const holding = { shard, gid, fromMs: atMs, toMs: endMs }
        all.push(holding)
        open.set(name, holding)
      } else if (owner !== gid && held !== undefined) {
        held.toMs = atMs
        open.delete(name)
      }
    }
  }
  return all
}

function troublesOf(held: readonly Holding[]): readonly Trouble[] {
  const [first] = held
  if (first === undefined) return []
  const times = new Set(held.flatMap(({ fromMs, toMs }) => [fromMs, toMs]))
  const moments = [...times].sort((a, b) => a - b)
  return moments.slice(0, -1).flatMap((fromMs, at) => {
    const owners = ownersAt(held, first.shard, fromMs)
    const toMs = moments[at + 1] as number
    return owners.length === 1 ? [] : [{ shard: first.shard, owners, fromMs, toMs }]
  })
}

/** The group that a clerk heard last before its operation returned. */
function servedIn(events: readonly TraceEvent[], count: number): readonly Served[] {
  const heard = new Map<string, number>()
  const shards = new Map<string, number>()
  const served: Served[] = []
  for (const [event, traced] of events.entries()) {
    const { kind, who, from, atMs } = traced
    if (kind === 'reply') {
      const gid = gidOf(from)
      if (gid !== undefined) heard.set(who, gid)
    } else if (kind === 'invoke') {
      heard.delete(who)
      const shard = shardOf(traced, count)
      if (shard === undefined) shards.delete(who)
      else shards.set(who, shard)
    } else if (kind === 'return') {
      const [shard, gid] = [shards.get(who), heard.get(who)]
      if (shard !== undefined && gid !== undefined) served.push({ shard, gid, atMs, event })
    }
  }
  return served
}

/** 6.5840 shardkv, key2shard: the first character's code modulo the number of shards. */
function shardOf(invoke: TraceEvent, count: number): number | undefined {
  const key = keyOf(invoke)
  if (key === undefined || count === 0) return undefined
  return key === '' ? 0 : key.charCodeAt(0) % count
}

function configurationsIn(events: readonly TraceEvent[]): readonly Configuration[] {
  const seen = new Map<string, Configuration>()
  const numbers = new Set<number>()
  for (const [event, traced] of events.entries()) {
    const config = configOf(traced)
    if (config === undefined) continue
    const { num, shards } = config
    const name = `${num} ${shards.join()}`
    if (seen.has(name)) continue
    const balance = balanceOf(config)
    const rest = balance === undefined ? {} : { balance }
    seen.set(name, { num, shards, atMs: traced.atMs, event, isOther: numbers.has(num), ...rest })
    numbers.add(num)
  }
  return [...seen.values()].sort((a, b) => a.num - b.num)
}

interface Config {
  readonly num: number
  readonly shards: readonly number[]
  readonly gids?: readonly number[]
}

function configOf({ kind, num, shards, method, result }: TraceEvent): Config | undefined {
  if (kind === 'config') {
    return isShards(shards) && typeof num === 'number' ? { num, shards } : undefined
  }
  if (kind !== 'return' || method !== 'query') return undefined
  const given = parseTold(result) as Record<string, unknown> | null | undefined
  if (typeof given?.num !== 'number' || !isShards(given.shards)) return undefined
  const gids = Object.keys(given.groups ?? {}).map(Number)
  return { num: given.num, shards: given.shards, gids }
}

function balanceOf({ shards, gids = [] }: Config): Configuration['balance'] {
  if (gids.length === 0) return undefined
  const counts = gids.map((gid) => shards.filter((owner) => owner === gid).length)
  return { most: Math.max(...counts), fewest: Math.min(...counts) }
}

function isShards(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((gid) => typeof gid === 'number')
}

/** Of `G100` or `G100.S2`. */
function gidOf(who: unknown): number | undefined {
  const gid = /^G(\d+)(?:\.|$)/.exec(String(who))?.[1]
  return gid === undefined ? undefined : Number(gid)
}
