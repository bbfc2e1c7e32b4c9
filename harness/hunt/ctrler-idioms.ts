/**
 * What is hard for a shard controller beside what is hard for every service: groups that come and
 * go several at a time, more of them than shards, and configurations of long ago.
 */
import { CLERKS, GIDS, SHARDS, type Step } from '../scenario/scenario.ts'
import type { Draw } from './drawing.ts'
import { type Idiom, some, then } from './pieces.ts'

/** Changes for one operation of a clerk at most: a configuration each. */
const CHANGES_MAX = 3

/** What a step of a key-value service is here: reads are queries, writes are changes. */
export function ofGroups(step: Step, draw: Draw): readonly Step[] {
  if (step.do !== 'ask') return [step]
  const { clerks, count, thenMs } = step
  if (step.op === 'get') return [{ do: 'query', clerks, num: number(draw), count, thenMs }]
  const changes = Array.from({ length: Math.min(count, CHANGES_MAX) }, () => change(clerks, draw))
  return changes.flat().map((one, at, all) => (at === all.length - 1 ? { ...one, thenMs } : one))
}

/** Mostly the newest; else one of long ago, or one that is not there yet. */
function number(draw: Draw): number {
  return draw.isHit(0.7) ? -1 : draw.between(0, 12)
}

/** Groups that are these clerks' affair: some of each. */
function gidsOf(clerks: readonly number[], draw: Draw): readonly number[] {
  const most = draw.pick([1, 1, 2, 3])
  return clerks.flatMap((clerk) => {
    const own = Array.from({ length: GIDS / CLERKS }, (_, at) => CLERKS * at + (clerk || CLERKS))
    return draw.shuffle(own).slice(0, most)
  })
}

/** A group that is there cannot join, one that is not cannot leave: of both, one happens. */
function change(clerks: readonly number[], draw: Draw): readonly Step[] {
  const gids = gidsOf(clerks, draw)
  const [gid = 1] = gids
  const join = then({ do: 'join', gids }, 0)
  const leave = then({ do: 'leave', gids }, 0)
  const move = then({ do: 'move', shard: draw.between(0, SHARDS - 1), gid }, 0)
  return draw.pick([[join], [join], [leave, join], [join, leave], [join, move], [leave]])
}

/** More groups than shards come, a few at a time, and most of them leave. */
const manyGroups: Idiom = (draw) => {
  const all = draw.shuffle(Array.from({ length: GIDS }, (_, at) => at + 1))
  const at = draw.between(1, GIDS - 1)
  const gone = draw.shuffle(all).slice(0, draw.between(1, GIDS))
  return [
    then({ do: 'join', gids: all.slice(0, at) }, some(draw)),
    ...draw.maybe(0.5, () => [moved(draw), moved(draw)]),
    then({ do: 'join', gids: all.slice(at) }, some(draw)),
    then({ do: 'leave', gids: gone }, some(draw)),
    ...draw.maybe(0.5, () => [then({ do: 'join', gids: gone }, some(draw))]),
    ...draw.maybe(0.3, () => [then({ do: 'leave', gids: all }, some(draw))]),
  ]
}

function moved(draw: Draw): Step {
  const gid = draw.between(1, GIDS)
  return then({ do: 'move', shard: draw.between(0, SHARDS - 1), gid }, draw.pick([0, 5, 60]))
}

/** Few groups, and shards that all lie with one of them when the next comes or goes. */
const uneven: Idiom = (draw) => {
  const gids = draw.shuffle(Array.from({ length: GIDS }, (_, at) => at + 1)).slice(0, 4)
  const [one = 1, ...others] = gids
  const shards = draw.shuffle(Array.from({ length: SHARDS }, (_, shard) => shard))
  return [
    then({ do: 'join', gids: [one, ...others.slice(0, draw.between(1, 3))] }, 60),
    ...shards
      .slice(0, draw.between(2, SHARDS))
      .map((shard) => then({ do: 'move', shard, gid: one }, draw.pick([0, 0, 20]))),
    then({ do: draw.pick(['join', 'leave'] as const), gids: others }, some(draw)),
    ...draw.maybe(0.5, () => [then({ do: 'leave', gids: [one] }, some(draw))]),
    then({ do: 'query', clerks: draw.clerks(), num: -1, count: 1 }, some(draw)),
  ]
}

export const CTRLER_IDIOMS: Readonly<Record<string, Idiom>> = {
  'many groups': manyGroups,
  uneven,
}

/** Single steps that only a controller has. */
export const CTRLER_SINGLES: Readonly<Record<string, Idiom>> = {
  query: (draw) => [
    then({ do: 'query', clerks: draw.clerks(), num: number(draw), count: 1 }, some(draw)),
  ],
  move: (draw) => [moved(draw)],
}
