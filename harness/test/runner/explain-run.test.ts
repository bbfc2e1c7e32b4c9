/** Tests of harness/runner/explain-run.ts, and of runs that are drawn anew from a moment on. */
import t from 'tap'
import { withoutLent } from '../../explain/nearest.ts'
import { isOneKind } from '../../report/describe.ts'
import { tellExplained } from '../../report/explained-text.ts'
import { describeSmaller } from '../../report/smaller-text.ts'
import { bundleLab } from '../../runner/build-labs.ts'
import { explainRun } from '../../runner/explain-run.ts'
import { MoreRuns } from '../../runner/more-runs.ts'
import { runTraced } from '../../runner/pool.ts'
import { findSmallerRun } from '../../runner/smaller-run.ts'
import { testInfos } from '../../runner/test-infos.ts'
import { zooEntries } from '../../zoo/entries.ts'
import { bundlePatched } from '../../zoo/patched.ts'
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
  const explain = async (more: { withinMs: number; signal?: AbortSignal }) => {
    const runs = new MoreRuns({ ...options, jobs: 1, onRun: () => {}, ...more })
    try {
      return await explainRun(runs, { isAlike: () => true }, test, failed)
    } finally {
      runs.close()
    }
  }
  const none = await explain({ withinMs: 0 })
  t.strictSame(none, { when: { points: [], tries: 0 }, runs: 0, isCut: true })
  t.match(tellExplained(failed, none).words.join(' '), /no time to look .* 0 other runs were made/)
  const signal = AbortSignal.abort()
  t.match(await explain({ withinMs: 60_000, signal }), { runs: 0, isCut: true })
})

t.test('a smaller run that fails in the same way is found, and told', async (t) => {
  const entry = zooEntries.find(({ id, base }) => id === 'match-from-own-log' && base === folder)
  const persist = testInfos.find(({ name }) => name === 'TestPersist22C')
  if (entry === undefined || persist === undefined) return t.fail('no such test')
  const options = {
    plan: makePlan([persist]),
    builds: { raft: await bundlePatched(entry, 'raft') },
  }
  const run = await runTraced(options, persist, 3, { isRecorded: true })
  const runs = new MoreRuns({ ...options, jobs: 1, withinMs: 600_000, onRun: () => {} })
  const how = { jobs: 1, share: 1, isAlike: isOneKind }
  const smaller = await findSmallerRun(runs, how, persist, run)
  if (smaller === undefined || run.failure === undefined) return t.fail('there is one')
  t.ok((smaller.run.trace ?? []).length <= 0.7 * (run.trace ?? []).length)
  t.ok(smaller.run.failure && isOneKind(run.failure, smaller.run.failure))
  t.match(describeSmaller(options.plan, run, smaller).join(' '), smaller.test.name)
  const otherwise = { ...how, isAlike: () => false }
  t.equal(await findSmallerRun(runs, { ...otherwise, share: 0 }, persist, run), undefined)
  runs.close()
})
