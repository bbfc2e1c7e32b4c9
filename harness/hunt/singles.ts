/** Pieces of one step each, so that every order of steps can come about. */
import { commands, crashAt, elect, type Idiom, MEND, some, then } from './pieces.ts'

/** Single steps, each by its kind. */
export const SINGLES: Readonly<Record<string, Idiom>> = {
  commands: (draw) => [commands(draw, draw.isHit(0.7) ? 'leader' : draw.who(), 5)],
  cut: (draw) => [
    then(
      {
        do: 'cut',
        from: draw.some(),
        to: draw.some(),
        ways: draw.pick(['both', 'both', 'there'] as const),
      },
      some(draw),
    ),
  ],
  mend: (draw) => [then(MEND, some(draw))],
  hold: (draw) => [
    then({ do: 'hold', ...draw.link(), count: draw.pick([1, 1, 2, 20]) }, some(draw)),
  ],
  release: (draw) => [
    then({ do: 'release', which: draw.pick(['first', 'last', 'all'] as const) }, some(draw)),
  ],
  lose: (draw) => [
    then({ do: 'lose', ...draw.link(), count: draw.pick([1, 1, 2, 5]) }, some(draw)),
  ],
  slow: (draw) => [
    then({ do: 'slow', from: draw.who(), to: draw.who(), ms: draw.pick([0, 30, 150, 600]) }, 0),
  ],
  crash: (draw) => [then({ do: 'crash', who: draw.some() }, some(draw))],
  'crash-at': (draw) => [crashAt(draw, draw.who())],
  start: (draw) => [then({ do: 'start', who: draw.everyone() }, some(draw))],
  restart: (draw) => [then({ do: 'restart', who: draw.some() }, some(draw))],
  elect: (draw) => [elect(draw.who(), draw)],
  snapshot: (draw) => [then({ do: 'snapshot', who: draw.who() }, some(draw))],
  unreliable: (draw) => [then({ do: 'unreliable', isOn: draw.isHit(0.5) }, some(draw))],
  reordering: (draw) => [then({ do: 'reordering', isOn: draw.isHit(0.5) }, some(draw))],
  await: (draw) => [
    then(
      { do: 'await', what: draw.pick(['leader', 'held'] as const), withinMs: 1_000 },
      some(draw),
    ),
  ],
}
