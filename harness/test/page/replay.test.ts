/** Tests of harness/page/replay.ts. */
import t from 'tap'
import { Replay } from '../../page/replay.ts'
import { at } from './events.ts'

/** The places of all events so far, the last few of them. */
function makeReplay(count: number) {
  const events = Array.from({ length: count }, (_, place) => at(place, 'x', 'S0'))
  const steps: number[] = []
  const replay = new Replay<{ seen: number[] }>(events, {
    start: () => ({ seen: [] }),
    copy: ({ seen }) => ({ seen: [...seen] }),
    step: (state, { atMs }, place) => {
      steps.push(place)
      state.seen.push(atMs)
    },
  })
  return { replay, steps }
}

t.test('a state is that after the event, whichever was asked for before', async (t) => {
  const { replay } = makeReplay(1_700)
  const expected = (cursor: number): number[] =>
    Array.from({ length: cursor + 1 }, (_, place) => place)
  for (const cursor of [-1, 3, 1_699, 499, 500, 501, 0, 1_200, 999, -1]) {
    t.strictSame(replay.after(cursor).seen, expected(cursor), String(cursor))
  }
  t.equal(replay.after(9_999).seen.length, 1_700)
  t.equal(replay.after(-7).seen.length, 0)
})

t.test('a jump takes no more steps than there are between two kept states', async (t) => {
  const { replay, steps } = makeReplay(20_000)
  replay.after(19_999)
  for (const cursor of [3, 12_345, 19_000, 18_999]) {
    steps.length = 0
    replay.after(cursor)
    t.ok(steps.length <= 500, `${steps.length} to ${cursor}`)
  }
  steps.length = 0
  replay.after(19_000)
  t.equal(steps.length, 1, 'forward it goes on from where it was')
})
