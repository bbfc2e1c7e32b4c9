/**
 * What pieces of scenarios on a sharded store are made of: its groups, which shards they have, and
 * what keeps them from handing one over. Key `a` is in shard 7, `b` in 8, `c` in 9.
 */
import {
  type Deed,
  type GroupName,
  type Place,
  SHARDS,
  STORE_GIDS,
  type Step,
  type Who,
} from '../scenario/scenario.ts'
import type { Draw } from './drawing.ts'
import { ask, elect, some, then } from './pieces.ts'

export const SHARD = { a: 7, b: 8, c: 9 } as const
/** A group asks for the next configuration about ten times a second; then it hands over. */
export const NOTICED_MS = [0, 20, 100, 200, 300, 600, 1_000]

export type Gid = (typeof STORE_GIDS)[number]

export function nameOf(gid: Gid): GroupName {
  return `G${gid}`
}

export function at(gid: Gid, place: Place): Who {
  return `${nameOf(gid)}.${place}`
}

/** All groups in any order. */
export function gidsOf(draw: Draw): readonly [Gid, Gid, Gid] {
  return draw.shuffle(STORE_GIDS) as readonly Gid[] as readonly [Gid, Gid, Gid]
}

export function move(draw: Draw, gid: Gid, shard: number = SHARD.a): Step {
  const other = draw.pick([SHARD.a, SHARD.b, SHARD.c, draw.between(0, SHARDS - 1)])
  return then({ do: 'move', shard: draw.isHit(0.8) ? shard : other, gid }, draw.pick(NOTICED_MS))
}

/** These groups are there, and key `a` is with the first of them. */
export function owned(draw: Draw, ...gids: readonly Gid[]): readonly Step[] {
  const [owner] = gids as readonly [Gid, ...Gid[]]
  return [
    then({ do: 'join', gids }, draw.pick([0, 0, 200, 600])),
    then({ do: 'move', shard: SHARD.a, gid: owner }, draw.pick([200, 600])),
    ask(draw, draw.clerks(), draw.pick(['append', 'put'])),
    ...draw.maybe(0.6, () => [then({ do: 'await', what: 'answers', withinMs: 1_500 }, 0)]),
  ]
}

/** Some or all of a group forget what they have not saved, or another one leads it. */
export function shake(draw: Draw, gid: Gid): readonly Step[] {
  const follower = at(gid, `leader+${draw.pick([1, 2])}`)
  return draw.pick<readonly Step[]>([
    [then({ do: 'restart', who: [nameOf(gid)] }, some(draw))],
    [then({ do: 'restart', who: [nameOf(gid)] }, some(draw))],
    [then({ do: 'restart', who: [at(gid, 'leader')] }, some(draw))],
    [elect(follower, draw)],
    [],
  ])
}

/** What keeps a group from handing something over, or from hearing that it has arrived. */
export function barrier(draw: Draw, from: Gid, to: Gid): Step {
  const [a, b] = [nameOf(from), nameOf(to)]
  const count = draw.pick([1, 1, 2, 3, 6, 20])
  const deed = draw.pick<Deed>([
    { do: 'cut', from: [a], to: [b], ways: 'both' },
    { do: 'cut', from: [a], to: [b], ways: 'there' },
    { do: 'cut', from: [b], to: [a], ways: 'there' },
    { do: 'hold', leg: 'request', from: a, to: b, count },
    { do: 'hold', leg: 'request', from: b, to: a, count },
    { do: 'hold', leg: 'reply', from: b, to: a, count },
    { do: 'hold', leg: 'reply', from: a, to: b, count },
    { do: 'lose', leg: 'reply', from: b, to: a, count },
    { do: 'lose', leg: 'reply', from: a, to: b, count },
  ])
  return then(deed, 0)
}

export function asks(draw: Draw): readonly Step[] {
  return draw.maybe(0.7, () => [ask(draw, draw.clerks(), draw.op(), 3)])
}
