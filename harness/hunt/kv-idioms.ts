/**
 * Short sequences of steps that are known to be hard for a replicated service: an answer that is
 * lost behind an operation that took effect, a leader that does not know that it is none any more,
 * servers that know the past only from a snapshot.
 */
import type { ClerkName, Deed, Step } from '../scenario/scenario.ts'
import type { Draw } from './drawing.ts'
import { ask, elect, type Idiom, MEND, RELEASE, some, then } from './pieces.ts'

/** Time for a clerk to ask again, or for all servers in turn. */
const AGAIN_MS = [20, 100, 300, 1_000]

function nameOf(clerk: number): ClerkName {
  return `C${clerk}`
}

/** The leader changes while somebody waits, or forgets all that it has not saved. */
function shake(draw: Draw): readonly Step[] {
  const other = draw.between(0, draw.size - 1)
  return draw.pick<readonly Step[]>([
    [elect(other, draw)],
    [then({ do: 'restart', who: ['leader'] }, some(draw))],
    [then({ do: 'restart', who: draw.everyone() }, some(draw))],
    [then({ do: 'crash', who: ['leader'] }, some(draw))],
    [],
  ])
}

/** An operation takes effect, but its clerk does not hear of it, and asks again: somebody else. */
const lostAnswer: Idiom = (draw) => {
  const clerk = draw.clerk()
  const from = draw.isHit(0.6) ? 'leader' : draw.who()
  const deed = draw.pick<Deed>([
    { do: 'lose', leg: 'reply', from, to: nameOf(clerk), count: draw.pick([1, 1, 2, 5]) },
    { do: 'hold', leg: 'reply', from, to: nameOf(clerk), count: draw.pick([1, 1, 2]) },
    { do: 'crash-at', who: 'leader', at: 'before-answer', count: draw.pick([1, 1, 2]) },
    { do: 'cut', from: draw.everyone(), to: [nameOf(clerk)], ways: 'there' },
  ])
  return [
    then(deed, 0),
    ask(draw, [clerk], draw.pick(['append', 'append', 'put'])),
    ...draw.maybe(0.6, () => [ask(draw, draw.clerks(), draw.op(), 4)]),
    ...shake(draw),
    ...draw.maybe(0.5, () => [ask(draw, draw.clerks(), 'append', 12)]),
    ...draw.maybe(0.4, () => shake(draw)),
    then(MEND, draw.pick(AGAIN_MS)),
    then({ do: 'start', who: draw.everyone() }, 0),
    ...draw.maybe(0.5, () => [then(RELEASE, some(draw))]),
    ...draw.maybe(0.5, () => [ask(draw, draw.clerks(), 'get')]),
  ]
}

/** A request of a clerk is late: it arrives when the clerk has gone on. */
const lateRequest: Idiom = (draw) => {
  const clerk = draw.clerk()
  const to = draw.isHit(0.6) ? 'leader' : draw.who()
  return [
    then({ do: 'hold', leg: 'request', from: nameOf(clerk), to, count: draw.pick([1, 2]) }, 0),
    ask(draw, [clerk], draw.pick(['append', 'put', 'append'])),
    then({ do: 'await', what: 'held', withinMs: 500 }, draw.pick(AGAIN_MS)),
    ...draw.maybe(0.6, () => shake(draw)),
    ask(draw, draw.clerks(), draw.op(), 4),
    then(RELEASE, some(draw)),
    ask(draw, draw.clerks(), 'get'),
  ]
}

/**
 * A leader is cut off with a clerk that reaches nobody else, and takes its operations, while the
 * others go on under another one and fill the same indexes.
 */
