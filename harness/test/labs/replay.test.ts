/** A run is made again from its choices alone, and they outlive changes of the code. */
import t from 'tap'
import { bundleLab } from '../../runner/build-labs.ts'
import type { TracedRun } from '../../runner/events.ts'
import type { Job } from '../../runner/jobs.ts'
import { testInfos } from '../../runner/test-infos.ts'
import { Workers } from '../../runner/workers.ts'
import { makePlan } from '../report/samples.ts'

const LABS = ['raft', 'kvraft', 'shardctrler', 'shardkv']

/** Tests with crashes, an unreliable network, reordering, clerks, configurations and snapshots. */
const TESTS = [
  'TestManyElections2A',
  'TestFigure8Unreliable2C',
  'TestSnapshotInstallUnCrash2D',
  'TestSnapshotUnreliableRecoverConcurrentPartition3B',
  'TestMulti',
  'TestConcurrent2',
]

type How = Pick<Job, 'seeds'> & Partial<Job>

async function runners(folder: string, labs = LABS) {
  const bundles = labs.map(async (lab) => [lab, await bundleLab(lab, { folder })] as const)
  const builds = Object.fromEntries(await Promise.all(bundles))
  const workers = new Workers({ plan: makePlan(testInfos), builds })
  const run = async (name: string, how: How): Promise<TracedRun> => {
    const test = testInfos.find((test) => test.name === name)
    let result: TracedRun | undefined
    const job = { lab: test?.lab ?? '', test: name, isTraced: false, ...how }
    await workers.run(job, (run) => {
      result = run
    })
    return result as TracedRun
  }
  return { run, end: () => workers.endAll() }
}

t.test('recording changes nothing, and under any seed the choices make the same run', async (t) => {
  const { run, end } = await runners('solutions')
  for (const name of TESTS) {
    const plain = await run(name, { seeds: [3] })
    const { choices = {}, ...recorded } = await run(name, { seeds: [3], isRecorded: true })
    t.equal(recorded.traceHash, plain.traceHash, name)
    const play = JSON.parse(JSON.stringify(choices))
    const again = await run(name, { seeds: [4], isRecorded: true, play })
    t.equal(again.traceHash, plain.traceHash, name)
    t.equal(again.firstFresh, undefined)
    t.strictSame(again.choices, choices)
    const other = await run(name, { seeds: [4] })
    t.not(other.traceHash, plain.traceHash, name)
  }
  end()
})

t.test('on other code the choices fit as far as it does the same', async (t) => {
  const reference = await runners('solutions', ['raft'])
  const { choices: play = {} } = await reference.run('TestBackup2B', {
    seeds: [3],
    isRecorded: true,
  })
  reference.end()
  const other = await runners('harness/test/rafts/lazy', ['raft'])
  const again = await other.run('TestBackup2B', { seeds: [3], play })
  other.end()
  t.ok(again.ok)
  t.ok((again.firstFresh?.atMs ?? Number.NaN) < again.statistics.virtualMs)
})
