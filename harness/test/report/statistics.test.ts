/** Tests of harness/report/statistics.ts. */
import t from 'tap'
import { median, medianStatistics } from '../../report/statistics.ts'
import { backup, makeRun, split } from './samples.ts'

t.test('medians are values that were seen', async (t) => {
  t.equal(median([9, 1, 5]), 5)
  t.equal(median([4, 1, 3, 2]), 2)
  t.equal(median([]), 0)
})

t.test('runs that passed count, unless there are none', async (t) => {
  const statistics = { virtualMs: 1, servers: 3, rpcs: 2, bytes: 3, operations: 4 }
  const failed = makeRun(backup, 1, { failure: split, statistics })
  t.equal(medianStatistics([failed, makeRun(backup, 2)])?.rpcs, 1952)
  t.equal(medianStatistics([failed])?.rpcs, 2)
  t.equal(medianStatistics([]), undefined)
})
