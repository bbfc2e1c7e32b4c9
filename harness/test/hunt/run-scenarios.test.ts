/** Scenarios in worker processes: order, first failures, loops, and how they are given up. */
import t from 'tap'
import { drawScenario, streamOf } from '../../hunt/draw.ts'
import { makeRunner } from '../../hunt/run-scenarios.ts'
import { planOf } from '../../hunt/texts.ts'
import { BundleError } from '../../realm/bundle.ts'
import { buildLabs } from '../../runner/build-labs.ts'
import type { Scenario, Step } from '../../scenario/scenario.ts'
import { hostileFiles, SHORT_LIMITS } from '../hostile/submission.ts'

/** A Raft that does what `act` says when it is handed a command. */
const onStart = (act: string): string => {
  return `export class Raft extends Good { start(command) { ${act}; return super.start(command) } }`
}

const COMMAND: Step = { do: 'commands', to: 0, count: 1, thenMs: 0 }

/** In part 2A nobody is handed a command but by such a step. */
function makeScenario(steps: readonly Step[]): Scenario {
  const { scenario } = drawScenario(streamOf(7, 1), '2A', {})
  return { ...scenario, servers: 3, steps }
}

const HARMLESS = makeScenario([])
const HARMFUL = makeScenario([COMMAND])

async function runnerOf(folder: string, jobs = 1, signal?: AbortSignal) {
  const plan = planOf({ folder: folder }, '2A', 1, jobs)
  const builds = await buildLabs(plan)
  return makeRunner({ plan, builds, limits: SHORT_LIMITS, ...(signal ? { signal } : {}) })
}

const isOver = (): boolean => false

t.test('a loop costs its own run, and the others have their places', async (t) => {
  const runner = await runnerOf(t.testdir({ ...hostileFiles(onStart('for (;;) {}')) }))
  const results = await runner.run([HARMLESS, HARMFUL, HARMLESS, HARMFUL], { isOver })
  runner.close()
  t.strictSame(
    results.map((run) => run?.failure?.kind),
    [undefined, 'hang', undefined, 'hang'],
  )
  t.match(results[1]?.failure?.frames[0], /^raft\/raft\.ts:2:/)
  t.ok(results.every((run) => run?.seed === HARMLESS.seed))
  t.ok((results[0]?.outcome?.story.length ?? 0) > 0)
})

t.test('where only the first failure counts, those before it are there', async (t) => {
  const folder = t.testdir({ ...hostileFiles(onStart("throw new Error('hit')")) })
  const scenarios = Array.from({ length: 40 }, (_, at) => (at > 5 ? HARMFUL : HARMLESS))
  for (const jobs of [1, 3]) {
    const runner = await runnerOf(folder, jobs)
    const results = await runner.run(scenarios, { isOver, isForFirstFailure: true })
    runner.close()
    const first = results.findIndex((run) => run?.ok === false)
    t.strictSame([first, results.slice(0, 6).every((run) => run?.ok)], [6, true], `jobs=${jobs}`)
    t.equal(results.at(-1), undefined)
  }
})

t.test('an interrupt leaves out what is not done', async (t) => {
  const interrupt = new AbortController()
  const folder = t.testdir({ ...hostileFiles(onStart('for (;;) {}')) })
  const runner = await runnerOf(folder, 1, interrupt.signal)
  const running = runner.run([HARMFUL, HARMLESS], { isOver: () => interrupt.signal.aborted })
  interrupt.abort()
  t.strictSame(await running, [undefined, undefined])
  runner.close()
})

t.test('code that does not build is said at once', async (t) => {
  const folder = t.testdir({ raft: { 'raft.ts': 'export class Raft {' } })
  await t.rejects(runnerOf(folder), BundleError)
})
