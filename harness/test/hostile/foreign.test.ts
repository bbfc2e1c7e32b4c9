/** No object of the host comes into a realm, by whatever entry point it might. */
import t from 'tap'
import { goodFiles, makePlan, PATIENT_LIMITS, runShort } from './submission.ts'
import { WALK, WALKING_RAFT } from './walk-source.ts'

const TESTS = ['TestBasicAgree2B', 'TestSnapshotInstallCrash2D', 'TestSnapshotInit2D']

t.test('everything that student code gets hold of belongs to its realm', async (t) => {
  const files = { 'raft.ts': WALKING_RAFT, 'walk.ts': WALK, good: goodFiles() }
  const plan = makePlan(t.testdir({ raft: files }), TESTS)
  const results = await runShort(plan, () => {}, undefined, PATIENT_LIMITS)
  t.equal(results.length, TESTS.length)
  for (const { test, runs } of results) {
    t.strictSame(
      runs.map(({ failure }) => failure?.message),
      [undefined],
      test.name,
    )
  }
})
