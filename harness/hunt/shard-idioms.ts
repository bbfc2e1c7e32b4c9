/**
 * Short sequences of steps that are known to be hard for a store whose shards move: a shard that
 * comes back before its old owner knows that it has arrived, a server that crashes between two
 * steps of a hand-over, groups that exchange shards, what is known from snapshots alone.
 */
import { type Deed, STORE_GIDS, type Step } from '../scenario/scenario.ts'
import { ask, type Idiom, MEND, RELEASE, some, then } from './pieces.ts'
import {
  asks,
  at,
  barrier,
  type Gid,
  gidsOf,
  move,
  NOTICED_MS,
  nameOf,
  owned,
  SHARD,
  shake,
} from './shard-pieces.ts'

/** A shard goes away and comes back while not all of its hand-over has come through. */
const awayAndBack: Idiom = (draw) => {
  const [from, to, third] = gidsOf(draw)
  const back = draw.isHit(0.8) ? from : third
  return [
    ...owned(draw, from, to, ...(back === third ? [third] : [])),
    barrier(draw, from, to),
    ...draw.maybe(0.3, () => [barrier(draw, to, from)]),
    move(draw, to),
    ...asks(draw),
    ...draw.maybe(0.4, () => shake(draw, draw.pick([from, to]))),
    ...draw.maybe(0.8, () => [move(draw, back), ...asks(draw)]),
    ...draw.maybe(0.4, () => [then(MEND, some(draw))]),
    ...draw.maybe(0.5, () => [move(draw, to), ...asks(draw)]),
    then(MEND, draw.pick(NOTICED_MS)),
    ...draw.maybe(0.4, () => shake(draw, draw.pick([from, to]))),
    ...draw.maybe(0.7, () => [then(RELEASE, draw.pick(NOTICED_MS))]),
    ask(draw, draw.clerks(), 'get'),
  ]
}

/** A server crashes between two steps of a hand-over, and its group may have to begin anew. */
const crashInHandOver: Idiom = (draw) => {
  const [from, to] = gidsOf(draw)
  const who = at(draw.pick([from, to]), draw.pick(['leader', 'leader', 'leader+1']))
  const points = ['before-save', 'after-save', 'before-request', 'before-answer', 'after-reply']
  const crash = {
    do: 'crash-at',
    who,
    at: draw.pick(points as readonly Extract<Deed, { do: 'crash-at' }>['at'][]),
    count: draw.pick([1, 1, 2, 3, 4, 6]),
  } as const
  return [
    ...owned(draw, from, to),
    ...draw.maybe(0.3, () => [barrier(draw, from, to)]),
    then(crash, 0),
    move(draw, to),
    ...asks(draw),
    ...draw.maybe(0.5, () => shake(draw, draw.pick([from, to]))),
    then({ do: 'start', who: [nameOf(from), nameOf(to)] }, draw.pick(NOTICED_MS)),
    ...draw.maybe(0.5, () => [then({ do: 'restart', who: [nameOf(to)] }, some(draw))]),
    ...draw.maybe(0.5, () => [move(draw, from), ...asks(draw)]),
    ...draw.maybe(0.5, () => [then(MEND, some(draw))]),
    ask(draw, draw.clerks(), 'get'),
  ]
}

/** Two groups give each other a shard at the same time. */
const exchange: Idiom = (draw) => {
  const [one, two] = gidsOf(draw)
  const change = (first: Gid, second: Gid): readonly Step[] => [
    then({ do: 'move', shard: SHARD.a, gid: first }, draw.pick([0, 0, 60])),
    then({ do: 'move', shard: SHARD.b, gid: second }, draw.pick(NOTICED_MS)),
    ask(draw, draw.clerks(), draw.op(), 3),
    then({ do: 'ask', clerks: draw.clerks(), op: draw.op(), key: 'b', count: 2 }, some(draw)),
  ]
  return [
    then({ do: 'join', gids: [one, two] }, 300),
    ...change(one, two),
    ...draw.maybe(0.4, () => [barrier(draw, one, two)]),
    ...change(two, one),
    ...draw.maybe(0.5, () => shake(draw, draw.pick([one, two]))),
    ...draw.maybe(0.4, () => change(one, two)),
    then(MEND, some(draw)),
    then({ do: 'ask', clerks: draw.clerks(), op: 'get', key: 'b', count: 1 }, some(draw)),
  ]
}

