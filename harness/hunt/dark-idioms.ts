/**
 * Short sequences of steps on a sharded store in which somebody is late or in the dark: a clerk
 * that did not hear an answer, a request that is on its way for long, a group that does not know of
 * the newest configuration, a leader whose log is held up.
 */
import {
  CLERKS,
  type Deed,
  type Party,
  STORE_GIDS,
  type Step,
  type Who,
} from '../scenario/scenario.ts'
import { inGroup } from './in-group.ts'
import { ask, type Idiom, MEND, RELEASE, some, then } from './pieces.ts'
import { asks, at, gidsOf, move, NOTICED_MS, nameOf, owned, SHARD, shake } from './shard-pieces.ts'

/** An operation takes effect, its clerk does not hear of it, and asks the next owner again. */
const askedAgain: Idiom = (draw) => {
  const [from, to] = gidsOf(draw)
  const clerk = draw.between(0, CLERKS - 1)
  const name = `C${clerk}` as const
  const deaf = draw.pick<Deed>([
    { do: 'lose', leg: 'reply', from: nameOf(from), to: name, count: draw.pick([1, 2, 5, 20]) },
    { do: 'hold', leg: 'reply', from: nameOf(from), to: name, count: draw.pick([1, 5, 20]) },
    { do: 'cut', from: [nameOf(from)], to: [name], ways: 'there' },
    { do: 'cut', from: [nameOf(from)], to: [name], ways: 'there' },
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

/** A request of a clerk is on its way until the clerk has gone on, by another copy of it. */
const lateRequest: Idiom = (draw) => {
  const [from, to] = gidsOf(draw)
  const clerk = draw.between(0, CLERKS - 1)
  const count = draw.pick([1, 1, 2])
  const late = { do: 'hold', leg: 'request', from: `C${clerk}`, to: nameOf(from), count } as const
  return [
    ...owned(draw, from, to),
    then(late, 0),
    then({ do: 'ask', clerks: [clerk], op: 'append', key: 'a', count: draw.pick([2, 3]) }, 0),
    then({ do: 'await', what: 'answers', withinMs: 4_000 }, 0),
    ...draw.maybe(0.3, () => [move(draw, to), ...asks(draw), move(draw, from)]),
    ...draw.maybe(0.3, () => shake(draw, from)),
    then(RELEASE, some(draw)),
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

/**
 * Clerks reach only a leader that has lost its group, and wait there; the others go on with one
 * clerk that fills the same places of the log. Then the old leader learns of that.
 */
const replaced: Idiom = (draw) => {
  const [gid, other] = gidsOf(draw)
  const [old, next, third] = draw.servers().map((server) => at(gid, server)) as [Who, Who, Who]
  const [free, ...lonely] = draw.shuffled() as [number, ...number[]]
  const names = lonely.map((clerk) => `C${clerk}` as const)
  const confined = then({ do: 'cut', from: names, to: [next, third], ways: 'both' }, 0)
  const op = draw.pick(['append', 'append', 'put', 'get'] as const)
  return [
    ...owned(draw, gid, other),
    then({ do: 'elect', who: old, withinMs: 3_000 }, 20),
    // They know then whom to ask first.
    then({ do: 'ask', clerks: lonely, op: 'get', key: 'a', count: 1 }, 0),
    then({ do: 'await', what: 'answers', withinMs: 2_000 }, 0),
    confined,
    then({ do: 'cut', from: [old], to: [next, third, `C${free}`], ways: 'both' }, 0),
    ...lonely.map((clerk) => {
      return then({ do: 'ask', clerks: [clerk], op, key: 'a', count: 1 }, draw.pick([0, 50, 200]))
    }),
    then({ do: 'elect', who: next, withinMs: 3_000 }, 0),
    then({ do: 'ask', clerks: [free], op, key: 'a', count: 12 }, draw.pick([300, 600, 900, 1_200])),
    // It hears of the new leader from that one, and with it what it has missed.
    then({ do: 'lose', leg: 'request', from: old, to: nameOf(gid), count: 20 }, 0),
    then(MEND, 0),
    { ...confined, thenMs: 300 },
    then(MEND, some(draw)),
    ask(draw, draw.clerks(), 'get'),
  ]
}

export const DARK_IDIOMS: Readonly<Record<string, Idiom>> = {
  'asked again': askedAgain,
  'late request': lateRequest,
  behind,
  stalled,
  replaced,
}

/** What is hard for a service in one group, which has key `a` then. */
export function withKey(idiom: Idiom): Idiom {
  return (draw) => {
    const [gid] = gidsOf(draw)
    return [
      then({ do: 'join', gids: [gid] }, 0),
      then({ do: 'move', shard: SHARD.a, gid }, draw.pick([300, 600])),
      ...idiom(draw).map((step) => inGroup(step, nameOf(gid))),
    ]
  }
}
