/** A failing scenario is made simple, as long as it fails in the same way. */
import t from 'tap'
import { drawScenario, streamOf } from '../../hunt/draw.ts'
import type { RunScenarios } from '../../hunt/run-scenarios.ts'
import { wayOf } from '../../hunt/same-way.ts'
import { type FailedScenario, shrink } from '../../hunt/shrink.ts'
import type { TracedRun } from '../../runner/events.ts'
import type { Scenario, Step } from '../../scenario/scenario.ts'
import type { Failure } from '../../tester/failure.ts'
import { election, makeRun, split } from '../report/samples.ts'

/** A world in which a scenario fails as `judge` says, or passes. */
function makeWorld(judge: (scenario: Scenario) => Failure | undefined): {
  run: RunScenarios
  fail: (scenario: Scenario) => FailedScenario
} {
  const runOne = (scenario: Scenario): TracedRun => {
    const failure = judge(scenario)
    const outcome = { reached: [], story: [], idle: [], begun: scenario.steps.length }
    const more = failure === undefined ? {} : { failure }
    return { ...makeRun(election, scenario.seed, more), outcome }
  }
  return {
    run: async (scenarios, { isOver }) =>
      scenarios.map((one) => (isOver() ? undefined : runOne(one))),
    fail: (scenario) => ({ scenario, run: runOne(scenario) }),
  }
}

function kindsOf({ steps }: Scenario): string[] {
  return steps.map((step) => step.do)
}

/** Fails where a hold of several comes before a release, in a group of 5 or more. */
function needsHoldAndRelease({ steps, servers }: Scenario): Failure | undefined {
  const hold = steps.findIndex((step) => step.do === 'hold' && step.count >= 2)
  const release = steps.findIndex((step, at) => step.do === 'release' && at > hold)
  return hold >= 0 && release >= 0 && servers >= 5 ? split : undefined
}

const HOLD: Step = { do: 'hold', leg: 'request', from: 0, to: 1, count: 9, thenMs: 600 }
const RELEASE: Step = { do: 'release', which: 'all', thenMs: 5 }

function makeBig(more: Partial<Scenario> = {}): Scenario {
  const { scenario } = drawScenario(streamOf(7, 11), '2D', {})
  // What is drawn must not fail by itself.
  const steps = scenario.steps.filter((step) => step.do !== 'hold' && step.do !== 'release')
  const mixed = [...steps.slice(0, 9), HOLD, ...steps.slice(9), RELEASE, ...steps.slice(0, 5)]
  return { ...scenario, servers: 7, takesSnapshots: true, steps: mixed, ...more }
}

const isOver = (): boolean => false

t.test('only what it needs is left, in the smallest form that fails', async (t) => {
  const { run, fail } = makeWorld(needsHoldAndRelease)
  const big = makeBig()
  t.ok(big.steps.length > 20)
  const { scenario, runs } = await shrink(fail(big), { run, isOver })
  t.strictSame(scenario, {
    ...big,
    servers: 5,
    takesSnapshots: false,
    steps: [
      { ...HOLD, count: 2, thenMs: 0 },
      { ...RELEASE, thenMs: 0 },
    ],
  })
  t.ok(runs > 5 && runs <= 600, String(runs))
  const again = await shrink(fail(big), { run, isOver })
  t.strictSame(again.scenario, scenario)
})

t.test('another failure is not the same one', async (t) => {
  const other: Failure = { ...split, message: 'S0 gave no answer', rule: 'another' }
  const { run, fail } = makeWorld((scenario) => {
    return scenario.steps.some((step) => step.do === 'release') ? split : other
  })
  const { scenario } = await shrink(fail(makeBig()), { run, isOver })
  t.strictSame(kindsOf(scenario), ['release'])
})

t.test('steps behind the failure, and those that did nothing, go first', async (t) => {
  const { run, fail } = makeWorld(needsHoldAndRelease)
  const { steps } = makeBig()
  const failed = fail(makeBig({ servers: 5 }))
  const idle = [...steps.keys()].filter((at) => steps[at] !== HOLD && steps[at] !== RELEASE)
  const begun = steps.indexOf(RELEASE) + 1
  const known = { ...failed.run, outcome: { reached: [], story: [], idle, begun } }
  const waves: number[] = []
  await shrink(
    { ...failed, run: known },
    {
      run,
      isOver,
      onWave: (_, best) => waves.push(best.steps.length),
    },
  )
  t.equal(waves[0], 2)
})

t.test('an interrupt leaves the best so far, and a hang is not run often', async (t) => {
  const { run, fail } = makeWorld(needsHoldAndRelease)
  const big = makeBig()
  const stopped = await shrink(fail(big), { run, isOver: () => true })
  t.strictSame([stopped.scenario, stopped.runs], [big, 0])
  const hanging = makeWorld(() => ({ ...split, kind: 'hang' }))
  const { runs } = await shrink(hanging.fail(big), { run: hanging.run, isOver })
  t.ok(runs <= 32, String(runs))
})

t.test('long runs are fewer', async (t) => {
  const { run, fail } = makeWorld(needsHoldAndRelease)
  const statistics = { virtualMs: 0, servers: 7, rpcs: 40_000, bytes: 0, operations: 0 }
  const { runs } = await shrink(fail(makeBig()), {
    run: async (scenarios, options) => {
      return (await run(scenarios, options)).map((one) => one && { ...one, statistics })
    },
    isOver,
  })
  t.ok(runs >= 25 && runs <= 32, String(runs))
})

t.test('a way to fail is its kind, rule and words, whoever it was', async (t) => {
  const message = 'S1 and S4 applied different commands at index 1,307'
  t.equal(wayOf({ ...split, message }), wayOf(split))
  t.not(wayOf({ ...split, message: 'S1 applied a command' }), wayOf(split))
  t.not(wayOf({ ...split, kind: 'hang' }), wayOf(split))
  t.not(wayOf({ ...split, rule: 'Raft §7' }), wayOf(split))
  const [two, three] = ['applied by S0 and S2', 'applied by S0, S1 and S2'].map((text) => {
    return wayOf({ ...split, message: text })
  })
  t.equal(two, three)
})
