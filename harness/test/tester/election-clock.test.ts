/** Tests of harness/tester/election-clock.ts: what counts as a time without a leader. */
import t from 'tap'
import { ElectionClock } from '../../tester/election-clock.ts'

/** Three servers, started and linked at 0 ms. */
function group() {
  let nowMs = 0
  const clock = new ElectionClock(3, () => nowMs)
  for (const server of [0, 1, 2]) clock.started(server, true)
  return {
    clock,
    at(ms: number): ElectionClock {
      nowMs = ms
      return clock
    },
    /** Cuts a server off, or links it again. */
    connect(server: number, isLinked: boolean): void {
      for (const peer of [0, 1, 2].filter((other) => other !== server)) {
        clock.linked(server, peer, isLinked)
        clock.linked(peer, server, isLinked)
      }
    },
  }
}

t.test('from the start to the first leader', async (t) => {
  const { at } = group()
  at(300).state(1, true)
  t.strictSame(at(900).times(), [300])
  t.strictSame(at(950).times(), [300], 'asked twice, counted once')
})

t.test('a crash of the leader begins one, a split vote is in it', async (t) => {
  const { at } = group()
  at(300).state(1, true)
  at(1000).crashed(1)
  at(1200).state(0, false)
  at(1450).state(2, true)
  t.strictSame(at(2000).times(), [300, 450])
})

t.test('a leader that is cut off counts no more, and again once it is back', async (t) => {
  const { at, connect } = group()
  at(300).state(1, true)
  at(1000)
  connect(1, false)
  at(1400).state(0, true)
  at(2000)
  connect(0, false)
  at(2100)
  connect(1, true)
  t.strictSame(at(3000).times(), [300, 400], 'nobody reached a majority from 2,000 to 2,100')
})

t.test('where nobody reaches a majority there is no election', async (t) => {
  const { at, connect } = group()
  at(300).state(1, true)
  at(1000)
  connect(1, false)
  connect(2, false)
  at(5000).linked(0, 2, true)
  at(5000).linked(2, 0, true)
  at(5350).state(2, true)
  t.strictSame(at(6000).times(), [300, 350])
})

t.test('what is undone within the same moment has not been', async (t) => {
  const { at, connect } = group()
  at(300).state(1, true)
  at(1000)
  connect(1, false)
  connect(1, true)
  t.strictSame(at(2000).times(), [300])
})

t.test('a way that is open in one direction only is none', async (t) => {
  const { at } = group()
  at(0).linked(1, 0, false)
  at(0).linked(2, 1, false)
  at(0).linked(0, 2, false)
  at(400).state(1, true)
  at(1000).linked(1, 0, true)
  t.strictSame(at(2000).times(), [], 'it led before it could')
})

t.test('a restarted server leads no longer, and reaches nobody until it is linked', async (t) => {
  const { at, connect } = group()
  at(300).state(1, true)
  at(1000).crashed(1)
  at(1000).crashed(2)
  at(1000).started(1, false)
  at(2000)
  connect(1, true)
  at(2250).state(1, true)
  t.strictSame(at(3000).times(), [300, 250])
})
