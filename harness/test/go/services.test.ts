/** The labs above Raft in Go: key-value store, shard controller and shards, each in one program. */
import t from 'tap'
import { BundleError } from '../../realm/bundle.ts'
import { buildLabs } from '../../runner/build-labs.ts'
import { runPlan } from '../../runner/pool.ts'
import { makePlan } from '../hostile/submission.ts'
import { skip } from './fixture.ts'

const SOLUTION = 'harness/test/go/src'

/** Short ones: what they say of the solution is said elsewhere. */
const TESTS = ['TestUnreliableOneKey3A', 'TestFewestMoves4A', 'TestStaticShards']

t.test('servers and clerks in Go pass a test of each lab, twice alike', { skip }, async (t) => {
  const plan = makePlan(SOLUTION, TESTS, { jobs: 2, checksDeterminism: true })
  const results = await runPlan({ plan, builds: await buildLabs(plan), emit() {} })
  const ended = results.map(({ test, runs }) => `${test.name} ${runs[0]?.failure?.message ?? 'ok'}`)
  t.strictSame(ended.sort(), TESTS.map((name) => `${name} ok`).sort())
})

t.test('what a Raft hands to the service above is seen', { skip }, async (t) => {
  const plan = makePlan(SOLUTION, ['TestFewestMoves4A'])
  const [result] = await runPlan({ plan, builds: await buildLabs(plan), emit() {} })
  t.ok((result?.runs[0]?.statistics.operations ?? 0) > 50)
  t.ok((result?.runs[0]?.statistics.elections?.count ?? 0) > 0, 'getState() is asked')
})

t.test('the Raft below may be that of another checkout, but one in Go', { skip }, async (t) => {
  const folder = t.testdir({ 'go.mod': 'module other\n\ngo 1.15\n', shardctrler: {} })
  const plan = makePlan(folder, ['TestFewestMoves4A'])
  const messageOf = async (on?: string): Promise<string | undefined> => {
    const { shardctrler } = await buildLabs(on === undefined ? plan : { ...plan, on })
    return shardctrler instanceof BundleError ? shardctrler.message : undefined
  }
  t.match(await messageOf(), /raft does not exist; a Go checkout of the labs has it$/)
  t.match(
    await messageOf('solutions'),
    /^on=solutions is no Go checkout: what is below a lab in Go/,
  )
  t.match(await messageOf(SOLUTION), /shardctrler/, 'only the controller is missing')
})
