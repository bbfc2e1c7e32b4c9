/** Tests of harness/tester/commit-clock.ts: which commands have a time, and which. */
import t from 'tap'
import { CommitClock } from '../../tester/commit-clock.ts'

t.test('from the accepted start to the first apply', async (t) => {
  const clock = new CommitClock()
  clock.accepted(1, 'a', 10)
  clock.accepted(2, 'b', 11)
  clock.applied(1, 'a', 14)
  clock.applied(2, 'b', 14)
  t.strictSame(clock.timesMs, [4, 3])
})

t.test('a command that lost its place to another has none', async (t) => {
  const clock = new CommitClock()
  clock.accepted(1, 'stranded', 10)
  clock.applied(1, 'other', 14)
  clock.applied(2, 'nobody started this', 14)
  t.strictSame(clock.timesMs, [])
})

t.test('accepted anew at the same place, it counts from there', async (t) => {
  const clock = new CommitClock()
  clock.accepted(1, 'a', 10)
  clock.accepted(1, 'a', 500)
  clock.applied(1, 'a', 502)
  t.strictSame(clock.timesMs, [2])
})
