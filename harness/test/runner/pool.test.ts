/** The pool: seeds, order, workers that die, interrupts, traces; with real worker processes. */
import pLimit from 'p-limit'
import t from 'tap'
import { buildLabs } from '../../runner/build-labs.ts'
import type { Plan, RunEvent, TestResult, TracedRun } from '../../runner/events.ts'
import { runPlan, runTraced } from '../../runner/pool.ts'
import { HarnessError } from '../../tester/failure.ts'
import { hostileFiles, makePlan, runShort, SHORT_LIMITS } from '../hostile/submission.ts'
import { makeRun } from '../report/samples.ts'

const ELECTION = 'TestInitialElection2A'
const AGREE = 'TestBasicAgree2B'

function hashes(results: readonly TestResult[]): string[] {
  return results.flatMap(({ runs }) => runs.map(({ seed, traceHash }) => `${seed} ${traceHash}`))
}

t.test('two workers give what one gives, in the same order', async (t) => {
  const plan = makePlan('solutions', [ELECTION, AGREE], { runs: 20 })
  const one = await runShort(plan)
  const two = await runShort({ ...plan, jobs: 2 })
  t.equal(one.flatMap(({ runs }) => runs).length, 40)
  t.same(hashes(two), hashes(one))
  t.same(
    one[0]?.runs.map(({ seed }) => seed),
    Array.from({ length: 20 }, (_, run) => 7 + run),
  )
})

t.test('secret seeds come last, and results stand in the order of the plan', async (t) => {
  const secretSeeds = [900, 3]
  const [result] = await runShort(makePlan('solutions', [ELECTION], { runs: 4, secretSeeds }))
  t.strictSame(
    result?.runs.map(({ seed }) => seed),
    [7, 8, 900, 3],
  )
})

t.test('events come in order, tests finish in the order of the plan', async (t) => {
  const events: RunEvent[] = []
  const plan = makePlan('solutions', [ELECTION, AGREE], { runs: 3, jobs: 2 })
  await runShort(plan, (event) => events.push(event))
  t.equal(events[0]?.kind, 'run-planned')
  t.equal(events.at(-1)?.kind, 'all-finished')
  const done = events.flatMap((event) => (event.kind === 'run-finished' ? [event.done] : []))
  t.same(done, [1, 2, 3, 4, 5, 6])
  const finished = events.flatMap((event) =>
    event.kind === 'test-finished' ? [event.result.test.name] : [],
  )
  t.same(finished, [ELECTION, AGREE])
})

/** Does what `act` says in about every third run: what `Math.random` gives first decides. */
function sometimes(act: string): string {
  return [
    'const isHit = Math.random() < 0.12',
    'export class Raft extends Good {',
    `  start(command) { if (isHit) { ${act} } return super.start(command) }`,
    '}',
  ].join('\n')
}

t.test('a worker that dies costs only the run it was on', async (t) => {
  const folder = t.testdir({ ...hostileFiles(sometimes('for (;;) {}')) })
  const [result] = await runShort(makePlan(folder, [AGREE], { runs: 12 }))
  const runs = result?.runs ?? []
  t.equal(runs.length, 12)
  const failed = runs.filter(({ ok }) => !ok)
  t.ok(failed.length > 0 && failed.length < 12, `${failed.length} runs failed`)
  t.ok(failed.every(({ failure }) => failure?.kind === 'hang'))
  t.same(
    runs.map(({ seed }) => seed),
    Array.from({ length: 12 }, (_, run) => 7 + run),
  )
})

t.test('a test that ends early makes the same runs with one job and with three', async (t) => {
  const folder = t.testdir({ ...hostileFiles(sometimes("throw new Error('hit')")) })
  const until = { kind: 'points' } as const
  const plan = makePlan(folder, [AGREE, ELECTION], { runs: 40, policy: 'all', until })
  const one = await runShort(plan)
  const three = await runShort({ ...plan, jobs: 3 })
  t.same(hashes(three), hashes(one))
  const runsOf = (name: string) => one.find(({ test }) => test.name === name)?.runs ?? []
  const made = runsOf(AGREE)
  t.ok(made.length > 0 && made.length < 40, `${made.length} runs until the first failure`)
  t.equal(
    made.findIndex(({ ok }) => !ok),
    made.length - 1,
  )
  t.equal(runsOf(ELECTION).length, 40, 'a test that passes is not decided')
})

t.test('an interrupt keeps what is in', async (t) => {
  const interrupt = new AbortController()
  const plan = makePlan('solutions', [ELECTION, AGREE], { runs: 3_000 })
  const kinds: string[] = []
  const results = await runShort(
    plan,
    (event) => {
      kinds.push(event.kind)
      if (event.kind === 'run-finished' && event.done === 10) interrupt.abort()
      if (event.kind === 'all-finished') t.equal(event.isInterrupted, true)
    },
    interrupt.signal,
  )
  t.equal(results[0]?.runs.length, 10)
  t.ok(results[0]?.runs.every(({ ok }) => ok))
  t.equal(results.length, 1)
  t.equal(kinds.at(-1), 'all-finished')
})

