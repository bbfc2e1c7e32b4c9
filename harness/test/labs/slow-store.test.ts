/**
 * A store that gets on in the end is not ended before, however little happens meanwhile. The
 * reference, whose groups take the second configuration only after a pause.
 */
import t from 'tap'
import { runPlan } from '../../runner/pool.ts'
import { testInfos } from '../../runner/test-infos.ts'
import type { Patch } from '../../zoo/entry.ts'
import { bundlePatched } from '../../zoo/patched.ts'
import { makePlan } from '../report/samples.ts'

const PAUSE_MS = 35_000

const PAUSES: readonly Patch[] = [
  {
    file: 'shardkv/server.ts',
    find: 'const CONFIG_POLL_MS = 100',
    replace: 'const CONFIG_POLL_MS = 100\nconst beganMs = Date.now()',
  },
  {
    file: 'shardkv/server.ts',
    find: 'if (this.isKilled || config.num !== num) return false',
    replace: `const isPausing = num > 1 && Date.now() - beganMs < ${PAUSE_MS}
    if (this.isKilled || config.num !== num || isPausing) return false`,
  },
]

t.test('a store that takes its second configuration late passes', async (t) => {
  const entry = { id: 'slow', title: 'pauses', part: '4B', tests: [], patches: PAUSES }
  const tests = testInfos.filter(({ name }) =>
    ['TestStaticShards', 'TestConcurrent2'].includes(name),
  )
  const builds = { shardkv: await bundlePatched(entry, 'shardkv') }
  const results = await runPlan({ plan: makePlan(tests), builds, emit() {} })
  t.equal(results.length, 2)
  for (const run of results.flatMap(({ runs }) => runs)) {
    t.strictSame(run.failure, undefined)
    t.ok(run.statistics.virtualMs > PAUSE_MS, 'the pause was in its way')
  }
})
