/**
 * Short sequences of steps that belong together, with holes that chance fills: what the literature
 * and the tests of this project know to be hard for a Raft. Single steps, drawn one by one, seldom
 * come in such an order.
 */
import type { Deed, Leg, Step } from '../scenario/scenario.ts'
import type { Draw } from './drawing.ts'
import { commands, crashAt, elect, type Idiom, MEND, RELEASE, some, then } from './pieces.ts'

/**
 * A call whose request is kept fails after up to 7 s; who waits for it does not ask again before.
 */
const GIVEN_UP_MS = 8_000

/** A term of office among some servers only, behind which its leader may be gone. */
const office: Idiom = (draw) => {
  const [leader, ...rest] = draw.servers()
  const group = [leader as number, ...rest.slice(0, draw.between(0, rest.length))]
  const others = rest.filter((server) => !group.includes(server))
  const cut: Deed = { do: 'cut', from: group, to: others, ways: 'both' }
  const end = draw.pick<Deed>([
    { do: 'crash', who: [leader as number] },
    { do: 'restart', who: [leader as number] },
    { do: 'cut', from: [leader as number], to: rest, ways: 'both' },
    MEND,
  ])
  return [
    elect(leader as number, draw),
    ...(others.length === 0 ? [] : [then(cut, draw.pick([0, 5, 20]))]),
    commands(draw, leader as number),
    then(end, some(draw)),
    ...(draw.isHit(0.5) ? [then(MEND, draw.pick([0, 20, 300]))] : []),
  ]
}

/** One message is late: it arrives behind what was sent after it. */
const lateMessage: Idiom = (draw) => {
  const leg = draw.pick<Leg>(['request', 'reply'])
  const other = `leader+${draw.between(1, draw.size - 1)}` as const
  const [from, to] = leg === 'request' ? (['leader', other] as const) : ([other, 'leader'] as const)
  return [
    then({ do: 'hold', leg, from, to, count: draw.pick([1, 1, 1, 2, 3]) }, 0),
    ...(draw.isHit(0.7) ? [commands(draw, 'leader')] : []),
    then({ do: 'await', what: 'held', withinMs: 500 }, draw.pick([0, 1, 5, 100])),
    ...(draw.isHit(0.6) ? [commands(draw, 'leader')] : []),
    ...draw.maybe(0.4, () => between(draw)),
    then(RELEASE, draw.pick([1, 5, 20, 200])),
    ...draw.maybe(0.5, () => change(draw)),
  ]
}

/** What comes between: the leader or its office is another one. */
function between(draw: Draw): readonly Step[] {
  const [server] = draw.servers()
  return draw.pick<readonly Step[]>([
    [elect(server as number, draw), commands(draw, 'leader')],
    [then({ do: 'restart', who: ['leader'] }, some(draw)), elect(server as number, draw)],
    [then({ do: 'await', what: 'leader', withinMs: 1_000 }, draw.pick([200, 1_000, GIVEN_UP_MS]))],
    [then({ do: 'commands', to: 'leader', count: 12 }, some(draw))],
  ])
}

/** What shows that something was lost: somebody else is to lead. */
function change(draw: Draw): readonly Step[] {
  const [server] = draw.servers()
  const other = `leader+${draw.between(1, draw.size - 1)}` as const
  return draw.pick<readonly Step[]>([
    [elect(other, draw), commands(draw, 'leader')],
    [then({ do: 'crash', who: ['leader'] }, some(draw)), elect(other, draw)],
    [then({ do: 'restart', who: [other] }, some(draw))],
    [elect(server as number, draw), commands(draw, 'leader')],
    [then({ do: 'restart', who: draw.servers() }, some(draw))],
  ])
}

/**
 * Two stand in the same term, each before one half of the servers, and the one voter between them
 * hears them one after the other.
 */
const rivals: Idiom = (draw) => {
  const [first, second, voter, ...others] = draw.servers() as [number, number, number, ...number[]]
  const half = others.splice(0, others.length / 2)
  const hold = (from: number): Step => {
    return then({ do: 'hold', leg: 'request', from, to: voter, count: draw.pick([1, 1, 2]) }, 0)
  }
  const apart: Deed = { do: 'cut', from: [first, ...half], to: [second, ...others], ways: 'both' }
  const alone: Deed = { do: 'cut', from: [voter], to: [...half, ...others], ways: 'both' }
  const back = draw.pick(['restart', 'start'] as const)
  return [
    then({ do: 'restart', who: [first, second] }, 0),
    then(apart, 0),
    then(alone, 0),
    hold(first),
    then(hold(second), draw.pick([50, 150, 200])),
    // Those who begin later stand later, so that two have stood before.
    then({ do: 'restart', who: [voter, ...half, ...others] }, 0),
    then({ do: 'await', what: 'held', withinMs: 1_000 }, draw.pick([0, 1, 5, 20, 150])),
    ...draw.maybe(0.5, () => [crashAt(draw, voter)]),
    then({ do: 'release', which: draw.pick(['first', 'last'] as const) }, draw.pick([1, 5, 20])),
    ...draw.maybe(0.8, () => [then({ do: back, who: [voter] }, draw.pick([0, 1, 5]))]),
    then({ do: 'release', which: 'all' }, draw.pick([5, 20, 300])),
    ...draw.maybe(0.5, () => [then(MEND, some(draw))]),
  ]
}

