/** Guests that do not come back, or end: told as in a realm, with the student's line. */
import t from 'tap'
import { buildLabs } from '../../runner/build-labs.ts'
import type { RunResult } from '../../runner/events.ts'
import { runPlan } from '../../runner/pool.ts'
import { ProcessIsolation } from '../../runner/process-isolation.ts'
import { hostileFiles, makePlan, PATIENT_LIMITS, SHORT_LIMITS } from '../hostile/submission.ts'

const isolation = new ProcessIsolation()
t.teardown(() => isolation.close())

const HANDLER = (code: string): string =>
  `export class Raft extends Good { requestVote(a) {\n${code}\nreturn super.requestVote(a) } }`

async function run(folder: string, limits = SHORT_LIMITS): Promise<readonly RunResult[]> {
  const names = ['TestInitialElection2A', 'TestReElection2A']
  const more = { isolation: isolation.describe({ isolation: 'process' }) }
  const plan = makePlan(folder, names, more)
  const builds = await buildLabs(plan)
  const results = await runPlan({ plan, builds, emit() {}, isolation, limits })
  return results.flatMap(({ runs }) => runs)
}

const LOOPS: readonly (readonly [does: string, code: string])[] = [
  ['loops in a handler', 'for (;;) {}'],
  ['awaits nothing without end', ';(async () => { for (;;) await null })()'],
]

for (const [does, code] of LOOPS) {
  t.test(does, async (t) => {
    const runs = await run(t.testdir({ ...hostileFiles(HANDLER(code)) }))
    t.equal(runs.length, 2, 'the next run is made all the same')
    for (const { failure } of runs) {
      t.equal(failure?.kind, 'hang')
      t.match(failure?.message, /ran for more than 0\.4 s without coming back/)
      if (isolation.sandbox.kind === 'permission') t.pass('no line without a sandbox')
      else t.match(failure?.frames[0], /^raft\/raft\.ts:3:/)
    }
  })
}

t.test('fills its memory', async (t) => {
  const hog = "const hog = []; for (let i = 0; ; i++) hog.push('x'.repeat(1000) + i)"
  const [first] = await run(t.testdir({ ...hostileFiles(HANDLER(hog)) }), PATIENT_LIMITS)
  t.equal(first?.failure?.kind, 'memory')
  t.match(first?.failure?.details.join(), /in S\d/)
})
