/** The timers of a Go program, as one of the world's. */
import t from 'tap'
import { GoTimers } from '../../../realm/go/timers.ts'

const MS = 1e6

t.test('the world has the earliest of all timers', async (t) => {
  const timers = new GoTimers()
  timers.schedule(0, 50)
  const early = timers.schedule(0, 20)
  t.strictSame(timers.settle(0), { set: { id: 1, delayMs: 20 } })
  t.equal(timers.settle(5 * MS), undefined, 'nothing has changed')
  timers.clear(early)
  t.strictSame(timers.settle(5 * MS), { clear: 1, set: { id: 2, delayMs: 45 } })
})

t.test('a timer that is set anew to the same moment is the same', async (t) => {
  const timers = new GoTimers()
  const first = timers.schedule(0, 30)
  timers.settle(0)
  timers.clear(first)
  timers.schedule(10 * MS, 20)
  t.equal(timers.settle(10 * MS), undefined)
})

t.test('one that has fired tells when it was due, once', async (t) => {
  const timers = new GoTimers()
  const id = timers.schedule(0, 10)
  timers.settle(0)
  t.equal(timers.fire(7), undefined)
  t.equal(timers.fire(1), 10 * MS)
  t.equal(timers.fire(1), undefined)
  t.ok(timers.isDue(10 * MS))
  timers.clear(id)
  t.notOk(timers.isDue(10 * MS))
  t.equal(timers.settle(10 * MS), undefined)
})

t.test('the last one is cleared', async (t) => {
  const timers = new GoTimers()
  timers.clear(timers.schedule(0, 10))
  t.equal(timers.settle(0), undefined)
  const id = timers.schedule(0, 10)
  timers.settle(0)
  timers.clear(id)
  t.strictSame(timers.settle(0), { clear: 1 })
})