/**
 * One is elected while those who could elect another are down; whoever voted starts again, and then
 * the others come back with a rival for the same term.
 */
const lateRival: Idiom = (draw) => {
  const [first, second, voter, ...others] = draw.servers() as [number, number, number, ...number[]]
  const half = others.splice(0, others.length / 2)
  const late = [second, ...others]
  const voted = draw.pick<readonly Step[]>([
    [then({ do: 'restart', who: [voter] }, draw.pick([0, 1, 5]))],
    [then({ do: 'start', who: [voter] }, draw.pick([0, 1, 5]))],
    [],
  ])
  return [
    then({ do: 'crash', who: late }, draw.pick([0, 5])),
    ...draw.maybe(0.6, () => [crashAt(draw, voter, 0)]),
    elect(first, draw),
    ...draw.maybe(0.4, () => [commands(draw, first)]),
    ...voted,
    then({ do: 'cut', from: [first, ...half], to: [voter, ...late], ways: 'both' }, 0),
    then({ do: 'start', who: [voter, ...late] }, 0),
    elect(second, draw),
    ...draw.maybe(0.4, () => [commands(draw, second)]),
    ...draw.maybe(0.6, () => [then(MEND, some(draw))]),
  ]
}

/** A server crashes between two things that it does, and is soon back. */
const crashPoint: Idiom = (draw) => {
  const who = draw.who()
  return [
    crashAt(draw, who),
    ...draw.maybe(0.7, () => [commands(draw, 'leader')]),
    ...draw.maybe(0.3, () => [elect(draw.who(), draw)]),
    then({ do: 'start', who: draw.everyone() }, draw.pick([0, 1, 20, 300])),
    ...draw.maybe(0.5, () => change(draw)),
  ]
}

/**
 * A command is committed on a majority that is just one; one of those who have it is lost, or
 * forgets it; and somebody who never had it is to lead.
 */
const bareMajority: Idiom = (draw) => {
  const [leader, ...rest] = draw.servers() as [number, ...number[]]
  const helpers = rest.slice(0, Math.floor(draw.size / 2))
  const others = rest.slice(helpers.length)
  const [witness, other] = [helpers[0] as number, others[0] as number]
  const late: Deed = { do: 'hold', leg: 'request', from: leader, to: witness, count: 1 }
  const gone = draw.pick(['crash', 'restart', 'cut'] as const)
  return [
    elect(leader, draw),
    then({ do: 'cut', from: [leader, ...helpers], to: others, ways: 'both' }, 0),
    ...draw.maybe(0.4, () => [crashAt(draw, witness)]),
    ...draw.maybe(0.4, () => [then(late, 0), commands(draw, leader)]),
    then({ do: 'commands', to: leader, count: draw.pick([1, 2, 12]) }, draw.pick([5, 50, 300])),
    ...draw.maybe(0.4, () => [then(RELEASE, draw.pick([5, 20]))]),
    then({ do: draw.pick(['restart', 'start'] as const), who: [witness] }, draw.pick([0, 5])),
    then(MEND, 0),
    gone === 'cut'
      ? then({ do: 'cut', from: [leader], to: rest, ways: 'both' }, draw.pick([0, 5]))
      : then({ do: gone, who: [leader] }, draw.pick([0, 5])),
    elect(other, draw),
    commands(draw, other),
    ...draw.maybe(0.6, () => [then(MEND, some(draw)), then({ do: 'start', who: [leader] }, 0)]),
  ]
}

/** A follower lags behind what the others still have; what brings it up may be late. */
const lagging: Idiom = (draw) => {
  const lagging = `leader+${draw.between(1, draw.size - 1)}` as const
  const rest = draw.everyone()
  const count = draw.pick([3, 8, 12, 12, 25])
  const late: Deed = { do: 'hold', leg: 'request', from: 'leader', to: lagging, count: 1 }
  return [
    then({ do: 'cut', from: [lagging], to: rest, ways: 'both' }, draw.pick([0, 20, 500])),
    then({ do: 'commands', to: 'leader', count }, draw.pick([50, 200, 500])),
    ...draw.maybe(0.3, () => [then({ do: 'snapshot', who: draw.who() }, 0)]),
    ...draw.maybe(0.6, () => [then(late, 0)]),
    then(MEND, draw.pick([1, 20, 200, 1_000, GIVEN_UP_MS])),
    ...draw.maybe(0.4, () => [elect(draw.who(), draw)]),
    ...draw.maybe(0.7, () => [then({ do: 'commands', to: 'leader', count: 3 }, some(draw))]),
    ...draw.maybe(0.6, () => [then(RELEASE, draw.pick([1, 5, 20, 200]))]),
    ...draw.maybe(0.6, () => change(draw)),
  ]
}