t.test('a traced run has events, and the hash of an untraced one', async (t) => {
  const plan = makePlan('solutions', [AGREE])
  const [plain] = await runShort(plan)
  const traced = await traceOf(plan)
  t.equal(traced.traceHash, plain?.runs[0]?.traceHash)
  t.ok((traced.trace?.length ?? 0) > 50)
  const kinds = new Set(traced.trace?.map(({ kind }) => kind))
  for (const kind of ['call', 'reply', 'save', 'apply', 'state', 'timer']) t.ok(kinds.has(kind))
})

t.test('checked runs pass when they are the same', async (t) => {
  const [result] = await runShort(
    makePlan('solutions', [ELECTION], { runs: 2, checksDeterminism: true }),
  )
  t.same(
    result?.runs.map(({ ok }) => ok),
    [true, true],
  )
})

t.test('a fault of ours ends everything and blames nobody', async (t) => {
  const plan = makePlan('solutions', [ELECTION])
  const tests = plan.tests.map((test) => ({ ...test, name: 'TestNoSuch' }))
  await t.rejects(runShort({ ...plan, tests }), new HarnessError(''))
  await t.rejects(runShort({ ...plan, tests }), { message: /no test named TestNoSuch/ })
})

t.test('a reader of events that throws ends the plan with its error', async (t) => {
  const fail = (event: RunEvent): void => {
    if (event.kind === 'run-finished') throw new RangeError('disk full')
  }
  await t.rejects(runShort(makePlan('solutions', [ELECTION]), fail), { message: 'disk full' })
})

async function traceOf(plan: Plan) {
  const builds = await buildLabs(plan)
  const [test] = plan.tests
  if (test === undefined) throw new Error('the plan has no test')
  return runTraced({ plan, builds, limits: SHORT_LIMITS }, test, plan.firstSeed)
}

t.test('what is known is not run again, and workers may be more or fewer as it goes', async (t) => {
  const plan = makePlan('solutions', [ELECTION], { runs: 6 })
  const [test] = plan.tests
  if (test === undefined) throw new Error('no test')
  const old = { ...makeRun(test, 9), traceHash: 'known' }
  const limit = pLimit(1)
  const done: string[] = []
  const [result] = await runPlan({
    plan,
    builds: await buildLabs(plan),
    limit,
    known: (name, seed) => (name === ELECTION && seed === 9 ? old : undefined),
    emit: (event) => {
      if (event.kind !== 'run-finished') return
      done.push(`${event.done}/${event.total} ${event.result.traceHash === 'known'}`)
      limit.concurrency = 2
    },
  })
  t.equal(done[0], '1/6 true', 'it comes first')
  t.equal(done.filter((line) => line.endsWith('true')).length, 1)
  t.strictSame(
    result?.runs.map(({ seed, traceHash }) => `${seed} ${traceHash === 'known'}`),
    ['7 false', '8 false', '9 true', '10 false', '11 false', '12 false'],
  )
})

t.test('a run that is traced at once is the same run, and the events go without it', async (t) => {
  const plan = makePlan('solutions', [AGREE])
  const builds = await buildLabs(plan)
  const [info] = plan.tests
  if (info === undefined) return t.fail('no test')
  const again = await runTraced({ plan, builds }, info, plan.firstSeed)
  const traced: TracedRun[] = []
  const events: RunEvent[] = []
  const emit = (event: RunEvent): unknown => events.push(event)
  const [result] = await runPlan({ plan, builds, emit, onTraced: (run) => traced.push(run) })
  t.equal(traced.length, 1)
  t.strictSame(traced[0]?.trace, again.trace)
  t.ok((again.trace?.length ?? 0) > 100)
  t.equal(result?.runs[0]?.traceHash, again.traceHash)
  t.notMatch(JSON.stringify(events), '"trace":')
})

t.test('a trace of many pieces comes whole', async (t) => {
  const plan = makePlan('solutions', ['TestBackup2B'])
  const builds = await buildLabs(plan)
  const [info] = plan.tests
  if (info === undefined) return t.fail('no test')
  const inPieces = await runTraced({ plan, builds }, info, plan.firstSeed)
  const twice = { ...plan, checksDeterminism: true }
  const atOnce = await runTraced({ plan: twice, builds }, info, plan.firstSeed)
  t.strictSame(inPieces.trace, atOnce.trace)
  t.ok((inPieces.trace?.length ?? 0) > 1_000, 'more than one piece')
})
