/** Tests of harness/report/rate.ts. */
import t from 'tap'
import { formatRate, rateOf } from '../../report/rate.ts'
import { backup, makeRun, split } from './samples.ts'

t.test('an interval is rounded outwards', async (t) => {
  t.equal(formatRate({ low: 0.94551, high: 0.99821 }), '94.5-99.9 %')
  t.equal(formatRate({ low: 0, high: 0.1 }), '0-10 %')
  t.equal(formatRate({ low: 0.29, high: 0.57 }), '29-57 %')
  t.equal(formatRate({ low: 0.99999, high: 1 }), '99.9-100 %')
})

t.test('it is that of the runs', async (t) => {
  const runs = Array.from({ length: 20 }, (_, seed) => makeRun(backup, seed, { failure: split }))
  t.equal(formatRate(rateOf(runs)), '0-16.2 %')
})
