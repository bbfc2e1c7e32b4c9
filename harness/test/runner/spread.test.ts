/** Tests of harness/runner/spread.ts. */
import t from 'tap'
import { spreadOf } from '../../runner/spread.ts'

t.test('times that were seen, to a thousandth of a millisecond', async (t) => {
  t.equal(spreadOf([]), undefined)
  t.strictSame(spreadOf([2.00049]), { count: 1, median: 2, p90: 2, most: 2 })
  t.strictSame(spreadOf([30, 10, 20, 40]), { count: 4, median: 20, p90: 40, most: 40 })
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at)
  t.strictSame(spreadOf(hundred), { count: 100, median: 50, p90: 90, most: 100 })
})

t.test('as numbers, not as texts', async (t) => {
  t.match(spreadOf([9, 10, 100]), { median: 10, most: 100 })
})
