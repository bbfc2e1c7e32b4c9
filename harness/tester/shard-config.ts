/**
 * Configurations of the shard controller as the tester sees them, and what the lab text promises of
 * them: balanced, moved as little as possible, and never changed once made. Pure.
 */
import { encodeText } from '../realm/inside/labgob.ts'
import { CheckFailure } from './failure.ts'
import { listNames } from './monitor-world.ts'
import { RULE } from './rules.ts'

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
  const gave = encodeText(value)
  throw new CheckFailure(
    `${who}: query() must give a Config { num, shards: number[${SHARD_COUNT}], groups }, but gave ${gave.slice(0, VALUE_MAX)}${gave.length > VALUE_MAX ? '...' : ''}`,
    {
      rule: 'labs/shardctrler/README.md: Each says for every shard which group serves it, and for every group the names of its servers.',
    },
  )
}

/** Letters shown of what is no configuration. */
const VALUE_MAX = 300

export function gidsOf(config: Config): number[] {
  return Object.keys(config.groups).map(Number)
}

/** Exactly these groups, every shard with one of them, spread evenly; no groups, no shards. */
export function checkGroups(config: Config, expected: readonly number[]): void {
  const gids = gidsOf(config)
  const details = [describeConfig(config)]
  const missing = expected.filter((gid) => !gids.includes(gid))
  const surplus = gids.filter((gid) => !expected.includes(gid))
  if (missing.length > 0 || surplus.length > 0) {
    const words = [
      ...missing.map((gid) => `${gid} is missing`),
      ...surplus.map((gid) => `${gid} should not be there`),
    ]
    throw new CheckFailure(
      `wanted ${expected.length} groups, got ${gids.length} in configuration ${config.num}: ${listNames(words)}`,
      { details, rule: missing.length > 0 ? JOINED : LEFT },
    )
  }
  checkNoStray(config, details)
  if (expected.length > 0) checkBalanced(config)
}

const JOINED = 'labs/shardctrler/README.md: a new configuration with these groups added'
const LEFT =
  'labs/shardctrler/README.md: a new configuration without these groups; their shards go to those that are left'
const NO_GROUPS =
  'labs/shardctrler/README.md: Configuration 0 has no groups, and all its shards are with gid 0. So has every later one without groups.'

/** Every shard is with a group that is there; with gid 0 where there is none. */
function checkNoStray(config: Config, details: readonly string[]): void {
  const gids = gidsOf(config)
  const isRight = (gid: number): boolean => (gids.length === 0 ? gid === 0 : gids.includes(gid))
  const shard = config.shards.findIndex((gid) => !isRight(gid))
  if (shard < 0) return
  const gid = config.shards[shard]
  const what =
    gid === 0
      ? `shard ${shard} is with gid 0, although configuration ${config.num} has groups`
      : `shard ${shard} is with group ${gid}, which is not in configuration ${config.num}`
  throw new CheckFailure(what, { details, rule: gids.length === 0 ? NO_GROUPS : LEFT })
}

function checkBalanced(config: Config): void {
  const gids = gidsOf(config)
  const counts = gids.map((gid) => config.shards.filter((owner) => owner === gid).length)
  const [min, max] = [Math.min(...counts), Math.max(...counts)]
  if (max <= min + 1) return
  const [most, least] = [gids[counts.indexOf(max)], gids[counts.indexOf(min)]]
  throw new CheckFailure(
    `group ${most} has ${max} shards and group ${least} has ${min} in configuration ${config.num}`,
    { rule: RULE.evenly, details: [describeConfig(config)] },
  )
}

/** A group's server names, in order. */
export function checkServers(config: Config, gid: number, names: readonly string[]): void {
  const found = config.groups[gid]
  if (found?.length === names.length && found.every((name, at) => name === names[at])) return
  const what =
    found === undefined
      ? `group ${gid} is not in configuration ${config.num}`
      : `group ${gid} has the servers [${found.join(' ')}] in configuration ${config.num}`
  throw new CheckFailure(what, {
    rule: 'labs/shardctrler/README.md: for every group the names of its servers',
    details: [`it joined with [${names.join(' ')}]`, describeConfig(config)],
  })
}

/** What an answer must be the same as, and why. */
export interface Sameness {
  /** How the answer came about: `query(3)`. */
  readonly what: string
  readonly rule: string
}

/** Configurations never change, so `query(num)` gives what it always gave. */
export function sameForEver(num: number): Sameness {
  return {
    what: `query(${num})`,
    rule: 'labs/shardctrler/README.md: Old configurations can be asked for, for ever, and are for ever the same.',
  }
}

/** The newest one is asked for, or a number beyond it. */
export function isNewest(num: number): Sameness {
  return {
    what: `query(${num})`,
    rule: 'labs/shardctrler/README.md: the newest for -1, or for a number that does not exist yet',
  }
}

export function checkSameConfig(found: Config, expected: Config, { what, rule }: Sameness): void {
  const difference = differenceOf(found, expected)
  if (difference === undefined) return
  throw new CheckFailure(`${what} gave ${difference}`, {
    rule,
    details: [`found    ${describeConfig(found)}`, `expected ${describeConfig(expected)}`],
  })
}

function differenceOf(found: Config, expected: Config): string | undefined {
  if (found.num !== expected.num) {
    return `configuration ${found.num}, but configuration ${expected.num} was expected`
  }
  const place = `configuration ${found.num} with`
  const shards = found.shards.flatMap((gid, shard) => (gid === expected.shards[shard] ? [] : shard))
  const [first] = shards
  if (first !== undefined) {
    const more = shards.length > 1 ? `, the first of ${shards.length} that are elsewhere` : ''
    return `${place} shard ${first} at group ${found.shards[first]}, not ${expected.shards[first]}${more}`
  }
  const [gids, expectedGids] = [gidsOf(found), gidsOf(expected)]
  if (gids.length !== expectedGids.length) {
    return `${place} ${gids.length} groups, not ${expectedGids.length}`
  }
  for (const gid of expectedGids) {
    const [a, b] = [found.groups[gid] ?? [], expected.groups[gid] ?? []]
    if (a.length === b.length && a.every((name, at) => name === b[at])) continue
    return `${place} group ${gid} on [${a.join(' ')}], not [${b.join(' ')}]`
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
  const configs = [`before ${describeConfig(before)}`, `after  ${describeConfig(after)}`]
  if (after.num !== before.num + 1) {
    throw new CheckFailure(
      `configuration ${before.num} was followed by configuration ${after.num}`,
      { rule: RULE.oneConfiguration, details: configs },
    )
  }
  if (gidsOf(after).length > 0) checkBalanced(after)
  const moved = after.shards.filter((gid, shard) => gid !== before.shards[shard]).length
  const fewest = fewestMoves(before, after)
  if (moved === fewest) return
  // Too few have moved only where one has stayed with a group that is gone.
  checkNoStray(after, configs)
  throw new CheckFailure(
    `${moved} shards moved from configuration ${before.num} to ${after.num}; ${fewest} would have done`,
    { rule: RULE.fewestMoves, details: configs },
  )
}

export function describeConfig({ num, shards, groups }: Config): string {
  const named =
    groups instanceof Map ? 'a Map, not an object' : `{${Object.keys(groups).join(' ')}}`
  return `#${num} shards [${shards.join(' ')}] groups ${named}`
}