/** Groups come and go while everybody works, and some of them are down. */
const comeAndGo: Idiom = (draw) => {
  const gids = gidsOf(draw)
  const change = (): Step => {
    const pause = draw.pick(NOTICED_MS)
    const count = draw.pick([1, 1, 2, 3])
    const chosen = draw.shuffle(gids).slice(0, count)
    return draw.pick([
      then({ do: 'join', gids: chosen }, pause),
      then({ do: 'leave', gids: chosen }, pause),
      move(draw, draw.pick(gids)),
    ])
  }
  return Array.from({ length: draw.between(2, 4) }, () => [
    change(),
    ...asks(draw),
    ...draw.maybe(0.3, () => shake(draw, draw.pick(gids))),
  ]).flat()
}

/** So much is written that snapshots are taken; then all begin from those, mid in a hand-over. */
const fromSnapshots: Idiom = (draw) => {
  const [from, to] = gidsOf(draw)
  return [
    ...owned(draw, from, to),
    ask(draw, draw.shuffled(), 'append', 4),
    ask(draw, draw.shuffled(), draw.pick(['put', 'append']), 8),
    then({ do: 'await', what: 'answers', withinMs: 3_000 }, 0),
    ...draw.maybe(0.6, () => [barrier(draw, from, to)]),
    move(draw, to),
    // Others of its shards are written to, so that snapshots come behind the configuration.
    then({ do: 'ask', clerks: draw.shuffled(), op: 'append', key: 'b', count: 6 }, 300),
    then({ do: 'restart', who: draw.isHit(0.5) ? STORE_GIDS.map(nameOf) : [nameOf(from)] }, 300),
    ...asks(draw),
    then(MEND, draw.pick(NOTICED_MS)),
    ...draw.maybe(0.5, () => [then(RELEASE, 20)]),
    ...draw.maybe(0.5, () => [then({ do: 'restart', who: [nameOf(to)] }, some(draw))]),
    ask(draw, draw.clerks(), 'get'),
  ]
}

/**
 * A server is cut off from its group while a shard goes or arrives and the others throw their logs
 * away: it learns of all that from a snapshot, and then it leads.
 */
const lagging: Idiom = (draw) => {
  const [own, other] = gidsOf(draw)
  const late = at(own, draw.between(0, 2))
  const away = then({ do: 'cut', from: [late], to: [nameOf(own)], ways: 'both' }, 0)
  const held = holdAll(own, other)
  const missed = draw.pick<readonly Step[]>([
    [away, move(draw, other), ask(draw, draw.clerks(), 'append')],
    // Everybody of the group waits for the shard; it arrives when one of them is not there.
    [move(draw, other), ...held, move(draw, own), away, then(RELEASE, 600)],
  ])
  return [
    ...owned(draw, own, other),
    then({ do: 'move', shard: SHARD.b, gid: own }, 300),
    ...missed,
    then({ do: 'ask', clerks: draw.shuffled(), op: 'append', key: 'b', count: 8 }, 600),
    then({ do: 'await', what: 'answers', withinMs: 2_000 }, 0),
    then(MEND, draw.pick([100, 300, 600, 1_000])),
    then({ do: 'elect', who: late, withinMs: 3_000 }, draw.pick([20, 200])),
    ...draw.maybe(0.5, () => held),
    ...draw.maybe(0.7, () => [move(draw, draw.pick([own, own, other]))]),
    ask(draw, draw.clerks(), draw.op()),
    then(RELEASE, some(draw)),
    ask(draw, draw.clerks(), 'get'),
  ]
}

/** Whoever of them sends a shard or asks for it, it does not come through for a while. */
function holdAll(one: Gid, other: Gid): readonly Step[] {
  const pairs = [
    [one, other],
    [other, one],
  ] as const
  return pairs.map(([from, to]) => {
    return then({ do: 'hold', leg: 'request', from: nameOf(from), to: nameOf(to), count: 20 }, 0)
  })
}

export const SHARD_IDIOMS: Readonly<Record<string, Idiom>> = {
  'away and back': awayAndBack,
  'crash in hand-over': crashInHandOver,
  exchange,
  'come and go': comeAndGo,
  'from snapshots': fromSnapshots,
  'lagging server': lagging,
}

/** Single steps that only a sharded store has. */
export const SHARD_SINGLES: Readonly<Record<string, Idiom>> = {
  move: (draw) => [move(draw, draw.pick(STORE_GIDS))],
  groups: (draw) => [
    then({ do: draw.pick(['join', 'leave'] as const), gids: [draw.pick(STORE_GIDS)] }, some(draw)),
  ],
  barrier: (draw) => {
    const [from, to] = gidsOf(draw)
    return [barrier(draw, from, to)]
  },
}
