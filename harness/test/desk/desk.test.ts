/** Tests of harness/desk: what runs after a save, in which order, and what ends it. */
import t from 'tap'
import { Desk, type DeskPorts, type DeskState } from '../../desk/desk.ts'
import { KeptSeeds } from '../../desk/kept-seeds.ts'
import { keptRound, widerRound, widthOf } from '../../desk/rounds.ts'
import { BundleError } from '../../realm/bundle.ts'
import type { Builds } from '../../runner/build-labs.ts'
import type { Plan, RunResult, TestInfo } from '../../runner/events.ts'
import { makePlan, makeRun, basic as ONE, split, backup as TWO } from '../report/samples.ts'

const TESTS = [ONE, TWO]

function planOf(runs = 1): Plan {
  return makePlan(TESTS, { firstSeed: 7, runs })
}

function resultOf(test: TestInfo, seed: number, ok: boolean): RunResult {
  return makeRun(test, seed, ok ? {} : { failure: split })
}

function built(digest: string): Builds {
  return { raft: { code: '', map: '', digest } }
}

type Port = Parameters<DeskPorts['run']>[2]

/** A desk without files and workers: `fails` says which runs fail, and it is told what was run. */
class Fake {
  builds = built('first')
  fails: (test: TestInfo, seed: number) => boolean = () => false
  /** Called before each run. */
  before: (test: TestInfo, seed: number, port: Port) => Promise<void> = async () => {}
  readonly ran: string[] = []
  readonly shown: DeskState[] = []

  readonly ports: DeskPorts = {
    build: async () => this.builds,
    run: async (batches, _, port) => {
      const { wants, onResult, signal } = port
      for (const { test, seeds } of batches) {
        for (const seed of seeds) {
          if (signal.aborted || !wants(test)) break
          await this.before(test, seed, port)
          if (signal.aborted) return
          this.ran.push(`${test.name} ${seed}`)
          onResult(test, resultOf(test, seed, !this.fails(test, seed)))
        }
      }
    },
    show: (state) => this.shown.push(state),
  }

  /** What was run since it was last asked. */
  take(): string[] {
    return this.ran.splice(0)
  }
}

t.test('at first all tests, with more and more seeds, up to the end', async (t) => {
  const fake = new Fake()
  const desk = new Desk(planOf(4), true, fake.ports)
  await desk.saved()
  const ran = fake.take()
  t.strictSame(ran.slice(0, 2), [`${ONE.name} 7`, `${TWO.name} 7`])
  t.strictSame(
    [...ran].sort(),
    TESTS.flatMap(({ name }) => [7, 8, 9, 10].map((seed) => `${name} ${seed}`)).sort(),
  )
  t.equal(desk.state.phase, 'done')
  t.strictSame(desk.state.kept, [])
})

t.test('a failure ends the widening; its seed comes first after the next save', async (t) => {
  const fake = new Fake()
  const desk = new Desk(planOf(4), true, fake.ports)
  fake.fails = (test, seed) => test === TWO && seed === 9
  await desk.saved()
  t.equal(desk.state.phase, 'failed')
  t.match(desk.state.kept, [{ test: TWO, seed: 9, isFailing: true }])
  fake.take()
  fake.builds = built('second')
  await desk.saved(['raft/raft.ts'])
  t.strictSame(fake.take(), [`${TWO.name} 9`], 'as long as it fails, nothing else')
  t.equal(desk.state.phase, 'failed')
  await desk.wider()
  t.strictSame(
    fake.take(),
    [7, 8, 9, 10].map((seed) => `${ONE.name} ${seed}`),
    'by a key the other tests',
  )
  t.equal(desk.state.phase, 'failed', 'it still fails')
  fake.fails = () => false
  fake.builds = built('third')
  await desk.saved(['raft/raft.ts'])
  t.equal(fake.take()[0], `${TWO.name} 9`)
  t.equal(desk.state.phase, 'done')
  t.match(desk.state.kept, [{ seed: 9, isFailing: false }], 'it may come back')
})

