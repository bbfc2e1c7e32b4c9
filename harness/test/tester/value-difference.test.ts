/** Tests of harness/tester/value-difference.ts. */
import t from 'tap'
import { describeDifference } from '../../tester/value-difference.ts'

t.test('short values are shown whole, and where they part', async (t) => {
  t.strictSame(describeDifference('abc', 'abd'), [
    'expected  "abc"',
    'received  "abd"',
    'they differ from character 3 on: 3 characters were expected, 3 received',
  ])
  t.match(describeDifference('abc', 'ab')[2], /^the end is missing: 3 .* 2 received$/)
  t.match(describeDifference('abc', 'abcc')[2], /^there is more behind the end: 3 .* 4 received$/)
})

t.test('of long values that part is shown which differs', async (t) => {
  const expected = 'x'.repeat(5_000)
  const received = `${'x'.repeat(2_500)}y${'x'.repeat(2_499)}`
  const [first, second, third] = describeDifference(expected, received)
  t.match(first, /^expected {2}\.\.\. "x{180}" \.\.\.$/)
  t.match(second, /^received {2}\.\.\. "x{60}yx{119}" \.\.\.$/)
  t.match(third, /^they differ from character 2,501 on/)
})