const oldLeader: Idiom = (draw) => {
  const [old, next, ...rest] = draw.servers() as [number, number, ...number[]]
  const [lonely, ...others] = draw.shuffled() as [number, ...number[]]
  const away = [next, ...rest]
  const ops = ['get', 'get', 'append', 'put'] as const
  return [
    elect(old, draw),
    then({ do: 'cut', from: [nameOf(lonely)], to: away, ways: 'both' }, 0),
    ...others.map((clerk): Step => {
      return then({ do: 'cut', from: [nameOf(clerk)], to: [old], ways: 'both' }, 0)
    }),
    then({ do: 'cut', from: [old], to: away, ways: 'both' }, draw.pick([0, 5])),
    ...draw.maybe(0.7, () => [ask(draw, [lonely], draw.pick(ops))]),
    elect(next, draw),
    ask(draw, others.slice(0, draw.between(1, 3)), draw.op(), 4),
    then({ do: 'await', what: 'leader', withinMs: 500 }, draw.pick(AGAIN_MS)),
    ...draw.maybe(0.5, () => [ask(draw, [lonely], draw.pick(ops))]),
    then(MEND, some(draw)),
    ask(draw, draw.clerks(), 'get'),
  ]
}

/** So much is asked for that a server has to take a snapshot; behind that, all begin anew. */
const snapshots: Idiom = (draw) => {
  const behind = draw.between(0, draw.size - 1)
  const rest = draw.everyone().filter((server) => server !== behind)
  return [
    ...draw.maybe(0.6, () => [then({ do: 'cut', from: [behind], to: rest, ways: 'both' }, 0)]),
    ask(draw, draw.clerks(), 'append', 4),
    ask(draw, draw.clerks(), draw.pick(['put', 'append']), 12),
    then({ do: 'await', what: 'answers', withinMs: 2_000 }, 0),
    ...draw.maybe(0.5, () => lostAnswer(draw)),
    then(MEND, draw.pick([0, 100, 300])),
    ...draw.maybe(0.6, () => [then({ do: 'restart', who: draw.everyone() }, some(draw))]),
    ...draw.maybe(0.6, () => [elect(behind, draw)]),
    ask(draw, draw.clerks(), 'get'),
  ]
}

/** Everybody is elected in turn and asked for everything: servers that differ show. */
const everybody: Idiom = (draw) => {
  return draw
    .servers()
    .flatMap((server) => [
      elect(server, draw),
      ask(draw, [draw.clerk()], 'get'),
      ask(draw, [draw.clerk()], draw.op()),
      then({ do: 'await', what: 'answers', withinMs: 500 }, 0),
    ])
}

/** Many clerks at once, with the leader or the network changing under them. */
const busy: Idiom = (draw) => {
  return [
    ask(draw, draw.shuffled(), 'append', 4),
    ask(draw, draw.clerks(), draw.op(), 8),
    ...shake(draw),
    ask(draw, draw.clerks(), draw.op(), 4),
    ...draw.maybe(0.5, () => shake(draw)),
    ...draw.maybe(0.5, () => [then({ do: 'start', who: draw.everyone() }, some(draw))]),
  ]
}

export const KV_IDIOMS: Readonly<Record<string, Idiom>> = {
  'lost answer': lostAnswer,
  'late request': lateRequest,
  'old leader': oldLeader,
  snapshots,
  everybody,
  busy,
}

/** Single steps that only a service has. */
export const KV_SINGLES: Readonly<Record<string, Idiom>> = {
  ask: (draw) => [ask(draw, draw.clerks(), draw.op(), 5)],
  answers: (draw) => [
    then({ do: 'await', what: 'answers', withinMs: draw.pick([100, 500, 2_000]) }, 0),
  ],
  'deaf clerk': (draw) => [
    then(
      {
        do: 'lose',
        leg: draw.pick(['request', 'reply', 'reply'] as const),
        ...draw.pick([
          { from: draw.who(), to: nameOf(draw.clerk()) },
          { from: nameOf(draw.clerk()), to: draw.who() },
        ]),
        count: draw.pick([1, 1, 3]),
      },
      some(draw),
    ),
  ],
  'lost clerk': (draw) => [
    then({ do: 'cut', from: [nameOf(draw.clerk())], to: draw.some(), ways: 'both' }, some(draw)),
  ],
}
