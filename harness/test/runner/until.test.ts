/** Tests of harness/runner/until.ts and of what harness/runner/collector.ts makes of it. */
import t from 'tap'
import { Collector } from '../../runner/collector.ts'
import type { Plan, RunEvent, RunResult, Until } from '../../runner/events.ts'
import { wilson } from '../../runner/interval.ts'
import { isComplete, isDecided } from '../../runner/until.ts'
import { backup, basic, makePlan, makeRun, split } from '../report/samples.ts'

const RATE: Until = { kind: 'rate', confidence: 95, within: 5 }
const POINTS: Until = { kind: 'points' }

function planOf(more: Partial<Plan>): Plan {
  return makePlan([basic, backup], { runs: 1_000, firstSeed: 0, ...more })
}

t.test('without until= nothing ends early', async (t) => {
  t.notOk(isDecided(planOf({}), 10, 0, 999))
})

t.test('points: all or nothing is decided by the first failure', async (t) => {
  const plan = planOf({ until: POINTS, policy: 'all' })
  t.ok(isDecided(plan, 10, 4, 5))
  t.notOk(isDecided(plan, 10, 999, 999))
})

t.test('points: a share is decided when no tenth of a point can change', async (t) => {
  const plan = planOf({ until: POINTS })
  t.notOk(isDecided(plan, 10, 500, 509), 'from 5.0 to 9.91')
  t.notOk(isDecided(plan, 10, 901, 991), '9.01 to 9.1')
  t.ok(isDecided(plan, 10, 901, 992), '9.01 to 9.09')
  t.notOk(isDecided(plan, 10, 999, 999), 'full or not')
  t.notOk(isDecided(plan, 10, 0, 999), 'nothing or something')
  t.ok(isDecided(plan, 0, 0, 1), 'there is nothing to earn')
})

t.test('rate: decided when the interval is narrow enough', async (t) => {
  const plan = planOf({ until: RATE })
  t.notOk(isDecided(plan, 10, 34, 34), '34 / (34 + 3.84) is 89.8 %')
  t.ok(isDecided(plan, 10, 35, 35), '35 / (35 + 3.84) is 90.1 %')
  t.ok(isDecided(plan, 10, 0, 35))
  t.notOk(isDecided(plan, 10, 185, 370))
  t.ok(isDecided(plan, 10, 192, 384))
  t.notOk(isDecided(planOf({ until: { ...RATE, within: 1 } }), 10, 188, 188))
  t.ok(isDecided(planOf({ until: { ...RATE, within: 1 } }), 10, 189, 189))
  t.notOk(isDecided(planOf({ until: { ...RATE, confidence: 99 } }), 10, 35, 35))
})

t.test('a result is complete with all its runs, or with those that decide it', async (t) => {
  const runs = Array.from({ length: 35 }, (_, seed) => makeRun(basic, seed))
  t.ok(isComplete(planOf({ until: RATE }), { test: basic, runs }))
  t.notOk(isComplete(planOf({ until: RATE }), { test: basic, runs: runs.slice(1) }))
  t.notOk(isComplete(planOf({}), { test: basic, runs }))
  t.ok(isComplete(planOf({ runs: 35 }), { test: basic, runs }))
})

/** Every seventh run fails. */
function runOf(test: typeof basic, seed: number): RunResult {
  return makeRun(test, seed, seed % 7 === 3 ? { failure: split } : {})
}

function collect(plan: Plan, order: (seed: number) => number): RunEvent[] {
  const events: RunEvent[] = []
  const collector = new Collector(plan, (event) => events.push(event))
  const seeds = Array.from({ length: plan.runs }, (_, seed) => seed)
  const arriving = seeds.sort((a, b) => order(a) - order(b))
  for (const seed of arriving) {
    for (const test of plan.tests) {
      if (collector.wants(test.name)) collector.add(runOf(test, seed))
    }
  }
  return events
}

/** Each test as it was finished, with the seeds of its runs. */
function finishedIn(events: readonly RunEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.kind !== 'test-finished') return []
    const { test, runs } = event.result
    return [`${test.name} ${runs.map(({ seed }) => seed).join(' ')}`]
  })
}

t.test('the runs are the same, whichever came in first', async (t) => {
  for (const until of [RATE, POINTS]) {
    const plan = planOf({ until, policy: until === POINTS ? 'all' : 'share', runs: 400 })
    const inOrder = finishedIn(collect(plan, (seed) => seed))
    t.match(inOrder, [/^TestBasicAgree2B [\d ]*3/, /^TestBackup2B [\d ]*3/])
    t.strictSame(finishedIn(collect(plan, (seed) => (seed * 173) % 400)), inOrder)
    t.strictSame(finishedIn(collect(plan, (seed) => -seed)), inOrder)
  }
})

t.test('no run is told of that is not needed, and the total falls', async (t) => {
  const events = collect(planOf({ until: POINTS, policy: 'all', runs: 400 }), (seed) => -seed)
  t.strictSame(
    events.map((event) =>
      event.kind === 'run-finished'
        ? `${event.result.test} ${event.result.seed}: ${event.done} of ${event.total}`
        : event.kind,
    ),
    [
      ...[1, 2, 3].map((done) => `${basic.name} ${done - 1}: ${done} of 800`),
      `${basic.name} 3: 4 of 404`,
      'test-finished',
      ...[5, 6, 7].map((done) => `${backup.name} ${done - 5}: ${done} of 404`),
      `${backup.name} 3: 8 of 8`,
      'test-finished',
    ],
  )
})

/** How often the interval at the end holds the true rate: over all ways that runs can go. */
function coverage(plan: Plan, rate: number): number {
  let going = new Map([[0, 1]])
  let covered = 0
  for (let made = 1; going.size > 0; made++) {
    const next = new Map<number, number>()
    for (const [passed, chance] of going) {
      next.set(passed, (next.get(passed) ?? 0) + chance * (1 - rate))
      next.set(passed + 1, (next.get(passed + 1) ?? 0) + chance * rate)
    }
    going = new Map()
    for (const [passed, chance] of next) {
      const { low, high } = wilson(passed, made)
      if (!isDecided(plan, 10, passed, made) && made < plan.runs) going.set(passed, chance)
      else if (low <= rate && rate <= high) covered += chance
    }
  }
  return covered
}

t.test('to end a test at the width of its interval does not make the interval a lie', async (t) => {
  const plan = planOf({ until: RATE, runs: 500 })
  for (const rate of [0.5, 0.7, 0.9, 0.95, 0.99]) {
    const share = coverage(plan, rate)
    t.ok(share > 0.94 && share < 0.985, `at ${rate} it holds in ${(100 * share).toFixed(1)} %`)
  }
})
