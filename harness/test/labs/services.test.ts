/**
 * Correct services of other design than the reference: none of the tests may blame one. The labs
 * below them come from elsewhere.
 */
import t from 'tap'
import { buildLabs } from '../../runner/build-labs.ts'
import { failuresOf, planOf } from './failures.ts'

for (const [folder, on, parts] of [
  ['harness/test/services/batching', 'solutions', ['3A', '3B']],
  ['harness/test/services/batching', 'harness/test/rafts/eager', ['3A', '3B']],
  ['harness/test/services/pulling', 'solutions', ['4B']],
] as const) {
  t.test(`${folder} on ${on} passes ${parts.join(', ')}`, async (t) => {
    const plan = { ...planOf(folder, parts), on, runs: 2 }
    t.strictSame(await failuresOf(t, plan, await buildLabs(plan)), [])
  })
}
