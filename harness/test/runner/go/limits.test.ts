/** What a Go program may use. */
import t from 'tap'
import { DEFAULT_LIMITS, limitsForGo } from '../../../runner/jobs.ts'

t.test('a Go program has more memory and time for a run, not for a turn', async (t) => {
  const { turnCpuMs, runCpuMs, rssBytes } = limitsForGo(DEFAULT_LIMITS)
  t.equal(turnCpuMs, DEFAULT_LIMITS.turnCpuMs)
  t.ok(runCpuMs >= 180_000)
  t.ok(rssBytes > 1_000 * 2 ** 20, 'right Rafts have needed 700 MB')
})