/** Somebody stands again and again, so that its term runs ahead. */
const manyTerms: Idiom = (draw) => {
  const [server, ...rest] = draw.servers()
  const ways = draw.pick(['both', 'there'] as const)
  const lonely: Deed =
    ways === 'both'
      ? { do: 'cut', from: [server as number], to: rest, ways }
      : { do: 'cut', from: rest, to: [server as number], ways }
  return [
    then(lonely, draw.pick([1_000, 3_000, 6_000])),
    commands(draw, 'leader'),
    then(MEND, some(draw)),
  ]
}

/** A new leader meets entries of an old one that never came to a majority. */
const leftovers: Idiom = (draw) => {
  const [a, b, ...rest] = draw.servers() as [number, number, ...number[]]
  const few = draw.isHit(0.5) ? [] : rest.slice(0, 1)
  const away = draw.everyone().filter((server) => server !== a && !few.includes(server))
  return [
    elect(a, draw),
    then({ do: 'cut', from: [a], to: away, ways: 'both' }, draw.pick([0, 5])),
    commands(draw, a, 6),
    then({ do: draw.pick(['crash', 'restart']), who: [a] }, draw.pick([0, 20])),
    elect(b, draw),
    ...draw.maybe(0.5, () => [then({ do: 'cut', from: [b], to: rest, ways: 'both' }, 0)]),
    commands(draw, b, 6),
    then({ do: draw.pick(['crash', 'restart']), who: [b] }, draw.pick([0, 20, 200])),
    then(MEND, 0),
    then({ do: 'start', who: draw.isHit(0.5) ? [a] : draw.everyone() }, 0),
    elect(a, draw),
    ...draw.maybe(0.5, () => [commands(draw, a, 2)]),
    ...draw.maybe(0.5, () => [then({ do: 'crash', who: [a] }, some(draw)), elect(b, draw)]),
  ]
}

/** What a follower has said in one office arrives in another one of the same leader. */
const oldReplies: Idiom = (draw) => {
  const [leader, follower, ...rest] = draw.servers() as [number, number, ...number[]]
  const next = rest[0] as number
  const helper = rest.at(-1) as number
  const hold = (count: number): Step => {
    return then({ do: 'hold', leg: 'reply', from: follower, to: leader, count }, 0)
  }
  return [
    elect(leader, draw),
    then({ do: 'cut', from: [leader, follower], to: rest, ways: 'both' }, 0),
    hold(draw.pick([1, 3, 20])),
    commands(draw, leader, 6),
    then({ do: 'await', what: 'held', withinMs: 500 }, draw.pick([5, 200])),
    then(MEND, 0),
    then({ do: 'cut', from: [leader], to: draw.everyone(), ways: 'both' }, draw.pick([0, 300])),
    ...draw.maybe(0.8, () => [elect(next, draw), commands(draw, next, 2)]),
    then(MEND, draw.pick([200, 600])),
    elect(leader, draw),
    then({ do: 'cut', from: [leader, helper], to: draw.everyone(), ways: 'both' }, 0),
    commands(draw, leader, 6),
    then(RELEASE, draw.pick([5, 200])),
    ...draw.maybe(0.6, () => [then({ do: 'crash', who: [leader] }, 0), then(MEND, 0)]),
    ...draw.maybe(0.6, () => [elect(next, draw), commands(draw, next, 2)]),
  ]
}

/** The classic shapes of a partition. */
const partition: Idiom = (draw) => {
  const servers = draw.servers()
  const half = Math.floor(servers.length / 2)
  const [left, right] = [servers.slice(0, half), servers.slice(half)]
  const bridge = right.slice(1)
  const [one, ...rest] = servers as [number, ...number[]]
  const cut = draw.pick<Deed>([
    { do: 'cut', from: left, to: right, ways: 'both' },
    { do: 'cut', from: left, to: bridge, ways: 'both' },
    { do: 'cut', from: ['leader'], to: servers, ways: 'both' },
    { do: 'cut', from: ['leader'], to: left, ways: 'both' },
    { do: 'cut', from: [one], to: rest, ways: 'there' },
    { do: 'cut', from: rest, to: [one], ways: 'there' },
    { do: 'cut', from: ['leader'], to: right, ways: 'there' },
  ])
  return [
    then(cut, some(draw)),
    ...draw.maybe(0.8, () => [commands(draw, draw.who())]),
    ...draw.maybe(0.5, () => [commands(draw, 'leader')]),
    ...draw.maybe(0.7, () => [then(MEND, some(draw))]),
  ]
}

export const IDIOMS: Readonly<Record<string, Idiom>> = {
  office,
  'late message': lateMessage,
  rivals,
  'late rival': lateRival,
  'crash point': crashPoint,
  'bare majority': bareMajority,
  lagging,
  'many terms': manyTerms,
  leftovers,
  'old replies': oldReplies,
  partition,
}
