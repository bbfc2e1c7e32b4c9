/**
 * Short sequences of steps that are known to be hard for a store whose shards move: a shard that
 * comes back before its old owner knows that it has arrived, a server that crashes between two
 * steps of a hand-over, a request that is sent again to the new owner, a group that has missed some
 * configurations.
 */
import { CLERKS, type Deed, type Party, STORE_GIDS, type Step } from '../scenario/scenario.ts'
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

/** An operation takes effect, its clerk does not hear of it, and asks the next owner again. */
const askedAgain: Idiom = (draw) => {
  const [from, to] = gidsOf(draw)
  const clerk = draw.between(0, CLERKS - 1)
  const name = `C${clerk}` as const
  const deaf = draw.pick<Deed>([
    { do: 'lose', leg: 'reply', from: nameOf(from), to: name, count: draw.pick([1, 1, 2, 5, 20]) },
    { do: 'hold', leg: 'reply', from: nameOf(from), to: name, count: draw.pick([1, 2, 5]) },
    { do: 'cut', from: [nameOf(from)], to: [name], ways: 'there' },
    { do: 'hold', leg: 'request', from: name, to: nameOf(from), count: draw.pick([1, 1, 2]) },
    { do: 'crash-at', who: at(from, 'leader'), at: 'before-answer', count: 1 },
  ])
  return [
    ...owned(draw, from, to),
    then(deaf, 0),
    ask(draw, [clerk], 'append'),
    ...draw.maybe(0.4, () => [ask(draw, draw.clerks(), draw.op())]),
    move(draw, to),
    ...draw.maybe(0.5, () => shake(draw, draw.pick([from, to]))),
    ...draw.maybe(0.4, () => [move(draw, from)]),
    ...asks(draw),
    then(MEND, draw.pick(NOTICED_MS)),
    then({ do: 'start', who: [nameOf(from)] }, 0),
    ...draw.maybe(0.6, () => [then(RELEASE, some(draw))]),
    ask(draw, draw.clerks(), 'get'),
  ]
}

/** A group, or a clerk, hears nothing from the controllers while shards move. */
const behind: Idiom = (draw) => {
  const [from, to, third] = gidsOf(draw)
  const dark = draw.pick<readonly Party[]>([
    [nameOf(from)],
    [nameOf(from)],
    [nameOf(to)],
    [at(from, 'leader')],
    ['C0', 'C1'],
    [nameOf(from), 'C0'],
  ])
  const change = (): Step => {
    return draw.pick([
      move(draw, to),
      move(draw, third),
      move(draw, from),
      then({ do: 'leave', gids: [from] }, draw.pick(NOTICED_MS)),
      then({ do: 'leave', gids: [third] }, draw.pick(NOTICED_MS)),
      then({ do: 'join', gids: STORE_GIDS }, draw.pick(NOTICED_MS)),
    ])
  }
  return [
    ...owned(draw, from, to, third),
    then({ do: 'cut', from: dark, to: ['K'], ways: 'both' }, 0),
    move(draw, to),
    ...asks(draw),
    ...Array.from({ length: draw.between(0, 3) }, change),
    ...asks(draw),
    ...draw.maybe(0.3, () => [then({ do: 'crash', who: [nameOf(draw.pick([from, to]))] }, 60)]),
    then(MEND, draw.pick(NOTICED_MS)),
    ...draw.maybe(0.3, () => [change()]),
    then({ do: 'start', who: STORE_GIDS.map(nameOf) }, 0),
    ask(draw, draw.clerks(), draw.op()),
    ask(draw, draw.clerks(), 'get'),
  ]
}

/**
 * What a leader puts into its log stays there uncommitted, requests and configurations mixed, until
 * it is heard again; or another one leads and has put in something else.
 */
const stalled: Idiom = (draw) => {
  const [from, to] = gidsOf(draw)
  const gid = draw.pick([from, from, to])
  const cut = draw.pick<Deed>([
    { do: 'cut', from: [nameOf(gid)], to: [at(gid, 'leader')], ways: 'there' },
    { do: 'cut', from: [at(gid, 'leader')], to: [nameOf(gid)], ways: 'both' },
  ])
  return [
    ...owned(draw, from, to),
    then(cut, 0),
    ...draw.maybe(0.5, () => [ask(draw, draw.clerks(), draw.op(), 3)]),
    move(draw, to),
    ask(draw, draw.clerks(), draw.op(), 3),
    ...draw.maybe(0.4, () => [
      then({ do: 'elect', who: at(gid, 'leader+1'), withinMs: 3_000 }, draw.pick([1, 200])),
    ]),
    ...draw.maybe(0.4, () => [move(draw, from), ...asks(draw)]),
    then(MEND, draw.pick(NOTICED_MS)),
    ...draw.maybe(0.4, () => shake(draw, gid)),
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
 * A server is cut off from its group while shards come and go and the others throw their logs away:
 * it learns of all that from a snapshot, and then it leads.
 */
const lagging: Idiom = (draw) => {
  const [one, two] = gidsOf(draw)
  const gid = draw.pick([one, one, two])
  const late = at(gid, draw.between(0, 2))
  const back = draw.isHit(0.6)
  return [
    ...owned(draw, one, two),
    then({ do: 'move', shard: SHARD.b, gid }, 300),
    ...draw.maybe(0.3, () => [barrier(draw, one, two), move(draw, two)]),
    then({ do: 'cut', from: [late], to: [nameOf(gid)], ways: 'both' }, 0),
    move(draw, two),
    ...draw.maybe(0.5, () => [then(RELEASE, 0), then({ do: 'move', shard: 0, gid }, 300)]),
    then({ do: 'ask', clerks: draw.shuffled(), op: 'append', key: 'b', count: 8 }, 600),
    then({ do: 'await', what: 'answers', withinMs: 2_000 }, 0),
    then(MEND, draw.pick([100, 300, 600, 1_000])),
    then({ do: 'elect', who: late, withinMs: 3_000 }, draw.pick([20, 200])),
    ...(back ? [move(draw, one), ...asks(draw)] : []),
    ask(draw, draw.clerks(), draw.op()),
    ...draw.maybe(0.5, () => [move(draw, two)]),
    ask(draw, draw.clerks(), 'get'),
  ]
}

export const SHARD_IDIOMS: Readonly<Record<string, Idiom>> = {
  'away and back': awayAndBack,
  'crash in hand-over': crashInHandOver,
  'asked again': askedAgain,
  behind,
  stalled,
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
