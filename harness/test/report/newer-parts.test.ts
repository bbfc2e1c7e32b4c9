/** Names of parts that only a later edition of the labs has. */
import t from 'tap'
import { describeParts } from '../../report/test-choice.ts'

t.test('a part of 2024 that is another here is told', async (t) => {
  t.match(describeParts('3C', []), /^; what the labs of 2024 call so is 2C here; the parts are/)
  t.match(describeParts('lab5b', []), /is 4B here/)
  t.notMatch(describeParts('3A', []), /2024/, '3A is a part here')
  t.notMatch(describeParts('2E', []), /2024/)
})
