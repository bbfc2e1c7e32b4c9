/**
 * Configurations of the shard controller as the tester sees them, and what the lab text promises of
 * them: balanced, moved as little as possible, and never changed once made. Pure.
 */
import { CheckFailure } from './failure.ts'

/** 6.5840 shardctrler. */
export const SHARD_COUNT = 10

export interface Config {
  readonly num: number
  /** Shard to gid; 0 for none. */
  readonly shards: readonly number[]
  readonly groups: Readonly<Record<number, readonly string[]>>
}

/** Checks the shape of what a query returned. */
export function parseConfig(who: string, value: unknown): Config {
  const given = value as Partial<Config> | null | undefined
  const isRight =
    typeof given === 'object' &&
    given !== null &&
    Number.isInteger(given.num) &&
    Array.isArray(given.shards) &&
    given.shards.length === SHARD_COUNT &&
    given.shards.every((gid) => Number.isInteger(gid)) &&
    typeof given.groups === 'object' &&
    given.groups !== null &&
    Object.values(given.groups).every(Array.isArray)
  if (isRight) return given as Config
  throw new CheckFailure(
    `${who}: query() must give a Config { num, shards: number[${SHARD_COUNT}], groups }, but gave ${JSON.stringify(value)}`,
  )
}

export function gidsOf(config: Config): number[] {
  return Object.keys(config.groups).map(Number)
}

/** Exactly these groups, every shard with one of them, spread evenly; no groups, no shards. */
export function checkGroups(config: Config, expected: readonly number[]): void {
  const gids = gidsOf(config)
  const details = [describeConfig(config)]
  if (gids.length !== expected.length) {
    throw new CheckFailure(`wanted ${expected.length} groups, got ${gids.length}`, { details })
  }
  const missing = expected.find((gid) => !gids.includes(gid))
  if (missing !== undefined) throw new CheckFailure(`missing group ${missing}`, { details })
  for (const [shard, gid] of config.shards.entries()) {
    const isRight = expected.length === 0 ? gid === 0 : gids.includes(gid)
    if (!isRight) throw new CheckFailure(`shard ${shard} -> invalid group ${gid}`, { details })
  }
  if (expected.length > 0) checkBalanced(config)
}

function checkBalanced(config: Config): void {
  const counts = gidsOf(config).map((gid) => config.shards.filter((owner) => owner === gid).length)
  const [min, max] = [Math.min(...counts), Math.max(...counts)]
  if (max <= min + 1) return
  throw new CheckFailure(`max ${max} too much larger than min ${min}`, {
    rule: 'labs/shardctrler/README.md: join and leave divide the shards as evenly as possible',
    details: [describeConfig(config)],
  })
}

/** A group's server names, in order. */
export function checkServers(config: Config, gid: number, names: readonly string[]): void {
  const found = config.groups[gid] ?? []
  if (found.length === names.length && found.every((name, at) => name === names[at])) return
  throw new CheckFailure(`wrong servers for gid ${gid}: ${found.join(', ')}`, {
    details: [`expected ${names.join(', ')}`],
  })
}

export function checkSameConfig(found: Config, expected: Config): void {
  const difference = differenceOf(found, expected)
  if (difference === undefined) return
  throw new CheckFailure(`${difference} in configuration ${expected.num}`, {
    rule: 'labs/shardctrler/README.md: a configuration never changes once it is made',
    details: [`now    ${describeConfig(found)}`, `before ${describeConfig(expected)}`],
  })
}

function differenceOf(found: Config, expected: Config): string | undefined {
  if (found.num !== expected.num) return 'Num wrong'
  if (found.shards.some((gid, shard) => gid !== expected.shards[shard])) return 'Shards wrong'
  if (gidsOf(found).length !== gidsOf(expected).length) return 'number of Groups is wrong'
  for (const gid of gidsOf(expected)) {
    const [a, b] = [found.groups[gid] ?? [], expected.groups[gid] ?? []]
    if (a.length !== b.length) return 'len(Groups) wrong'
    if (a.some((name, at) => name !== b[at])) return 'Groups wrong'
  }
  return undefined
}

/**
 * The least number of shards that a join or leave must move. Each group that stays may keep as many
 * as its quota: the fullest groups get the larger quotas.
 */
export function fewestMoves(before: Config, after: Config): number {
  const gids = gidsOf(after)
  if (gids.length === 0) return before.shards.filter((gid) => gid !== 0).length
  const held = gids
    .map((gid) => before.shards.filter((owner) => owner === gid).length)
    .sort((a, b) => b - a)
  const quota = Math.floor(SHARD_COUNT / gids.length)
  const larger = SHARD_COUNT % gids.length
  const kept = held.reduce(
    (sum, count, at) => sum + Math.min(count, quota + (at < larger ? 1 : 0)),
    0,
  )
  return SHARD_COUNT - kept
}

/**
 * A join or leave made `after` of `before`: one number on, balanced, and no shard moved in vain.
 */
export function checkStep(before: Config, after: Config): void {
  if (after.num !== before.num + 1) {
    throw new CheckFailure(`configuration ${before.num} was followed by ${after.num}`)
  }
  if (gidsOf(after).length > 0) checkBalanced(after)
  const moved = after.shards.filter((gid, shard) => gid !== before.shards[shard]).length
  const fewest = fewestMoves(before, after)
  if (moved === fewest) return
  throw new CheckFailure(
    `${moved} shards moved from configuration ${before.num} to ${after.num}; ${fewest} would have done`,
    {
      rule: 'labs/shardctrler/README.md: join and leave move as few shards as possible',
      details: [`before ${describeConfig(before)}`, `after  ${describeConfig(after)}`],
    },
  )
}

export function describeConfig({ num, shards, groups }: Config): string {
  return `#${num} shards [${shards.join(' ')}] groups {${Object.keys(groups).join(' ')}}`
}
