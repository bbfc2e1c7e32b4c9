/**
 * A store that gets on in the end is not ended before, however little happens meanwhile. The
 * reference, whose groups take the second configuration only after a pause.
 */
import t from 'tap'
import type { Patch } from '../../zoo/entry.ts'
import { runPatched } from './run-patched.ts'

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
  const names = ['TestStaticShards', 'TestConcurrent2']
  const results = await runPatched(PAUSES, ({ name }) => names.includes(name))
  t.equal(results.length, 2)
  for (const run of results.flatMap(({ runs }) => runs)) {
    t.strictSame(run.failure, undefined)
    t.ok(run.statistics.virtualMs > PAUSE_MS, 'the pause was in its way')
  }
})