t.test('a save ends what runs, and what it still says is not counted', async (t) => {
  const fake = new Fake()
  const desk = new Desk(planOf(4), true, fake.ports)
  let second: Promise<void> | undefined
  let isLate = false
  fake.before = async (test, seed, { signal, onResult }) => {
    if (seed !== 8 || second !== undefined) return
    fake.builds = built('second')
    second = desk.saved(['raft/log.ts'])
    // As a worker that is at work meanwhile, and says something when it is killed.
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    isLate = true
    onResult(test, resultOf(test, seed, false))
  }
  await desk.saved()
  await second
  t.ok(isLate)
  t.equal(desk.state.phase, 'done')
  t.strictSame(desk.state.saved, { files: ['raft/log.ts'], isOther: true })
  t.strictSame(
    desk.state.tallies.map(({ made, failed }) => [made, failed.length]),
    [
      [4, 0],
      [4, 0],
    ],
  )
  t.strictSame(desk.state.kept, [])
})

t.test(
  'a save that changes nothing ends nothing, and one that does not build is shown',
  async (t) => {
    const fake = new Fake()
    const desk = new Desk(planOf(2), true, fake.ports)
    await desk.saved()
    fake.take()
    await desk.saved(['raft/raft.ts'])
    t.strictSame(fake.take(), [])
    t.strictSame(desk.state.saved, { files: ['raft/raft.ts'], isOther: false })
    t.equal(desk.state.phase, 'done')
    fake.builds = { raft: new BundleError('raft/raft.ts:3:1: Unexpected "="') }
    await desk.saved(['raft/raft.ts'])
    t.equal(desk.state.phase, 'unbuilt')
    t.strictSame(desk.state.faults, ['raft/raft.ts:3:1: Unexpected "="'])
    t.strictSame(fake.take(), [])
    fake.builds = built('first')
    await desk.saved(['raft/raft.ts'])
    t.equal(desk.state.phase, 'done', 'back to what it was is a change too')
    t.equal(fake.take().length, 4)
  },
)

t.test('without a seed it goes on with fresh ones', async (t) => {
  const fake = new Fake()
  const desk = new Desk(planOf(2), false, fake.ports)
  await desk.saved()
  t.ok(fake.take().includes(`${ONE.name} 8`))
  await desk.again()
  t.strictSame(
    fake.take(),
    [9, 10].flatMap((seed) => TESTS.map(({ name }) => `${name} ${seed}`)),
  )
})

t.test('failing seeds are kept before those that failed once; few in all', async (t) => {
  const kept = new KeptSeeds()
  kept.take(ONE, resultOf(ONE, 1, true))
  t.strictSame(kept.all, [], 'what always passed is not kept')
  for (let seed = 1; seed <= 25; seed++) kept.take(ONE, resultOf(ONE, seed, false))
  t.equal(kept.all.length, 20)
  t.equal(kept.all[0]?.seed, 1)
  kept.take(ONE, resultOf(ONE, 1, true))
  t.equal(kept.all.at(-1)?.seed, 1)
  t.equal(kept.failing.length, 19)
  kept.take(TWO, resultOf(TWO, 1, false))
  t.equal(kept.all.at(-1)?.test, TWO, 'one that fails takes the place of one that does not')
  t.strictSame(
    keptRound(kept.all).map(({ test, seeds }) => [test, seeds.length]),
    [
      [ONE, 19],
      [TWO, 1],
    ],
  )
})

t.test('rounds double, have an end, and mix tests', async (t) => {
  t.strictSame(
    [0, 1, 2, 9].map((number) => widthOf(number, 0, Number.POSITIVE_INFINITY)),
    [1, 2, 4, 64],
  )
  t.equal(widthOf(2, 3, 5), 2)
  t.equal(widthOf(2, 5, 5), 0)
  const batches = widerRound(planOf(), 3, 6)
  t.strictSame(
    batches.map(({ test, seeds }) => [test, seeds]),
    [
      [ONE, [10, 11, 12, 13]],
      [TWO, [10, 11, 12, 13]],
      [ONE, [14, 15]],
      [TWO, [14, 15]],
    ],
  )
})
