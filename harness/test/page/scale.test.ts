/** Tests of harness/page/scale.ts and clock.ts. */
import t from 'tap'
import { Clock } from '../../page/clock.ts'
import { firstFrom, lastAtMost, Scale } from '../../page/scale.ts'

const times = [0, 0.3, 0.3, 100, 100.5, 5_000]

t.test('time bends, and back again', async (t) => {
  const scale = new Scale(times)
  for (const ms of [0, 0.1, 0.3, 50, 100.2, 4_000, 5_000]) {
    t.ok(Math.abs(scale.timeAt(scale.placeOf(ms)) - ms) < 1e-6, String(ms))
  }
  t.equal(scale.placeOf(-5), 0)
  t.equal(scale.placeOf(9_999), scale.length)
  const [quick, quiet] = [scale.placeOf(0.3), scale.placeOf(5_000) - scale.placeOf(100.5)]
  t.ok(quiet < 20 * quick, 'a gap 16,000 times as long is not 20 times as wide')
})

t.test('quiet stretches are known by their true length', async (t) => {
  const scale = new Scale(times)
  t.strictSame(scale.quietGaps(0, scale.length, 50), [
    { fromMs: 0.3, toMs: 100 },
    { fromMs: 100.5, toMs: 5_000 },
  ])
  t.strictSame(scale.quietGaps(0, scale.placeOf(50), 50), [{ fromMs: 0.3, toMs: 100 }])
})

t.test('a run of one moment has a scale', async (t) => {
  const scale = new Scale([])
  t.equal(scale.length, 0)
  t.equal(scale.timeAt(3), 0)
})

t.test('the clock steps through events of one moment, and stops at the end', async (t) => {
  const clock = new Clock(new Scale(times), times)
  const seen: number[] = []
  clock.onChange(() => seen.push(clock.cursor))
  clock.goTo(0.3)
  clock.goToEvent(clock.cursor - 1)
  clock.goToEvent(-7)
  clock.goToEvent(99)
  t.strictSame(seen, [2, 1, 0, 5])
  clock.goTo(4_999)
  clock.togglePlaying()
  clock.advance(60)
  t.strictSame([clock.atMs, clock.isPlaying], [5_000, false])
  clock.togglePlaying()
  t.strictSame([clock.atMs, clock.isPlaying], [0, true], 'at the end it begins anew')
})

t.test('steps go by the events that are let through, and stay at an end', async (t) => {
  const clock = new Clock(new Scale(times), times)
  clock.stops = [1, 3]
  const after = (by: number, from: number): number => {
    clock.goToEvent(from)
    clock.step(by)
    return clock.cursor
  }
  t.strictSame([after(1, 0), after(1, 1), after(1, 2), after(1, 3), after(1, 5)], [1, 3, 3, 3, 5])
  t.strictSame([after(-1, 5), after(-1, 3), after(-1, 2), after(-1, 1)], [3, 1, 1, 1])
  t.strictSame([after(-1, 0), after(20, 0), after(-20, 5)], [0, 3, 1], 'never the other way')
  clock.stops = []
  t.equal(after(1, 2), 2, 'nothing is let through: nothing to go to')
})

t.test('without motion it plays from event to event, and ends at the end', async (t) => {
  const clock = new Clock(new Scale([...times, 6_000]), times)
  clock.isStepwise = true
  clock.goTo(50)
  clock.togglePlaying()
  clock.advance(0.3)
  t.equal(clock.atMs, 50)
  clock.advance(0.3)
  t.equal(clock.atMs, 100)
  clock.speed = 8
  clock.advance(0.1)
  clock.advance(0.1)
  t.strictSame([clock.atMs, clock.isPlaying], [5_000, true])
  clock.advance(0.1)
  t.strictSame([clock.atMs, clock.isPlaying], [6_000, false])
})

t.test('the first that is not below', async (t) => {
  t.strictSame(
    [-1, 0, 1, 2, 9].map((limit) => firstFrom([0, 1, 1, 3], limit)),
    [0, 0, 1, 3, 4],
  )
})

t.test('the last that is not above', async (t) => {
  t.strictSame(
    [-1, 0, 2, 9].map((limit) => lastAtMost([0, 1, 3], limit)),
    [-1, 0, 1, 2],
  )
})
