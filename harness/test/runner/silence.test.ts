/** Tests of harness/runner/silence.ts. */
import t from 'tap'
import { Silence } from '../../runner/silence.ts'

/** Asks after every step of CPU that a worker has made, from 5,000 ms on; one run may use 60 s. */
function answers(stepsMs: readonly number[], spokenMs?: number): readonly boolean[] {
  let usedMs = 5_000
  const silence = new Silence(60_000, () => usedMs)
  silence.begin()
  if (spokenMs !== undefined) {
    usedMs += spokenMs
    silence.speak()
  }
  return stepsMs.map((stepMs) => {
    usedMs += stepMs
    return silence.isOver()
  })
}

t.test('a worker that gets little of a busy machine is waited for', async (t) => {
  t.strictSame(answers([20_000, 15_000, 9_000, 600]), [false, false, false, false])
})

t.test('one that uses nothing is stuck', async (t) => {
  t.strictSame(answers([0]), [true])
  t.strictSame(answers([20_000, 100]), [false, true])
})

t.test('one that works far beyond the limit of a run is given up', async (t) => {
  t.strictSame(answers([170_000, 9_000, 9_000]), [false, false, true])
})

t.test('what the runs before have used does not count', async (t) => {
  t.strictSame(answers([20_000, 20_000, 170_000], 900_000), [false, false, true])
})

t.test('that a guest of it has ended is no standstill', async (t) => {
  t.strictSame(answers([20_000, -18_000]), [false, false])
})
