/**
 * What clerks asked of a shard controller, and whether its configurations could have come about by
 * that, one operation at a time. Which even division a join or leave makes is left to the
 * controller, so the model is made of the configurations that it gives in the end: a change must
 * lead from one of them to the next. Pure.
 */
import type { Operation } from '../linearizability/history.ts'
import type { Explanation, Model } from '../linearizability/model.ts'
import { listNames } from './monitor-world.ts'
import { type Config, gidsOf } from './shard-config.ts'

export type CtrlerInput =
  | { readonly op: 'join'; readonly groups: Record<number, string[]> }
  | { readonly op: 'leave'; readonly gids: readonly number[] }
  | { readonly op: 'move'; readonly shard: number; readonly gid: number }
  | { readonly op: 'query'; readonly num: number }

/** Of a query, the number of the configuration that was given. */
export type CtrlerOutput = number | undefined

export type CtrlerOperation = Operation<CtrlerInput, CtrlerOutput>

export function describeOperation({ input, output }: CtrlerOperation): string {
  switch (input.op) {
    case 'join':
      return `join(${listNames(Object.keys(input.groups))})`
    case 'leave':
      return `leave(${listNames(input.gids.map(String))})`
    case 'move':
      return `move(${input.shard}, ${input.gid})`
    default:
      return `query(${input.num})${output === undefined ? '' : ` -> configuration ${output}`}`
  }
}

/** How one configuration differs from the one before it. */
export interface Difference {
  readonly added: readonly number[]
  readonly gone: readonly number[]
  /** Groups of both, on other servers. */
  readonly changed: readonly number[]
  /** Shards that are with another group. */
  readonly moved: readonly number[]
}

export function differenceOf(before: Config, after: Config): Difference {
  const [old, now] = [gidsOf(before), gidsOf(after)]
  const namesOf = (config: Config, gid: number): string => JSON.stringify(config.groups[gid])
  return {
    added: now.filter((gid) => !old.includes(gid)),
    gone: old.filter((gid) => !now.includes(gid)),
    changed: old.filter((gid) => now.includes(gid) && namesOf(before, gid) !== namesOf(after, gid)),
    moved: before.shards.flatMap((gid, shard) => (gid === after.shards[shard] ? [] : [shard])),
  }
}

/** `groups 1 and 2 added` */
export function describeDifference(before: Config, after: Config): string {
  const { added, gone, changed, moved } = differenceOf(before, after)
  const groups = (gids: readonly number[], what: string): string[] => {
    const word = gids.length > 1 ? 'groups' : 'group'
    return gids.length === 0 ? [] : [`${word} ${listNames(gids.map(String))} ${what}`]
  }
  const all = [
    ...groups(added, 'added'),
    ...groups(gone, 'gone'),
    ...groups(changed, 'on other servers'),
  ]
  const shards = moved.map((shard) => `shard ${shard} at group ${after.shards[shard]}`)
  if (all.length === 0) all.push(...shards)
  return all.length === 0 ? 'nothing changed' : listNames(all)
}

function isSame(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((gid) => others.includes(gid))
}

/** Whether a change can have made one configuration of another. Evenness is judged elsewhere. */
export function canMake(input: CtrlerInput, before: Config, after: Config): boolean {
  const { added, gone, changed, moved } = differenceOf(before, after)
  if (changed.length > 0) return false
  switch (input.op) {
    case 'join': {
      const isNamed = added.every((gid) => {
        return JSON.stringify(after.groups[gid]) === JSON.stringify(input.groups[gid])
      })
      return gone.length === 0 && isNamed && isSame(added, Object.keys(input.groups).map(Number))
    }
    case 'leave':
      return added.length === 0 && isSame(gone, input.gids)
    case 'move': {
      if (added.length + gone.length > 0) return false
      const wanted = before.shards[input.shard] === input.gid ? [] : [input.shard]
      return isSame(moved, wanted) && after.shards[input.shard] === input.gid
    }
    default:
      return false
  }
}

/**
 * The state is the number of the newest configuration. A move of a shard to where it is makes a
 * configuration or none: the suites take both.
 */
export function ctrlerModel(configs: readonly Config[]): Model<number, CtrlerInput, CtrlerOutput> {
  const step = (num: number, operation: CtrlerOperation): number | undefined => {
    const { input, output } = operation
    if (input.op === 'query') {
      if (operation.returnStamp === undefined) return num
      const given = input.num < 0 || input.num > num ? num : input.num
      return output === given ? num : undefined
    }
    const [before, after] = [configs[num], configs[num + 1]]
    if (before === undefined) return undefined
    if (after !== undefined && canMake(input, before, after)) return num + 1
    const isIdle = input.op === 'move' && before.shards[input.shard] === input.gid
    return isIdle ? num : undefined
  }
  return {
    name: 'shard controller',
    init: () => 0,
    step,
    describe: describeOperation,
    isRead: ({ op }) => op === 'query',
    partition: (operations) => [{ name: 'configurations', operations, whole: operations }],
    explain: (core) => explain(core, configs),
  }
}

/** A query that shows less than had been done before it. */
function explain(
  core: readonly CtrlerOperation[],
  configs: readonly Config[],
): Explanation | undefined {
  const numberOf = ({ input, output = 0 }: CtrlerOperation): number => {
    if (input.op === 'query') return output
    const at = configs.findIndex((config, num) => {
      const before = configs[num - 1]
      return before !== undefined && canMake(input, before, config)
    })
    return Math.max(0, at)
  }
  for (const query of core) {
    const { input, output, callStamp } = query
    if (input.op !== 'query' || output === undefined) continue
    if (input.num >= 0 && input.num <= output) continue
    const earlier = core.find((one) => {
      return (one.returnStamp ?? Number.POSITIVE_INFINITY) < callStamp && numberOf(one) > output
    })
    if (earlier === undefined) continue
    const what = describeOperation(earlier)
    const num = numberOf(earlier)
    return {
      kind: 'stale query',
      text: `${query.client} was given configuration ${output} by query(${input.num}), although ${what} of ${earlier.client}, with configuration ${num}, had returned before`,
    }
  }
  return undefined
}
