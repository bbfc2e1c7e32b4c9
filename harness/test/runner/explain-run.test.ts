/** Tests of harness/runner/explain-run.ts, and of runs that are drawn anew from a moment on. */
import t from 'tap'
import { withoutLent } from '../../explain/nearest.ts'
import { describeExplained } from '../../report/explained-text.ts'
import { bundleLab } from '../../runner/build-labs.ts'
import { explainRun } from '../../runner/explain-run.ts'
import { runTraced } from '../../runner/pool.ts'
import { testInfos } from '../../runner/test-infos.ts'
import { makePlan } from '../report/samples.ts'

const test = testInfos.find(({ name }) => name === 'TestReElection2A')
const folder = 'solutions'

t.test('a run keeps what it had chosen before', async (t) => {
  if (test === undefined) return t.fail('no such test')
  const options = { plan: makePlan([test]), builds: { raft: await bundleLab('raft', { folder }) } }
  const run = await runTraced(options, test, 1, { isRecorded: true })
  const { choices = {}, lent = [], trace = [] } = run
  t.ok(
    lent.some(({ name }) => name.endsWith('/Math.random')),
    'draws of student code are told',
  )
  const from = (fromMs: number) => {
    const redraw = { fromMs, toMs: Number.MAX_VALUE, number: 3 }
    const play = withoutLent(choices, lent, redraw)
    return runTraced(options, test, 1, { play, redraw })
  }
  t.equal((await from(Number.MAX_VALUE)).traceHash, run.traceHash)
  const cutMs = 500
  const { trace: other = [], traceHash, redrawn = [] } = await from(cutMs)
  t.not(traceHash, run.traceHash)
  const before = (events: typeof trace) => events.filter(({ atMs }) => atMs < cutMs)
  t.ok(before(trace).length > 20)
  t.strictSame(JSON.stringify(before(other)), JSON.stringify(before(trace)))
  t.ok(redrawn.every(({ atMs }) => atMs >= cutMs))
  t.equal((await from(cutMs)).traceHash, traceHash, 'one number, one run')
})

t.test('the time for it is kept, and told', async (t) => {
  if (test === undefined) return t.fail('no such test')
  const options = { plan: makePlan([test]), builds: { raft: await bundleLab('raft', { folder }) } }
  const run = await runTraced(options, test, 1, { isRecorded: true })
  const failed = {
    ...run,
    ok: false,
    failure: { kind: 'check' as const, message: 'x', details: [], atMs: 900, frames: [] },
  }
  const within = { jobs: 1, onRun: () => {}, isAlike: () => true }
  const none = await explainRun({ ...options, ...within, withinMs: 0 }, test, failed)
  t.strictSame(none, { when: { points: [], tries: 0 }, runs: 0, isCut: true })
  t.match(describeExplained(failed, none).join(' '), /no time to look .* 0 other runs were made/)
  const signal = AbortSignal.abort()
  const stopped = { ...options, ...within, withinMs: 60_000, signal }
  t.match(await explainRun(stopped, test, failed), { runs: 0, isCut: true })
})
