/**
 * With every server and clerk in a process of its own, runs are the same as with realms in the
 * worker, event by event.
 */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { buildLabs } from '../../runner/build-labs.ts'
import type { Plan, TestResult } from '../../runner/events.ts'
import { runPlan } from '../../runner/pool.ts'
import { ProcessIsolation } from '../../runner/process-isolation.ts'
import { testInfos } from '../../runner/test-infos.ts'
import { hostileFiles } from '../hostile/submission.ts'
import { makePlan } from '../report/samples.ts'

const isolation = new ProcessIsolation()
t.teardown(() => isolation.close())

/** Crashes, crash points, snapshots, clerks, shards; all but the last two in a second or so. */
const TESTS = [
  'TestReElection2A',
  'TestBackup2B',
  'TestPersist22C',
  'TestVotePersisted2C',
  'TestSnapshotInstallCrash2D',
  'TestOnePartition3A',
  'TestSnapshotRPC3B',
  'TestRestartAll4A',
  'TestMissedConfigs4B',
]

async function run(
  more: Partial<Plan>,
  names = TESTS,
  around = isolation,
): Promise<readonly TestResult[]> {
  const tests = testInfos.filter(({ name }) => names.includes(name))
  const plan = makePlan(tests, { folder: 'solutions', firstSeed: 3, jobs: 2, ...more })
  return runPlan({ plan, builds: await buildLabs(plan), emit() {}, isolation: around })
}

const inProcesses = { isolation: isolation.describe({ isolation: 'process' }) }

/** All that a run is, but for its cost. */
const sameOf = (results: readonly TestResult[]) =>
  results.flatMap(({ runs }) => runs.map(({ cpuMs: _, ...run }) => run))

t.test('the reference', async (t) => {
  const [realm, process] = [await run({}), await run(inProcesses)]
  t.equal(realm.length, TESTS.length)
  t.strictSame(sameOf(process), sameOf(realm))
  t.ok(sameOf(process).every(({ ok, traceHash }) => ok && traceHash !== ''))
})

/** Failures of every kind that a realm tells, too: equal to the last word and line. */
const FAULTS: readonly (readonly [does: string, body: string])[] = [
  ['throws in a handler', "requestVote() { throw new Error('no') }"],
  [
    'lets a promise go unheard',
    "requestVote(a) { Promise.reject(new Error('lost')); return super.requestVote(a) }",
  ],
  ['answers with nothing', 'requestVote() {}'],
  ['throws in getState()', "getState() { throw new RangeError('x') }"],
  ['draws by chance in getState()', 'getState() { Math.random(); return super.getState() }'],
  [
    'tells the time in getState()',
    `getState() {
      const { term, isLeader } = super.getState()
      return { term, isLeader: isLeader && Date.now() % 7 !== 0 }
    }`,
  ],
  [
    'loops over setImmediate',
    'constructor(...a) { super(...a); const go = () => setImmediate(go); go() }',
  ],
]

for (const [does, body] of FAULTS) {
  t.test(`a Raft that ${does}`, async (t) => {
    const folder = t.testdir({ ...hostileFiles(`export class Raft extends Good { ${body} }`) })
    const names = ['TestReElection2A', 'TestBasicAgree2B']
    const realm = await run({ folder }, names)
    t.strictSame(sameOf(await run({ folder, ...inProcesses }, names)), sameOf(realm))
  })
}

t.test('a guest of a Node without the routine that drains in a call', async (t) => {
  const built = readFileSync(new URL('../../../dist/guest.cjs', import.meta.url), 'utf8')
  const folder = t.testdir({ 'guest.cjs': `process._tickCallback = undefined\n${built}` })
  const slow = new ProcessIsolation({ guest: `${folder}/guest.cjs` })
  t.teardown(() => slow.close())
  const names = ['TestBasicAgree2B', 'TestPersist12C']
  t.strictSame(sameOf(await run(inProcesses, names, slow)), sameOf(await run({}, names)))
})

t.test('an audit bears out what is the same', async (t) => {
  const audited = isolation.describe({ isolation: 'realm', audit: 100 })
  const results = await run({ isolation: audited }, ['TestBasicAgree2B', 'TestPersist12C'])
  t.strictSame(sameOf(results), sameOf(await run({}, ['TestBasicAgree2B', 'TestPersist12C'])))
})
